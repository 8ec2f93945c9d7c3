"""Drafts: one for each account, back as they were kept, gone in time; the same in memory and on disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from midex.services.ports import Draft, Drafts
from midex.stores.drafts import DraftFolder
from tests.twins.drafts import InMemoryDrafts

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DRAFT = Draft(
    table="MIGR_EIORD",
    periods=("2023", "2024"),
    observations=2,
    warnings=1,
    rounded_to=5,
    kept_at=AT,
    figures=b"a,b\n1,2\n\n3,\xc3\xab\n",
)


@pytest.fixture(params=["twin", "disk"])
def drafts(request: pytest.FixtureRequest, tmp_path: Path) -> Drafts:
    return InMemoryDrafts() if request.param == "twin" else DraftFolder(tmp_path / "drafts")


def test_a_draft_comes_back_as_it_was_kept(drafts: Drafts) -> None:
    drafts.keep("stat", DRAFT)
    assert drafts.find("stat") == DRAFT
    assert drafts.find("another") is None


def test_a_later_draft_takes_the_place_of_the_one_before(drafts: Drafts) -> None:
    drafts.keep("stat", DRAFT)
    drafts.keep("stat", replace(DRAFT, figures=b"later"))
    found = drafts.find("stat")
    assert found is not None
    assert found.figures == b"later"


def test_dropping_forgets_one_account_and_may_be_repeated(drafts: Drafts) -> None:
    drafts.keep("stat", DRAFT)
    drafts.keep("../../another", DRAFT)
    drafts.drop("stat")
    drafts.drop("stat")
    assert drafts.find("stat") is None
    assert drafts.find("../../another") == DRAFT


def test_what_is_older_than_a_moment_is_forgotten_whoever_it_belongs_to(drafts: Drafts) -> None:
    drafts.drop_older(AT)
    drafts.keep("early", DRAFT)
    drafts.keep("late", replace(DRAFT, kept_at=AT + timedelta(minutes=2)))
    drafts.drop_older(AT + timedelta(minutes=1))
    assert drafts.find("early") is None
    assert drafts.find("late") is not None


def test_on_disk_only_the_owner_can_read_it_and_no_name_is_on_it(tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    DraftFolder(folder).keep("stat", DRAFT)
    (file,) = folder.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0
    assert "stat" not in file.name


def test_on_disk_a_half_written_file_is_no_draft_and_goes_with_the_old_ones(tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    folder.mkdir()
    (folder / "x.part").write_bytes(b"half")
    drafts = DraftFolder(folder)
    assert drafts.find("stat") is None
    drafts.drop_older(datetime.now(UTC) + timedelta(seconds=5))
    assert list(folder.iterdir()) == []
