"""A file of people on its page: looked at, told what is wrong or waits, sent again and kept once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from midex.web.casework import import_people
from tests.casework import CaseNode
from tests.services.casework.test_import_people import GOLNAZ, OTHERS, SHARED
from tests.web.casework.conftest import Visit
from tests.web.casework.test_compare import sent_again
from tests.web.casework.test_pages import text

NAMES = (*SHARED, *GOLNAZ, "citizenship", "accompanied", "compared")


def a_file(*rows: dict[str, str], encoding: str = "utf-8") -> SimpleUploadedFile:
    said = [{**SHARED, "citizenship": "AF", "accompanied": "adult", **row} for row in rows]
    lines = [";".join(NAMES), *(";".join(row.get(name, "") for name in NAMES) for row in said)]
    return SimpleUploadedFile("people.csv", "\n".join(lines).encode(encoding))


def looked_at(client: Any, *rows: dict[str, str], **said: Any) -> Any:
    return client.post("/cases/import", {"file": a_file(*rows, **said)})


def kept(node: CaseNode) -> int:
    return len(list(node.ports.cases.all()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_is_looked_at_and_kept_once_it_is_sent_again(visit: Visit, case_node: CaseNode, encoding: str) -> None:
    officer = visit("officer")
    assert 'href="/cases/import"' in officer.get("/").content.decode()
    shown = looked_at(officer, GOLNAZ, *OTHERS, encoding=encoding)
    assert shown.status_code == 200
    assert "Register these 3 people" in text(shown)
    assert "Golnaz" not in shown.content.decode()
    assert kept(case_node) == 0
    done = sent_again(officer, "/cases/import", shown, do="keep")
    assert "3 people were registered." in text(done)
    again = sent_again(officer, "/cases/import", shown, do="keep")
    assert "Registered from this file before 3" in text(again)
    assert kept(case_node) == 3


def test_a_wrong_cell_is_named_by_row_and_column(visit: Visit, case_node: CaseNode) -> None:
    shown = looked_at(visit("officer"), {**GOLNAZ, "birth": "12 May <b>"}, *OTHERS)
    assert shown.status_code == 422
    assert "Row 2 birth (Date of birth) Write 2009, 2009-04 or 2009-04-30" in text(shown)
    assert "12 May" not in shown.content.decode()
    assert "Register these" not in text(shown)


def test_who_waits_is_listed_with_reasons_and_the_others_are_kept(visit: Visit, case_node: CaseNode) -> None:
    known, officer = case_node.registered(given_names="گلناز", family_names="کریمی", birth="1988"), visit("officer")
    shown = looked_at(officer, GOLNAZ, *OTHERS)
    assert "Row 2 a name that is written or sounds alike, the same year of birth" in text(shown)
    assert known in text(shown)
    done = sent_again(officer, "/cases/import", shown, do="keep")
    assert "2 people were registered." in text(done)
    assert kept(case_node) == 3
    compared = looked_at(officer, {**GOLNAZ, "compared": f"other than {known}"}, *OTHERS)
    assert "Register this person" in text(compared)
    assert "1 person was registered." in text(sent_again(officer, "/cases/import", compared, do="keep"))


@pytest.mark.parametrize("packed", ["", "?", "AAAA", "eJwLAAAA"])
def test_what_is_no_file_is_asked_for_again(visit: Visit, case_node: CaseNode, packed: str) -> None:
    answer = visit("officer").post("/cases/import", {"packed": packed, "do": "keep"})
    assert (answer.status_code, kept(case_node)) == (422, 0)
    assert "Choose a file." in text(answer)


def test_a_file_that_cannot_be_read_or_is_too_large_is_told_at_the_field(
    visit: Visit, case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = visit("officer")
    picture = SimpleUploadedFile("people.csv", b"\x89PNG\r\n")
    assert "it is a picture" in text(officer.post("/cases/import", {"file": picture}))
    monkeypatch.setattr(import_people, "LARGEST", 10)
    assert "larger than" in text(looked_at(officer, GOLNAZ))
    monkeypatch.setattr(import_people, "LARGEST", 1 << 20)
    monkeypatch.setattr(import_people, "MOST", 2)
    refused = looked_at(officer, GOLNAZ, *OTHERS)
    assert (refused.status_code, "A file has at most 2 people here." in text(refused)) == (409, True)


def test_a_small_file_that_unpacks_to_a_large_one_is_not_read(
    visit: Visit, case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = import_people._packed(b"a" * 1_000_000)
    monkeypatch.setattr(import_people, "LARGEST", 100_000)
    assert import_people._unpacked(packed) == b""
    assert visit("officer").post("/cases/import", {"packed": packed}).status_code == 422


def test_an_empty_file_to_fill_in(visit: Visit, case_node: CaseNode) -> None:
    answer = visit("officer").get("/cases/import/template.csv")
    assert answer.content.decode("utf-8-sig").startswith("language,interpreter,on")
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("who", ["guardian", "trafficking", "supervisor", "protector", "keeper"])
def test_others_import_nobody(visit: Visit, case_node: CaseNode, who: str) -> None:
    assert looked_at(visit(who), GOLNAZ).status_code == 403
    assert kept(case_node) == 0
