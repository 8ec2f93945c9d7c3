"""What a visitor sees, and what a visitor never sees."""

from __future__ import annotations

import csv
import gzip
import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from openpyxl import load_workbook

from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE
from midex.statistics.series import Observation
from midex.web.public import table
from midex.web.public.urls import urls
from tests.twins.public_catalogue import InMemoryCatalogue
from tests.twins.public_figures import MADE_UP, demonstration, flow, public_figures, vintage
from tests.web.public.addresses import PAGES

STATIC = Path(__file__).resolve().parents[3] / "src/midex/web/static/midex"


def text(site: Client, address: str) -> str:
    response = site.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_within_its_bounds(site: Client, address: str) -> None:
    page = text(site, address)
    style = b"".join((STATIC / name).read_bytes() for name in ("site.css", "fonts.css", "favicon.svg"))
    assert len(gzip.compress(page.encode())) + len(style) < 100_000
    assert "style=" not in page
    assert "<script" not in page
    assert "<style" not in page
    assert page.count("<h1") == 1
    assert 'lang="en" dir="ltr"' in page


@pytest.mark.parametrize("address", [*PAGES, "/nowhere"])
def test_every_page_bears_the_footnote(site: Client, address: str) -> None:
    assert KOSOVO_FOOTNOTE in html.unescape(site.get(address).content.decode())


@pytest.mark.parametrize("address", [*PAGES, "/nowhere"])
def test_kosovo_is_never_named_without_its_asterisk(site: Client, address: str) -> None:
    page = html.unescape(site.get(address).content.decode()).replace(KOSOVO_FOOTNOTE, "")
    assert not re.search(r"Kosovo(?!\*)", page)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_calls_a_person_illegal_or_a_participant_a_country(site: Client, address: str) -> None:
    page = re.sub(r"illegal(ly)?[- ](border[- ]crossing|present)", "", text(site, address))  # names of datasets, cited
    assert "illegal" not in page.lower()
    assert "six countries" not in page


def test_the_first_screen_shows_no_generated_figure(site: Client) -> None:
    page = text(site, "/")
    assert f"{MADE_UP:,}" not in page
    assert str(MADE_UP) not in page
    assert f"{MADE_UP:,}" in text(site, "/table/MIGR_EIPRE?ORIGIN=*")


def test_the_first_screen_answers_with_real_figures(site: Client) -> None:
    page = text(site, "/")
    assert "16,577" in page
    assert ">636<" in page
    assert "detections, not persons" in page.lower() or "Detections a month, not persons, not in the six" in page
    assert "October 2015" in page


def test_a_drop_leads_to_the_participants_node_and_an_unknown_node_is_said(site: Client) -> None:
    page = text(site, "/")
    assert 'href="http://node.example/me"' in page
    assert "Serbia: no node known here" in page


def test_generated_figures_are_said_to_be_generated(site: Client) -> None:
    assert "Generated figures." in text(site, "/table/MIGR_EIPRE?ORIGIN=*")
    assert "Generated figures." in text(site, "/table/MIGR_EIPRE?GEO=AL")
    assert "Generated figures." not in text(site, "/table/MIGR_EIPRE?ORIGIN=REPORTED")
    assert "Generated figures." not in text(site, "/table/UNHCR_ASYAPP")


def test_a_regional_total_without_six_shows_how_many_reported(site: Client) -> None:
    assert '<td class="none">5/6<span class="hush"> reported, no total</span></td>' in text(
        site, "/table/MIGR_EIPRE?ORIGIN=*"
    )


def test_the_four_marks_stand_in_the_table(site: Client) -> None:
    page = text(site, "/table/MIGR_EIPRE?ORIGIN=*")
    assert "<td>0</td>" in page
    for mark, words in (("…", "not reported"), ("[c]", "hidden to protect people"), ("[z]", "not applicable")):
        assert f'<td class="none">{mark}<span class="hush"> {words}</span></td>' in page


def test_a_choice_that_nobody_reported_is_an_empty_place_not_an_error(site: Client) -> None:
    assert "that is not a zero" in text(site, "/table/MIGR_EIPRE?ORIGIN=REPORTED&GEO=AL")


def test_a_table_without_a_release_says_who_could_provide_it(site: Client) -> None:
    assert "Nothing has been released in this table yet" in text(site, "/table/WB_IBCM")


def test_an_older_release_can_be_read_and_says_that_it_is_old(site: Client) -> None:
    page = text(site, "/table/FRONTEX_IBC?release=1")
    assert "You are reading release 1. Release 2 is newer." in page
    assert "2 figures revised, 5 new, 0 taken back" in text(site, "/table/FRONTEX_IBC")


@pytest.mark.parametrize(
    "address", ["/table/UNHCR_ASYAPP?GEO=ME&CITIZEN=AF&from=2015", "/table/FRONTEX_IBC", "/table/MIGR_EIPRE"]
)
def test_every_download_is_served_by_the_sdmx_interface(site: Client, address: str) -> None:
    links = re.findall(r'href="(/sdmx/[^"]+)"', text(site, address))
    assert len(links) == 6
    for link in links:
        assert site.get(html.unescape(link)).status_code == 200, link


def test_the_csv_of_a_view_holds_the_figures_of_the_view(site: Client) -> None:
    page = text(site, "/table/UNHCR_ASYAPP?GEO=ME&CITIZEN=AF&from=2015")
    link = html.unescape(re.findall(r'href="(/sdmx/[^"]+)"', page)[0])
    response = site.get(link)
    rows = b"".join(response).decode().splitlines()
    assert all(",AF,PER,ME," in row for row in rows[1:])
    assert min(re.findall(r",ME,(\d{4}),", "\n".join(rows))) == "2015"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("topic=returned&participant=ME&from=2013&to=2014", "/table/ESTAT_MIGR_EIRTN?CITIZEN=ME&from=2013&to=2014"),
        ("topic=asylum-applications&participant=RS", "/table/UNHCR_ASYAPP?GEO=RS"),
        ("topic=found-irregularly-present&participant=ME", "/table/MIGR_EIPRE?GEO=ME&ORIGIN=REPORTED"),
        ("topic=first-instance-decisions&participant=XK", "/participant/XK#first-instance-decisions"),
        ("topic=asylum-applications&participant=", "/table/UNHCR_ASYAPP"),
        ("topic=nonsense&participant=//evil.example", "/tables"),
        ("topic=returned&participant=//evil.example", "/table/ESTAT_MIGR_EIRTN"),
    ],
)
def test_a_question_leads_to_the_best_answer(site: Client, asked: str, answer: str) -> None:
    response = site.get(f"/ask?{asked}")
    assert (response.status_code, response.headers["Location"]) == (302, answer)
    assert site.get(answer.partition("#")[0]).status_code == 200


@pytest.mark.parametrize("address", ["/nowhere", "/table/NONE", "/participant/DE", "/participant/me"])
def test_what_is_not_there_gets_a_page_that_helps(site: Client, address: str) -> None:
    response = site.get(address)
    assert response.status_code == 404
    assert b"See who reports what" in response.content


def test_links_between_pages_lead_somewhere(site: Client) -> None:
    links = {link for address in PAGES for link in re.findall(r'href="(/[^"#?]*)', text(site, address))}
    for link in sorted(links - {"/"}):
        if not link.startswith(("/static/", "/sdmx/", "/journals")):  # the last is over the hub, not the catalogue
            assert site.get(link).status_code == 200, link


def test_links_within_a_page_have_their_target(site: Client) -> None:
    targets = re.findall(r'href="(/participant/\w+)#([\w-]+)"', text(site, "/"))
    assert len(targets) == 42
    for address, anchor in targets:
        assert f'id="{anchor}"' in text(site, address)


@pytest.mark.parametrize("address", PAGES)
def test_no_id_stands_twice_on_a_page(site: Client, address: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', text(site, address))
    assert len(ids) == len(set(ids))


def test_a_page_that_did_not_change_is_not_sent_again(site: Client) -> None:
    tag = site.get("/tables").headers["ETag"]
    assert site.get("/tables", headers={"If-None-Match": tag}).status_code == 304


def test_pages_are_only_read(site: Client) -> None:
    assert site.post("/tables").status_code == 405
    assert site.head("/tables").status_code == 200


def test_everything_in_the_address_is_escaped(site: Client) -> None:
    page = text(site, '/table/MIGR_EIPRE?GEO=<script>&from="><script>&release=<script>&ORIGIN=<script>')
    assert "<script>" not in page


def test_a_site_with_nothing_released_has_empty_places_not_errors() -> None:
    with override_settings(ROOT_URLCONF=tuple(urls(InMemoryCatalogue()))):
        page = Client().get("/").content.decode()
    assert page.count("This place is kept for the figure, not filled with a guess.") == 4
    assert "Nothing has been released yet" in page
    assert "reports fill 0 of 42 places" in page


def test_the_twin_is_what_the_pages_were_shown(site: Client) -> None:
    assert {flow.id for flow in public_figures().dataflows()} <= set(
        re.findall(r"[A-Z]+(?:_[A-Z0-9]+)+", text(site, "/tables"))
    )


def test_a_citation_of_generated_figures_says_so(site: Client) -> None:
    assert "Contains figures generated for demonstration" in text(site, "/table/MIGR_EIPRE")
    assert "Contains figures generated for demonstration" not in text(site, "/table/FRONTEX_IBC")


def test_a_download_address_stays_short_however_many_codes_are_added_up(site: Client) -> None:
    links = re.findall(r'href="(/sdmx/[^"]+)"', text(site, "/table/UNHCR_ASYAPP"))
    assert max(map(len, links)) < 300


class Counting(InMemoryCatalogue):
    """Counts how often its figures are read."""

    reads = 0

    def observations(self, *asked: Any, **narrowed: Any) -> Iterator[Observation]:
        self.reads += 1
        return super().observations(*asked, **narrowed)


@contextmanager
def counting() -> Iterator[tuple[Client, Counting]]:
    catalogue = Counting()
    first = demonstration()
    catalogue.add(flow("MIGR_EIPRE"), vintage("MIGR_EIPRE", 1, first, generated=True), first)
    with override_settings(ROOT_URLCONF=tuple(urls(catalogue)), LANGUAGES=[("en", "English"), ("sr", "Serbian")]):
        yield Client(), catalogue


def test_a_page_is_written_once_per_release_and_question() -> None:
    with counting() as (site, catalogue):
        first = site.get("/table/MIGR_EIPRE?GEO=ME&from=2020")
        reads = catalogue.reads
        again = site.get("/table/MIGR_EIPRE?from=2020&GEO=ME&to=")
        assert (again.content, catalogue.reads) == (first.content, reads)
        assert again.headers["ETag"] == first.headers["ETag"]
        assert site.get("/table/MIGR_EIPRE?GEO=ME").content != first.content


def test_no_page_of_an_older_release_is_answered_after_a_new_one() -> None:
    with counting() as (site, catalogue):
        assert "31,415" not in text(site, "/table/MIGR_EIPRE?GEO=ME")
        second = [one._replace(value=31_415) for one in demonstration()]
        catalogue.publish(flow("MIGR_EIPRE"), vintage("MIGR_EIPRE", 2, second), second)
        assert "31,415" in text(site, "/table/MIGR_EIPRE?GEO=ME")


def test_a_table_named_anew_is_shown_with_its_new_name() -> None:
    with counting() as (site, catalogue):
        text(site, "/tables")
        catalogue.announce(replace(flow("MIGR_EIPRE"), title="Found to be present"))
        assert "Found to be present" in text(site, "/tables")


def test_one_visitors_language_is_not_answered_to_another() -> None:
    with counting() as (site, _):
        for language in ("sr", "en", "sr"):
            response = site.get("/tables", headers={"Accept-Language": language})
            assert f'<html lang="{language}' in response.content.decode()
            assert "Accept-Language" in response.headers["Vary"]


def test_a_page_may_be_kept_a_short_while_but_never_one_of_somebody_signed_in() -> None:
    with counting() as (site, catalogue):
        assert site.get("/table/MIGR_EIPRE").headers["Cache-Control"] == "public, max-age=60, must-revalidate"
        reads = catalogue.reads
        site.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
        assert site.get("/table/MIGR_EIPRE").headers["Cache-Control"].startswith("private")
        assert catalogue.reads > reads


def test_the_base_address_of_the_interface_leads_people_to_what_is_said_about_it(site: Client) -> None:
    response = site.get("/sdmx/2.1/", headers={"Accept": "text/html"})
    page, anchor = response.headers["Location"].split("#")
    assert f'id="{anchor}"' in text(site, page)


def test_tables_has_the_addresses_of_the_table_pages_too(site: Client) -> None:
    response = site.get("/tables/UNHCR_ASYAPP?GEO=ME&from=2015")
    assert (response.status_code, response.headers["Location"]) == (301, "/table/UNHCR_ASYAPP?GEO=ME&from=2015")
    assert site.get("/tables/NONE").status_code == 404


def test_robots_may_read_pages_but_not_every_choice_of_every_filter(site: Client) -> None:
    response = site.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /office/",
        "Disallow: /*?",
        "Disallow: /sdmx/",
    ]


def test_real_figures_are_never_first_seen_beside_generated_ones(site: Client) -> None:
    page = text(site, "/table/MIGR_EIPRE")
    assert "1,130" in page
    assert f"{MADE_UP:,}" not in page
    assert 'class="line' not in page or "made" not in page
    (link,) = re.findall(r'href="(\?[^"]*ORIGIN=%2A)"', page)
    assert f"{MADE_UP:,}" in text(site, f"/table/MIGR_EIPRE{html.unescape(link)}")


def test_it_is_said_beside_the_files_what_is_reported_and_what_is_generated(site: Client) -> None:
    page = text(site, "/table/MIGR_EIPRE")
    assert "What this choice holds: reported 2021–2022; generated for demonstration 2024." in page
    views = [html.unescape(link) for link in re.findall(r'href="(/sdmx/[^"]+)"', page)][::2]
    for link in views:
        assert b"GENERATED" not in b"".join(site.get(link)), link
    assert "What this choice holds" not in text(site, "/table/UNHCR_ASYAPP")


def test_the_files_of_an_older_release_are_that_release(site: Client) -> None:
    assert "asOf" not in text(site, "/table/FRONTEX_IBC")
    older, newer = (
        b"".join(site.get(html.unescape(re.findall(r'href="(/sdmx/[^"]+)"', text(site, address))[1])))
        for address in ("/table/FRONTEX_IBC?release=1", "/table/FRONTEX_IBC?release=2")
    )
    assert older.startswith(b"\xef\xbb\xbf")
    assert len(newer.splitlines()) - len(older.splitlines()) == 5


@pytest.mark.parametrize(
    "address",
    ["UNHCR_ASYAPP?GEO=ME&CITIZEN=AF&from=2015", "UNHCR_ASYAPP", "FRONTEX_IBC?release=1", "MIGR_EIPRE?ORIGIN=*"],
)
def test_the_workbook_holds_the_figures_of_the_csv(site: Client, address: str) -> None:
    page = text(site, f"/table/{address}")
    (link,) = re.findall(r'href="(/table/[^"]+xlsx[^"]*)"', page)
    response = site.get(html.unescape(link))
    assert "generated" in response.headers["Content-Disposition"] or "MIGR_EIPRE" not in address
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Figures", "About"]
    heads, *lines = book["Figures"].iter_rows(values_only=True)
    at, when = heads.index("Figure"), heads.index("Period")
    csv_link = html.unescape(re.findall(r'href="(/sdmx/[^"]+)"', page)[0])
    told = list(csv.DictReader(b"".join(site.get(csv_link)).decode("utf-8-sig").splitlines()))
    assert len(told) == len(lines) > 0
    assert [line[at] for line in lines] == [int(row["OBS_VALUE"]) if row["OBS_VALUE"] else None for row in told]
    assert [line[when] for line in lines] == [row["TIME_PERIOD"] for row in told]
    dataflow = next(one for one in public_figures().dataflows() if one.id == address.partition("?")[0])
    for place, dimension in enumerate(dataflow.table.dimensions):
        named = dimension.codelist.by_id
        assert [line[place] for line in lines] == [named[row[dimension.id]].name for row in told]


def test_the_workbook_says_what_the_page_says(site: Client) -> None:
    def about(address: str) -> str:
        book = load_workbook(io.BytesIO(site.get(f"/table/{address}").content))
        return "\n".join(f"{name}: {words}" for name, words in book["About"].iter_rows(values_only=True))

    made = about("MIGR_EIPRE.xlsx?ORIGIN=*")
    assert "Warning: Some figures were generated for demonstration." in made
    assert f"Footnote: Kosovo* {KOSOVO_FOOTNOTE}" in made
    published = about("UNHCR_ASYAPP.xlsx?GEO=ME")
    assert "Source: UNHCR" in published
    assert "Licence: CC BY 4.0" in published
    assert "Warning" not in published
    assert "Footnote" not in published


def test_there_is_no_workbook_of_what_is_not_there_and_a_long_one_is_a_csv(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.get("/table/NONE.xlsx").status_code == 404
    assert site.get("/table/WB_IBCM.xlsx").status_code == 404
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    assert site.get("/table/FRONTEX_IBC.xlsx").headers["Location"].startswith("/sdmx/2.1/data/MIDEX,FRONTEX_IBC")
    assert "xlsx" not in text(site, "/table/FRONTEX_IBC?from=2014")


def test_what_is_left_of_all_is_named(site: Client) -> None:
    assert "Unit: Person · Reporter: Montenegro" in text(site, "/table/MIGR_EIPRE")
    assert "Reporter: " not in re.sub(r"<[^>]+>", "", text(site, "/table/MIGR_EIPRE?ORIGIN=*"))


def test_the_first_screen_names_reported_changes_of_submitted_tables_and_never_generated_ones(site: Client) -> None:
    page = text(site, "/")
    assert "Montenegro: its own figures for 2021–2022 added." in page
    assert page.count("its own figures for") == 1


def test_a_release_that_changed_only_generated_figures_is_not_what_changed() -> None:
    with counting() as (site, catalogue):
        made = [one._replace(value=1) if one.origin == "GENERATED" else one for one in demonstration()]
        catalogue.publish(flow("MIGR_EIPRE"), vintage("MIGR_EIPRE", 2, made, generated=True), made)
        assert "Release 1, 2 October 2026." in text(site, "/")
        real = [one._replace(value=1_140) if one.value == 1_130 else one for one in made]
        catalogue.publish(flow("MIGR_EIPRE"), vintage("MIGR_EIPRE", 3, real, generated=True), real)
        page = text(site, "/")
        assert "Release 3, 20 November 2026." in page
        assert "Montenegro: its own figures for 2021 revised." in page
