"""The SDMX service at its addresses: exact requests of real clients, formats, errors, caching, bounds."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from midex.services.ports import PublicCatalogue
from midex.web.api import long_answers, sdmx
from tests.formats.sdmx.examples import standard_schema
from tests.twins.public_figures import public_figures
from tests.twins.published_figures import filled_catalogue

BASE = "/sdmx/2.1"
XML = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
CSV1 = "application/vnd.sdmx.data+csv;version=1.0.0"
CSV2 = "application/vnd.sdmx.data+csv;version=2.0.0"
GENERIC = "application/vnd.sdmx.genericdata+xml;version=2.1"
STRUCTURE = "application/vnd.sdmx.structure+xml;version=2.1"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def catalogue() -> PublicCatalogue:
    return filled_catalogue(("MIGR_EIPRE", "WB_IBCM"))


@pytest.fixture
def client(catalogue: PublicCatalogue) -> Iterator[Client]:
    with override_settings(ROOT_URLCONF=sdmx.urls(catalogue)):
        yield Client()


def body(response: object) -> bytes:
    """The whole body, streamed or not."""
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined, call-overload]


def get(client: Client, path: str, accept: str = "*/*", **headers: str) -> object:
    return client.get(BASE + path, headers={"Accept": accept, **headers})


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        # sdmx1
        ("/dataflow/MIDEX/all/latest", "*/*", STRUCTURE),
        ("/dataflow/MIDEX/MIGR_EIPRE/latest?references=all", "*/*", STRUCTURE),
        ("/datastructure/MIDEX/MIGR_EIPRE/latest?references=descendants", "*/*", STRUCTURE),
        ("/data/MIGR_EIPRE/A.......AL+RS?startPeriod=2020&endPeriod=2021&detail=full", "*/*", XML),
        # pysdmx
        ("/data/MIDEX%2CMIGR_EIPRE%2C1.0.0/A.......?lastNObservations=2", CSV1, CSV1),
        ("/dataflow/MIDEX", STRUCTURE, STRUCTURE),
        # the base address alone
        ("/", "*/*", STRUCTURE),
        ("/", "", STRUCTURE),
        # rsdmx
        ("/dataflow/all/all/latest/", "application/xml", STRUCTURE),
        ("/datastructure/MIDEX/MIGR_EIPRE/latest/?references=children", "application/xml", STRUCTURE),
        ("/data/MIGR_EIPRE/all/all/?startPeriod=2020&endPeriod=2021", "application/xml", XML),
        # .Stat
        ("/dataflow/MIDEX/MIGR_EIPRE/1.0.0?references=all&detail=referencepartial", "*/*", STRUCTURE),
        (
            "/availableconstraint/MIDEX,MIGR_EIPRE,1.0.0/A......./ALL/GEO?references=codelist&mode=exact",
            "*/*",
            STRUCTURE,
        ),
        # Excel and browsers
        ("/data/MIGR_EIPRE?format=csvdata&labels=both", "*/*", f"{CSV1};labels=both"),
        ("/data/MIGR_EIPRE", BROWSER, CSV2),
        ("/data/MIGR_EIPRE", "text/csv", CSV2),
        # others
        ("/data/MIGR_EIPRE", "", XML),
        ("/data/MIGR_EIPRE", GENERIC, GENERIC),
        ("/data/MIGR_EIPRE", f"application/json, {CSV2};q=0.5", CSV2),
        ("/data/MIGR_EIPRE?format=structurespecificdata", CSV2, XML),
        ("/data/MIGR_EIPRE?format=csvdata&formatVersion=2.0.0", "*/*", CSV2),
        ("/schema/dataflow/MIDEX/MIGR_EIPRE/1.0.0", "*/*", "application/vnd.sdmx.schema+xml;version=2.1"),
    ],
)
def test_requests_of_real_clients_are_answered(client: Client, path: str, accept: str, media_type: str) -> None:
    response = get(client, path, accept)
    assert (response.status_code, response["Content-Type"].removesuffix(";charset=utf-8")) == (200, media_type)
    told = body(response)
    if media_type in (STRUCTURE, GENERIC):
        standard_schema().assertValid(etree.fromstring(told))
    elif "xml" in media_type:
        etree.fromstring(told)
    else:
        assert len(list(csv.reader(told.decode().splitlines()))) > 10


@pytest.mark.parametrize(
    ("path", "accept", "status", "code"),
    [
        ("/data/NOWHERE", "*/*", 404, "100"),
        ("/data/EMPTY", "*/*", 404, "100"),
        ("/data/MIGR_EIPRE/A.......MARS", "*/*", 404, "100"),
        ("/codelist/MIDEX/CL_NONE", "*/*", 404, "100"),
        ("/data/MIGR_EIPRE/A.T", "*/*", 400, "140"),
        ("/data/MIGR_EIPRE?startPeriod=spring", "*/*", 400, "140"),
        ("/data/MIGR_EIPRE?startperiod=2020", "*/*", 400, "140"),
        ("/dataflow/all/all/latest?references=cousins", "*/*", 400, "140"),
        ("/availableconstraint/MIGR_EIPRE/all/all/COLOUR", "*/*", 400, "140"),
        ("/data/MIGR_EIPRE", "application/vnd.sdmx.data+json;version=1.0.0-wd", 406, "140"),
        ("/data/MIGR_EIPRE?format=jsondata", "*/*", 406, "140"),
        ("/dataflow/all/all", "application/vnd.sdmx.structure+json;version=2.0.0", 406, "140"),
        ("/data/MIGR_EIPRE?includeHistory=true&format=csv", "*/*", 406, "140"),
        ("/data/MIGR_EIPRE?updatedAfter=2026-02-01&format=csvdata", "*/*", 406, "140"),
        ("/categoryscheme/all/all/latest", "*/*", 501, "501"),
        ("/metadata/all", "*/*", 501, "501"),
        ("/data/MIGR_EIPRE/" + "+".join(f"C{n}" for n in range(1001)), "*/*", 413, "130"),
        ("/data/MIGR_EIPRE/" + "." * 9000, "*/*", 414, "140"),
    ],
)
def test_what_cannot_be_answered_is_an_sdmx_error(
    client: Client, path: str, accept: str, status: int, code: str
) -> None:
    response = get(client, path, accept)
    assert response.status_code == status
    error = etree.fromstring(body(response))
    standard_schema().assertValid(error)
    (message,) = error.iter("{*}ErrorMessage")
    assert message.get("code") == code
    assert "Traceback" not in body(response).decode()
    assert response["Cache-Control"] == "no-store"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    resource=st.sampled_from(
        ["data", "dataflow", "codelist", "availableconstraint", "schema", "contentconstraint", ""]
    ),
    segments=st.lists(
        st.one_of(st.text(max_size=8), st.sampled_from(["all", "MIDEX", "MIGR_EIPRE", "A.......", "latest"]))
    ),
    parameters=st.dictionaries(
        st.sampled_from(["startPeriod", "updatedAfter", "detail", "references", "format", "formatVersion", "labels"]),
        st.one_of(st.text(max_size=12), st.sampled_from(["2020", "all", "csvdata", "2.0.0", "both"])),
    ),
    accept=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20),
)
def test_no_request_breaks_the_service(
    client: Client, resource: str, segments: list[str], parameters: dict[str, str], accept: str
) -> None:
    path = "/".join([resource, *(quote(segment) for segment in segments)])
    response = client.get(f"{BASE}/{path}?{urlencode(parameters)}", headers={"Accept": accept})
    assert response.status_code in {200, 400, 404, 406, 413, 414, 501}
    assert body(response)


def test_writing_is_refused(client: Client) -> None:
    refused = Client(enforce_csrf_checks=True).post(f"{BASE}/data/MIGR_EIPRE")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert b"figures are read with GET" in refused.content


def test_the_same_question_has_the_same_tag_and_is_not_sent_twice(client: Client) -> None:
    first = get(client, "/data/MIGR_EIPRE?startPeriod=2020")
    tag = first["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    for held in (tag, f"W/{tag}", f'"other", {tag}'):
        again = get(client, "/data/MIGR_EIPRE?startPeriod=2020", **{"If-None-Match": held})
        assert (again.status_code, body(again), again["ETag"]) == (304, b"", tag)
    others = (
        get(client, "/data/MIGR_EIPRE?startPeriod=2021"),
        get(client, "/data/MIGR_EIPRE?startPeriod=2020", CSV2),
        get(client, "/data/WB_IBCM?startPeriod=2020"),
    )
    assert len({tag, *(other["ETag"] for other in others)}) == 4
    assert body(get(client, "/data/MIGR_EIPRE?startPeriod=2020")) == body(first)


def test_a_byte_order_mark_is_asked_for_in_the_address(client: Client) -> None:
    marked = get(client, "/data/MIGR_EIPRE?format=csv&bom=true")
    assert body(marked).startswith(b"\xef\xbb\xbfSTRUCTURE")
    plain = get(client, "/data/MIGR_EIPRE", "text/csv;bom=true")
    assert body(plain).startswith(b"STRUCTURE")
    assert marked["ETag"] != plain["ETag"]


def test_a_new_release_has_a_new_tag(client: Client) -> None:
    before = get(client, "/data/MIGR_EIPRE")["ETag"]
    held = {"If-None-Match": before}
    with override_settings(ROOT_URLCONF=sdmx.urls(filled_catalogue(("MIGR_EIORD", "MIGR_EIPRE")))):
        assert get(client, "/data/MIGR_EIPRE", **held).status_code == 200


def test_structures_have_a_tag_too(client: Client) -> None:
    tag = get(client, "/dataflow/all/all/latest")["ETag"]
    assert get(client, "/dataflow/all/all/latest", **{"If-None-Match": tag}).status_code == 304


def test_answers_may_be_kept_and_read_from_any_origin(client: Client) -> None:
    response = get(client, "/data/MIGR_EIPRE")
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Accept" in re.split(r",\s*", response["Vary"])
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert not response.cookies
    preflight = client.options(f"{BASE}/data/MIGR_EIPRE")
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_answers_are_compressed(client: Client) -> None:
    plain = get(client, "/data/MIGR_EIPRE")
    packed = get(client, "/data/MIGR_EIPRE", **{"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == f"W/{plain['ETag']}"
    assert gzip.decompress(body(packed)) == body(plain)


def test_a_long_answer_is_streamed_and_compressed_and_gives_its_place_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_answers, "SHORT", 1000)
    packed = get(client, "/data/MIGR_EIPRE", **{"Accept-Encoding": "gzip"})
    assert packed.streaming
    kept = [get(client, "/data/MIGR_EIPRE") for _ in range(1)]
    busy = get(client, "/data/MIGR_EIPRE")
    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    standard_schema().assertValid(etree.fromstring(body(busy)))
    assert get(client, "/data/MIGR_EIPRE/A.TOTAL.TOTAL.MARS.T.TOTAL.PER.RS").status_code == 404
    plain = body(kept.pop())
    assert gzip.decompress(body(packed)) == plain
    packed.close()
    assert get(client, "/data/MIGR_EIPRE").status_code == 200


def test_a_head_request_tells_the_headers_alone(client: Client) -> None:
    head = client.head(f"{BASE}/data/MIGR_EIPRE")
    assert (head.status_code, body(head), "Content-Length" in head) == (200, b"", False)
    assert head["ETag"] == get(client, "/data/MIGR_EIPRE")["ETag"]


def test_generated_figures_say_so_in_name_and_header(client: Client) -> None:
    response = get(client, "/data/MIGR_EIPRE")
    assert "_generated.xml" in response["Content-Disposition"]
    assert b"<m:Test>true</m:Test>" in body(response)
    elsewhere = get(client, "/data/MIGR_ASYAPPCTZA_UNHCR")
    assert "generated" not in elsewhere["Content-Disposition"]
    assert b"<m:Test>false</m:Test>" in body(elsewhere)


def test_history_is_a_data_set_per_release(client: Client) -> None:
    root = etree.fromstring(body(get(client, "/data/MIGR_EIPRE?includeHistory=true")))
    assert len(list(root.iter("{*}DataSet"))) == 2


def test_availability_names_exactly_the_codes_that_have_figures(client: Client) -> None:
    told = csv.DictReader(body(get(client, "/data/MIGR_EIPRE", CSV2)).decode().splitlines(keepends=True))
    present = {row["GEO"] for row in told}
    root = etree.fromstring(body(get(client, "/availableconstraint/MIGR_EIPRE/all/all/GEO")))
    (values,) = root.iter("{*}KeyValue")
    assert {value.text for value in values} == present
    constraint = etree.fromstring(body(get(client, "/contentconstraint/MIDEX/MIGR_EIPRE")))
    (geo,) = (values for values in constraint.iter("{*}KeyValue") if values.get("id") == "GEO")
    assert {value.text for value in geo} == present


def test_figures_are_written_once_per_release_and_never_answered_from_an_older_one() -> None:
    kept = filled_catalogue(("MIGR_EIPRE",))
    with override_settings(ROOT_URLCONF=sdmx.urls(kept)):
        client = Client()
        first, again = (get(client, "/data/MIGR_EIPRE", CSV2) for _ in range(2))
        assert (body(again), again["ETag"], again["Content-Type"]) == (
            body(first),
            first["ETag"],
            first["Content-Type"],
        )
        assert body(get(client, "/data/MIGR_EIPRE", GENERIC)) != body(first)
        flow = next(one for one in kept.dataflows() if one.id == "MIGR_EIPRE")
        newest = kept.vintages(flow.id)[0]
        figures = [next(iter(kept.observations(flow.id)))._replace(value=31_415)]
        kept.publish(flow, replace(newest, number=newest.number + 1, sha256="1" * 64), figures)
        assert body(get(client, "/data/MIGR_EIPRE", CSV2)).count(b",31415,") == 1
        assert client.head(f"{BASE}/data/MIGR_EIPRE").status_code == 200


def test_people_at_the_base_address_are_led_to_the_page_about_it(client: Client) -> None:
    response = get(client, "/", BROWSER)
    assert (response.status_code, response["Location"]) == (303, "/about#machines")
    assert "Accept" in response["Vary"]


def test_real_figures_among_generated_ones_are_no_test_and_can_be_had_alone() -> None:
    with override_settings(ROOT_URLCONF=sdmx.urls(public_figures())):
        client = Client()
        for asked, test, name in (
            ("", b"false", "MIGR_EIPRE_v1_with-generated.xml"),
            ("?ORIGIN=GENERATED", b"true", "MIGR_EIPRE_v1_generated.xml"),
            ("?ORIGIN=REPORTED", b"false", "MIGR_EIPRE_v1.xml"),
            ("?endPeriod=2022", b"false", "MIGR_EIPRE_v1.xml"),
            ("?startPeriod=2024", b"true", "MIGR_EIPRE_v1_generated.xml"),
        ):
            response = get(client, f"/data/MIGR_EIPRE{asked}")
            assert f'"{name}"' in response["Content-Disposition"], asked
            assert b"<m:Test>" + test + b"</m:Test>" in body(response), asked
        rows = list(csv.DictReader(body(get(client, "/data/MIGR_EIPRE?ORIGIN=REPORTED", CSV2)).decode().splitlines()))
        assert {row["ORIGIN"] for row in rows} == {"REPORTED"}
        assert [row["TIME_PERIOD"] for row in rows] == ["2021", "2022"]
        assert get(client, "/data/MIGR_EIPRE?ORIGIN=NOBODY").status_code == 404
