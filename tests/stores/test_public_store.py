"""The public store and its twin keep one contract, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connections, transaction

from midex.services.ports import PublicStore as Port
from midex.services.ports import VintageTakenError
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Dataflow, Observation, SeriesKind, Source, Vintage
from midex.stores.public.models import PublicObservation, PublicSeries, PublicVintage
from midex.stores.public.store import PublicStore
from tests.databases import ENGINES, NewDatabase
from tests.twins.public_catalogue import InMemoryCatalogue

TABLE = registry().table("WB_IBCM")
FLOW = Dataflow(id="WB_IBCM", title="Detections", table=TABLE, kind=SeriesKind.SUBMITTED)
ELSEWHERE = Dataflow(
    id="EXT_TEST",
    title="Printed elsewhere",
    table=TABLE,
    kind=SeriesKind.PUBLISHED,
    source=Source(
        publisher="P", title="T", licence="CC BY", retrieved="2026-01-01", coverage="all", notes=("one", "two")
    ),
)
ONE = Vintage(
    dataflow="WB_IBCM",
    number=1,
    released_at=datetime(2026, 2, 1, 12, tzinfo=UTC),
    sha256="a" * 64,
    observations=4,
    approved_by=("ana", "bob"),
    signature="c2ln",
    key_id="k" * 16,
    generated=True,
    summary="first",
)
TWO = replace(ONE, number=2, sha256="b" * 64, observations=1, summary="second")


def key(geo: str, citizen: str = "TOTAL") -> tuple[str, ...]:
    codes = {"GEO": geo, "CITIZEN": citizen, "FREQ": "M"}
    return tuple(codes.get(d.id, "T" if d.id == "SEX" else "TOTAL") for d in TABLE.dimensions)


FIGURES = [
    Observation(key("RS"), "2025-12", 5, "P", "F", "", "GENERATED", "a note, with a comma"),
    Observation(key("ME"), "2026-01", None, "O", "F", "", "GENERATED"),
    Observation(key("ME"), "2025-11", 10, "", "F", "", "GENERATED"),
    Observation(key("ME", "SY"), "2025-11", 0, "", "F", "5/6", "GENERATED"),
]


@pytest.fixture(params=["twin", *ENGINES])
def store(request: pytest.FixtureRequest, new_database: NewDatabase) -> Port:
    return InMemoryCatalogue() if request.param == "twin" else PublicStore(new_database(request.param, "public"))


@pytest.fixture(params=ENGINES)
def alias(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    alias = new_database(request.param, "public")
    PublicStore(alias).publish(FLOW, ONE, FIGURES)
    return alias


def test_what_is_published_is_read_back_in_order_of_key_and_period(store: Port) -> None:
    store.publish(FLOW, ONE, FIGURES)
    assert list(store.observations("WB_IBCM")) == sorted(FIGURES, key=lambda o: (o.key, o.period))


def test_a_dataflow_and_its_vintages_are_read_back_whole(store: Port) -> None:
    store.publish(FLOW, ONE, FIGURES)
    store.publish(FLOW, TWO, FIGURES[:1])
    store.announce(ELSEWHERE)
    assert store.dataflows() == (ELSEWHERE, FLOW)
    assert store.vintages("WB_IBCM") == (TWO, ONE)
    assert store.vintages("EXT_TEST") == ()


def test_the_newest_release_of_every_table_is_told_at_once(store: Port) -> None:
    assert store.newest() == ()
    store.publish(FLOW, ONE, FIGURES)
    store.publish(FLOW, TWO, FIGURES[:1])
    store.announce(ELSEWHERE)
    assert store.newest() == (TWO,)


def test_series_are_sorted_by_their_codes(store: Port) -> None:
    store.publish(FLOW, ONE, FIGURES)
    assert store.series("WB_IBCM") == tuple(sorted({key("ME"), key("ME", "SY"), key("RS")}))


def test_the_newest_vintage_is_read_unless_one_is_named(store: Port) -> None:
    store.publish(FLOW, ONE, FIGURES)
    store.publish(FLOW, TWO, FIGURES[:1])
    assert len(list(store.observations("WB_IBCM"))) == 1
    assert len(list(store.observations("WB_IBCM", vintage=1))) == 4
    assert list(store.observations("WB_IBCM", vintage=3)) == []


def test_keys_choose_series_and_unknown_ones_choose_nothing(store: Port) -> None:
    store.publish(FLOW, ONE, FIGURES)
    chosen = store.observations("WB_IBCM", keys=[key("ME", "SY"), key("AL")])
    assert list(chosen) == [FIGURES[3]]
    assert list(store.observations("WB_IBCM", keys=[])) == []


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2026", "", ["2026-01"]),
        ("", "2025", ["2025-11", "2025-11", "2025-12"]),
        ("2025-12", "2026-01", ["2026-01", "2025-12"]),
        ("2025-12", "2025-12", ["2025-12"]),
        ("2027", "", []),
    ],
)
def test_a_year_as_bound_takes_in_all_its_months(store: Port, start: str, end: str, found: list[str]) -> None:
    store.publish(FLOW, ONE, FIGURES)
    assert [o.period for o in store.observations("WB_IBCM", start=start, end=end)] == found


def test_publishing_the_same_vintage_twice_is_publishing_it_once(store: Port) -> None:
    assert store.publish(FLOW, ONE, FIGURES)
    assert not store.publish(FLOW, ONE, FIGURES)
    assert len(list(store.observations("WB_IBCM"))) == 4


def test_an_unknown_dataflow_has_nothing(store: Port) -> None:
    assert store.series("NONE") == ()
    assert list(store.observations("NONE")) == []


def test_a_vintage_with_the_same_number_and_other_figures_is_refused(store: Port) -> None:
    store.publish(FLOW, ONE, FIGURES)
    with pytest.raises(VintageTakenError):
        store.publish(FLOW, replace(TWO, number=1), FIGURES[:1])
    assert store.vintages("WB_IBCM") == (ONE,)
    assert len(list(store.observations("WB_IBCM"))) == 4


@pytest.mark.parametrize("model", [PublicVintage, PublicSeries, PublicObservation])
def test_the_database_refuses_to_change_or_delete_what_is_published(alias: str, model: type) -> None:
    before = list(model.objects.using(alias).values_list())
    field = {PublicVintage: "summary", PublicSeries: "key", PublicObservation: "comment"}[model]
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET {field} = 'x'", f"DELETE FROM {table}"):  # noqa: S608 - our own names
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(using=alias):
            connections[alias].cursor().execute(statement)
    assert list(model.objects.using(alias).values_list()) == before


def test_the_database_refuses_to_add_to_a_published_vintage(alias: str) -> None:
    series = PublicSeries.objects.using(alias).first()
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic(using=alias):
        PublicSeries.objects.using(alias).create(id=99, vintage_id=series.vintage_id, key="x")
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic(using=alias):
        PublicObservation.objects.using(alias).create(series_id=series.id, period="2030", value=1)


def test_a_vintage_that_fails_half_way_leaves_nothing(alias: str) -> None:
    twice = [FIGURES[0], FIGURES[0]]
    with pytest.raises(DatabaseError):
        PublicStore(alias).publish(FLOW, TWO, twice)
    assert PublicStore(alias).vintages("WB_IBCM") == (ONE,)
    assert PublicSeries.objects.using(alias).count() == 3


def test_public_and_restricted_tables_never_share_a_database(new_database: NewDatabase) -> None:
    public = set(connections[new_database("sqlite", "public")].introspection.table_names())
    restricted = set(connections[new_database("sqlite", "restricted")].introspection.table_names())
    assert public & restricted == {"django_migrations"}
    assert "exchange_submission" in restricted
    assert {"public_publicobservation", "django_migrations"} <= public
