"""Every column of a case node stands in the field register; one more column without an entry is caught."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.db import connections, models

from midex.node.case_settings import settings
from midex.services.declarations.check import Declared, check
from midex.services.declarations.column import About
from midex.stores.cases.models import CaseFile
from midex.stores.columns import (
    APPS,
    FOREIGN,
    case_node_models,
    column_register,
    columns_of,
    key_store_columns,
    migrated_columns,
    said_of_none,
)
from midex.stores.key_file import REGISTER, TABLES
from midex.stores.register import NUMBER
from tests.databases import NewDatabase


def test_every_column_says_about_whom_it_is_or_why_about_nobody() -> None:
    silent = [f"{one.table}.{one.name}" for one in column_register().columns if one.said is None]
    assert silent == []


def test_no_application_of_a_case_node_is_forgotten() -> None:
    installed = settings(Path("any"), secret_key="any")["INSTALLED_APPS"]
    with_tables = {config.label for config in map(AppConfig.create, installed) if find_spec(f"{config.name}.models")}
    assert with_tables == {*APPS, *FOREIGN}


def test_models_and_migrations_have_the_same_columns() -> None:
    assert {(one.table, one.name) for one in columns_of(case_node_models())} == migrated_columns()


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_every_column_that_a_migrated_database_really_has_is_in_the_register(
    engine: str, new_database: NewDatabase
) -> None:
    made = connections[new_database(engine, "restricted")]
    known = {(one.table, one.name) for one in column_register().columns}
    # what else one test process installs beside a case node, and Django's own list of migrations
    others = {m._meta.db_table for m in apps.get_models(include_auto_created=True)} - {t for t, _ in known}
    with made.cursor() as cursor:
        found = {
            (table, column.name)
            for table in made.introspection.table_names(cursor)
            if table not in others | {"django_migrations"}
            for column in made.introspection.get_table_description(cursor, table)
        }
    assert found == {(table, name) for table, name in known if not table.startswith("keystore/")}


@pytest.fixture
def with_a_column_more() -> Iterator[type[Any]]:
    """The table of cases with one column more, as somebody adds it who does not think of the register."""
    added = models.CharField(max_length=40, null=True)
    added.contribute_to_class(CaseFile, "shoe_size")
    apps.clear_cache()
    yield CaseFile
    CaseFile._meta.local_fields.remove(added)
    CaseFile._meta._expire_cache()
    delattr(CaseFile, "shoe_size")
    apps.clear_cache()


def test_one_more_column_without_an_entry_or_a_migration_is_caught(with_a_column_more: type[Any]) -> None:
    findings = check(Declared(columns=column_register())).findings
    assert [(one.id, one.sentence) for one in findings] == [
        ("C601", "column shoe_size of cases_casefile has no entry in the field register"),
        ("C603", "column shoe_size of cases_casefile stands in the models or in the migrations only"),
    ]


def test_a_column_that_lost_its_entry_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CaseFile.register:
        fewer = {other: said for other, said in CaseFile.register.items() if other != name}
        monkeypatch.setattr(CaseFile, "register", fewer)
        (finding,) = check(Declared(columns=column_register())).findings
        assert (finding.id, name in finding.sentence) == ("C601", True)
        monkeypatch.undo()


def test_an_entry_of_a_column_that_is_not_there_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CaseFile, "register", {**CaseFile.register, "gone": NUMBER})
    assert list(said_of_none([CaseFile])) == [("cases_casefile", "gone")]


def test_the_key_store_answers_for_every_column_and_one_more_is_caught() -> None:
    assert all(one.said for one in key_store_columns())
    more = TABLES + "ALTER TABLE keys ADD COLUMN name TEXT;"
    assert [one.name for one in key_store_columns(more, REGISTER) if one.said is None] == ["name"]


def test_no_column_about_a_person_is_marked_as_being_about_nobody() -> None:
    # names that say whose they are, whatever their entry claims
    telling = {
        "person",
        "case_id",
        "identity",
        "concerns",
        "proposed_by",
        "actor",
        "account_id",
        "display_name",
        "body",
    }
    for one in column_register().columns:
        if one.name in telling:
            assert isinstance(one.said, About), f"{one.table}.{one.name}"
