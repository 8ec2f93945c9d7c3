"""Two hundred planted restricted figures go through a whole release; none is found where the public can look.

The search itself is tried on an unprotected write, which it must find.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client, override_settings

from midex.hub.wiring import urls
from midex.services.approve_release import approve_release
from midex.services.ports import Proposal
from midex.services.propose_release import propose_release
from midex.services.publish_release import publish_release
from midex.services.submit_table import Accepted, submit_table
from midex.statistics.registry.catalogue import PARTICIPANTS
from midex.statistics.release import canonical_release, sha256_of
from midex.statistics.series import Observation
from tests.entrance import entrance
from tests.world import EDITOR, REVIEWER, STATISTICIAN, TABLE, World

PERIODS = tuple(str(year) for year in range(1990, 2024))
PLACES = (
    "/",
    "/tables",
    "/table/MIGR_EIORD",
    "/participants",
    "/sdmx/2.1/data/MIGR_EIORD",
    "/sdmx/2.1/data/MIGR_EIORD?format=csv",
    "/exchange/v1/submissions",
)


def planted() -> dict[str, dict[str, int]]:
    """Per participant, a total for each of 34 years: SQLite keeps each in four bytes, and none is a multiple of 5."""
    draw = random.Random(20260101)
    numbers = iter(draw.sample([n for n in range(8_388_608, 10_000_000) if n % 5], len(PERIODS) * len(PARTICIPANTS)))
    return {participant: {period: next(numbers) for period in PERIODS} for participant in PARTICIPANTS}


def file_of(participant: str, counts: dict[str, int]) -> bytes:
    """A whole submission around the planted counts; everybody is an Afghan man of 18 to 34."""
    rows = ["FREQ,CITIZEN,SEX,AGE,UNIT,GEO,TIME_PERIOD,OBS_VALUE,ORIGIN"]
    neighbours = [c for c in PARTICIPANTS if c not in (participant, "XK")]
    for period, count in counts.items():
        cells = {("TOTAL", "T", "TOTAL"): count, ("AF", "T", "TOTAL"): count}
        cells |= {(citizen, "T", "TOTAL"): 0 for citizen in neighbours}
        cells |= {("TOTAL", s, a): count * _holds(s, a) for s in _codes("SEX") for a in _codes("AGE")}
        rows += [f"A,{c},{s},{a},PER,{participant},{period},{n},GENERATED" for (c, s, a), n in cells.items()]
    return "\n".join([*rows, ""]).encode()


def _codes(dimension: str) -> list[str]:
    return [code.id for code in TABLE.dimension[dimension].codelist.codes]


def _holds(sex: str, age: str) -> bool:
    sums = {d: TABLE.dimension[d].codelist.sums for d in ("SEX", "AGE")}
    return (sex == "M" or "M" in sums["SEX"].get(sex, ())) and (age == "Y18-34" or "Y18-34" in sums["AGE"].get(age, ()))


def found(hay: bytes, needles: Iterable[int]) -> set[int]:
    """Which of the numbers stand in ``hay``: written out, with separators, or as SQLite and Parquet keep integers."""
    text = re.sub(rb"(?<=\d)(?:,|\.|'| |\xc2\xa0|\xe2\x80\xaf|&nbsp;|&#8239;)(?=\d)", b"", hay)
    return {
        n
        for n in needles
        if str(n).encode() in text
        or str(n).encode() in hay
        or n.to_bytes(4, "big") in hay
        or n.to_bytes(8, "little") in hay
    }


def public_files(world: World) -> bytes:
    """Every byte of the public store, its write-ahead log too."""
    file = Path(connections[world.public].settings_dict["NAME"])
    return b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")))


def restricted_files(world: World) -> bytes:
    file = Path(connections[world.restricted].settings_dict["NAME"])
    return b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")))


def responses(world: World) -> Iterator[bytes]:
    """What a visitor gets who follows every link, and the answers of the exchange to strangers."""
    with override_settings(ROOT_URLCONF=urls(world.hub, entrance(), {})):
        client, seen, waiting = Client(), set(), list(PLACES)
        while waiting and len(seen) < 80:
            place = waiting.pop(0)
            if place in seen:
                continue
            seen.add(place)
            answer = client.get(place)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield str(answer.headers).encode() + content
            if b"text/html" in answer.headers.get("Content-Type", "").encode():
                links = re.findall(r'href="(/[^"#]*)"', content.decode())
                waiting += [link for link in links if "static" not in link]
        yield client.post("/exchange/v1/submissions", b"x", content_type="application/octet-stream").content


def release(world: World, counts: dict[str, dict[str, int]]) -> set[int]:
    """Submit, propose, approve and publish; answers with the planted numbers."""
    for participant, own in counts.items():
        node, content = world.node(participant), file_of(participant, own)
        answer = submit_table(content, "file.csv", table=TABLE, actor=STATISTICIAN, node=node)
        assert isinstance(answer, Accepted), answer
    proposal = propose_release(TABLE, EDITOR, world.hub)
    assert isinstance(proposal, Proposal), proposal
    for actor in (EDITOR, REVIEWER):
        approve_release(proposal.number, proposal.sha256, actor, world.hub)
    return {n for own in counts.values() for n in own.values()}


def test_no_planted_figure_reaches_the_public_store_a_response_or_the_log(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    needles = release(world, planted())
    assert len(needles) >= 200
    assert found(restricted_files(world), needles) == needles, "they are where they belong, and the search finds them"
    answers = list(responses(world))
    assert len(answers) > 10
    assert sum(b"2023" in answer for answer in answers) >= 3, "the release is to be seen"
    assert found(public_files(world), needles) == set()
    assert found(b"\0".join(answers), needles) == set()
    assert found(caplog.text.encode() + "".join(capfd.readouterr()).encode(), needles) == set()


def test_sabotage_an_unprotected_write_is_found_in_the_store_and_in_responses(world: World) -> None:
    needles = release(world, {"ME": planted()["ME"]})
    (proposal,) = world.hub.releases.all(TABLE.id)
    leaked = min(needles)
    key = tuple({"FREQ": "A", "SEX": "T", "UNIT": "PER", "GEO": "ME"}.get(d.id, "TOTAL") for d in TABLE.dimensions)
    raw = canonical_release(TABLE, [Observation(key, "2023", leaked)])
    publish_release(
        Proposal(**{**proposal.__dict__, "vintage": 2, "canonical": raw, "sha256": sha256_of(raw)}), world.hub
    )
    assert found(public_files(world), needles) == {leaked}
    assert leaked in found(b"\0".join(responses(world)), needles)


@pytest.mark.parametrize("form", ["8388609", "8,388,609", "8 388 609", "8\u202f388\u202f609", "8.388.609"])
def test_the_search_sees_every_way_a_number_is_written(form: str) -> None:
    assert found(f"<td>{form}</td>".encode(), {8_388_609, 8_388_611}) == {8_388_609}
    assert found(b"..." + (8_388_609).to_bytes(4, "big") + b"...", {8_388_609}) == {8_388_609}
