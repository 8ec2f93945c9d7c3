"""What was typed and not finished: for its account alone, journaled when read, and gone for good when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.verdict import Refused
from midex.policy.actions import Action
from midex.policy.caps import LISTED, TOO_MANY_LISTED
from midex.services.casework import begun_forms
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.begun_forms import (
    LIFE,
    Begun,
    begun_form,
    end_form,
    forget_old_forms,
    go_on,
    keep_form,
)
from midex.services.casework.begun_forms import (
    begun_forms as all_begun,
)
from midex.services.casework.check_home import check_home
from midex.services.casework.ports import Place, Receipt
from midex.services.casework.take_step import ERASED
from midex.stores.rows import fetch
from tests.casework import INFORMED, CaseNode, case_node_on, journal_ports
from tests.databases import ENGINES, NewDatabase

MARK = "Zephyrinna"
TYPED = {"given_names": [MARK], "needs": ["SP", "SM"], "key": ["a" * 32]}


@pytest.fixture(params=ENGINES)
def node(request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path: Path) -> Iterator[CaseNode]:
    made = case_node_on(new_database(request.param, "restricted"), tmp_path)
    yield made
    made.keys.close()
    made.draft_keys.close()


def kept(node: CaseNode, who: str = "officer", form: str = "group", name: str = "") -> None:
    assert not isinstance(keep_form(form, name, TYPED, node.actor(who), node.ports), Refused)


def begun_in(node: CaseNode, who: str = "officer") -> tuple[Begun, ...]:
    found = all_begun(node.actor(who), node.ports)
    assert not isinstance(found, Refused)
    return found


def resumed(node: CaseNode, who: str = "officer", form: str = "group", name: str = "") -> object:
    return go_on(form, name, node.actor(who), node.ports)


def test_it_comes_back_whole_and_a_later_one_stands_in_its_place(node: CaseNode) -> None:
    kept(node)
    assert resumed(node) == TYPED
    keep_form("group", "", {"given_names": ["Omid"]}, node.actor("officer"), node.ports)
    assert resumed(node) == {"given_names": ["Omid"]}
    assert len(node.ports.drafts.of_account("officer")) == 1


def test_reading_it_is_journaled_first_and_keeping_it_is_no_entry(node: CaseNode) -> None:
    kept(node)
    assert node.ports.journal.size() == 0
    resumed(node)
    (read,) = node.ports.reads.search(kind=EntryKind.READ.value)
    assert (read.action, read.identity) == (Action.GO_ON.value, "officer")


def test_naming_the_cases_of_what_was_begun_is_journaled_like_a_list(node: CaseNode) -> None:
    name = node.registered()
    kept(node)
    before = node.ports.journal.size()
    assert [one.name for one in begun_in(node)] == [""]
    assert node.ports.journal.size() == before, "no case was named"
    kept(node, form="correct", name=name)
    kept(node, form="hand-over-copy", name=name)
    assert sorted(one.name for one in begun_in(node)) == ["", name, name]
    (read,) = node.ports.reads.between(before, 1 << 60)
    row = node.ports.cases.judged(name)
    assert row
    assert (read.kind, read.action, read.identity) == (EntryKind.READ, Action.LIST_CASES.value, "officer")
    assert read.cases == (row.case,)


def test_past_the_cap_of_lists_no_case_is_named_and_an_alarm_is_raised(node: CaseNode) -> None:
    name = node.registered()
    kept(node, form="correct", name=name)
    row = node.ports.cases.judged(name)
    assert row
    scope = scope_of(node.actor("officer"), node.clock())
    others = tuple(replace(row, case=uuid4().hex) for _ in range(LISTED))
    with node.ports.unit_of_work():
        account_for(EntryKind.READ, Action.LIST_CASES, Purpose.REGISTRATION, scope, others, node.ports)
    before = node.ports.journal.size()
    refused = all_begun(node.actor("officer"), node.ports)
    assert isinstance(refused, Refused)
    assert refused.because.id == TOO_MANY_LISTED
    written = sorted(one.kind.value for one in node.ports.reads.between(before, 1 << 60))
    assert written == ["incident", "refusal"]
    node.clock.move(minutes=61)
    assert [one.name for one in begun_in(node)] == [name]


def test_nobody_else_reads_it_and_nobody_is_told_of_it(node: CaseNode) -> None:
    kept(node)
    for who in ("caseworker", "supervisor", "officer-south"):
        assert resumed(node, who) is None
        assert begun_form("group", "", node.actor(who), node.ports) is None
    for who in ("protector", "keeper"):
        assert isinstance(resumed(node, who), Refused)
        assert isinstance(keep_form("group", "", TYPED, node.actor(who), node.ports), Refused)


def test_without_a_receipt_the_vault_opens_nothing(node: CaseNode) -> None:
    kept(node)
    (draft,) = node.ports.drafts.of_account("officer")
    place = Place(begun_forms.TABLE, draft.id, "sealed")
    with pytest.raises(PermissionError):
        node.ports.draft_vault.open(draft.id, place, draft.sealed, Receipt(entry=1, people=frozenset()))


@pytest.mark.parametrize("end", ["finished", "a day", "erased"])
def test_when_it_ends_its_key_is_destroyed_and_what_a_backup_holds_opens_nowhere(node: CaseNode, end: str) -> None:
    name = node.registered() if end == "erased" else ""
    kept(node, form="correct" if name else "group", name=name)
    (draft,) = node.ports.drafts.of_account("officer")
    if end == "finished":
        end_form("group", "", node.actor("officer"), node.ports)
    elif end == "a day":
        node.clock.move(hours=23)
        assert forget_old_forms(node.ports) == 0
        assert resumed(node) == TYPED
        node.clock.move(hours=1, seconds=1)
        assert begun_form("group", "", node.actor("officer"), node.ports) is None
        assert forget_old_forms(node.ports) == 1
    else:
        begun_forms.end_forms_of(draft.case, node.ports)
    receipt = Receipt(entry=1, people=frozenset({draft.id}))
    place = Place(begun_forms.TABLE, draft.id, "sealed")
    assert node.ports.draft_vault.open(draft.id, place, draft.sealed, receipt) == Closed()
    assert node.ports.drafts.of_account("officer") == ()
    assert node.draft_keys.count() == 0


def test_a_persons_erasure_ends_what_anybody_began_in_the_case(node: CaseNode) -> None:
    from midex.services.casework.erase_person import erase_person

    name = node.registered()
    kept(node, "officer", "correct", name)
    kept(node, "caseworker", "note-needs", name)
    screening = node.screening(name)
    kept(node, "caseworker", "note-need", screening)
    row = node.ports.cases.judged(name)
    assert row is not None
    erase_person(row, scope_of(node.actor("supervisor"), node.clock()), node.ports)
    assert node.draft_keys.count() == 0
    for one in (name, screening):
        refused = keep_form("correct", one, TYPED, node.actor("caseworker"), node.ports)
        assert isinstance(refused, Refused)
        assert refused.because.id == ERASED


def test_of_what_others_finished_nothing_is_told(node: CaseNode) -> None:
    node.ask("open", INFORMED, "officer-south", key="a" * 32)
    kept(node)
    node.ask("open", INFORMED, "officer", key="b" * 32)
    assert isinstance(keep_form("group", "", {"key": ["b" * 32]}, node.actor("officer"), node.ports), Refused)


def test_in_a_case_only_whoever_sees_it(node: CaseNode) -> None:
    name = node.registered()
    kept(node, form="correct", name=name)
    assert [one.name for one in begun_in(node)] == [name]
    node.take("keep-closer", {"tier": "protected", "reason": "threatened"}, "officer", name)
    assert all_begun(node.actor("officer"), node.ports) == ()
    assert isinstance(resumed(node, form="correct", name=name), Refused)
    assert isinstance(keep_form("correct", name, TYPED, node.actor("officer-south"), node.ports), Refused)


def test_what_is_finished_is_not_begun_again_by_a_late_request(node: CaseNode) -> None:
    node.ask("open", {"language": "fa", "on": "2026-03-02"}, key="b" * 32)
    late = keep_form("open", "", {"key": ["b" * 32]}, node.actor("officer"), node.ports)
    assert isinstance(late, Refused)
    assert late.because.id == begun_forms.FINISHED
    assert node.ports.drafts.of_account("officer") == ()


def test_an_inspection_says_what_is_kept_too_long_or_was_changed(node: CaseNode) -> None:
    def said() -> list[str]:
        return [str(one) for one in check_home(node.ports, journal_ports(node), lambda: iter(()))]

    kept(node)
    (draft,) = node.ports.drafts.of_account("officer")
    node.clock.move(hours=24)
    assert said() == []
    node.clock.move(hours=1, seconds=1)
    (late,) = said()
    assert "longer than a day" in late
    forget_old_forms(node.ports)
    assert said() == []
    kept(node)
    (draft,) = node.ports.drafts.of_account("officer")
    node.ports.drafts.put(replace(draft, sealed=draft.sealed[:-4] + "AAAA"))
    (changed,) = said()
    assert "otherwise than it was sealed" in changed


def test_it_is_bounded(node: CaseNode) -> None:
    much = keep_form("group", "", {"given_names": ["x" * begun_forms.LONGEST]}, node.actor("officer"), node.ports)
    assert isinstance(much, Refused)
    for number in range(begun_forms.MOST):
        kept(node, form=f"form-{number}")
    assert isinstance(keep_form("one-more", "", TYPED, node.actor("officer"), node.ports), Refused)
    kept(node, form="form-0")


def test_no_file_of_the_node_says_what_was_typed(node: CaseNode, tmp_path: Path) -> None:
    kept(node)
    kept(node)
    stored = [str(row) for row in fetch(node.alias, "SELECT * FROM cases_draft")]
    assert len(stored) == 1
    assert MARK not in stored[0]
    wrapped = [bytes(one.wrapped) for one in node.draft_keys.kept()]
    assert len(wrapped) == 1
    end_form("group", "", node.actor("officer"), node.ports)
    for file in tmp_path.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert MARK.encode() not in content, file.name
        assert wrapped[0] not in content, f"a key that was destroyed is in {file.name}"
    assert LIFE.total_seconds() == 24 * 3600
