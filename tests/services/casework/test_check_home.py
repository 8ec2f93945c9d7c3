"""Everything a case node keeps is compared with what it must agree with; each kind of damage is said, and where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from django.db import DatabaseError, connections

from midex.kernel.fault import Fault
from midex.services.casework.approve_step import approve_step
from midex.services.casework.break_glass import break_glass
from midex.services.casework.check_home import check_home
from midex.services.casework.ports import Grant, Place, Receipt
from midex.services.casework.take_step import StepProposed, StepTaken
from midex.services.journal.checkpoint_journal import checkpoint_journal
from midex.stores.engine_check import EngineCheck
from midex.stores.key_file import connect
from tests.casework import ACTORS, CaseNode, journal_ports
from tests.wandering import Wanderer


def found(node: CaseNode) -> list[str]:
    """What the check says."""
    return [str(one) for one in check_home(node.ports, journal_ports(node), EngineCheck(node.alias, node.keys.file))]


@pytest.fixture
def lived(case_node: CaseNode) -> Iterator[CaseNode]:
    """A node with cases, a grant, one proposal that waits and one that was taken, and a checkpoint; all of it sound."""
    Wanderer(case_node, Random(5)).wander(150)
    name = case_node.registered()
    given = break_glass(
        name, "taken to hospital, allergies must be asked now", ACTORS["caseworker-south"], case_node.ports
    )
    assert isinstance(given, Grant)
    case_node.take("keep-closer", {"tier": "protected", "reason": "threatened"}, name=name)
    case_node.ask("keep-as-standard", {"reason": "the threat is over"}, "supervisor", name)
    other = case_node.registered()
    case_node.take("record-departure", {"why": "left", "on": "2026-03-02"}, name=other)
    proposed = case_node.ask("order-erasure", {"ground": "no-longer-needed"}, "supervisor", other)
    assert isinstance(proposed, StepProposed)
    assert isinstance(approve_step(proposed.proposal, proposed.sha256, ACTORS["deputy"], case_node.ports), StepTaken)
    case_node.take("assign", {"account": "caseworker"}, "supervisor", name)
    checkpoint_journal(journal_ports(case_node))
    assert found(case_node) == []
    return case_node


FIRST = "(SELECT min(entry) FROM cases_event)"
DAMAGE = {
    "UPDATE cases_event SET step = 'correct' WHERE entry = FIRST": "than it was taken: step",
    "UPDATE cases_event SET key = 'another-attempt' WHERE entry = FIRST": "otherwise than it was taken: key",
    "UPDATE cases_event SET body = CAST(replace(CAST(body AS TEXT), 'true', 'false') AS BLOB) WHERE entry = FIRST": (
        "does not stand for what is kept"
    ),
    "DELETE FROM cases_event WHERE entry = FIRST": "stands for is not kept",
    "DELETE FROM cases_assignment": "the lists show case",
    "UPDATE cases_casefile SET due = 'x' WHERE due IS NULL": "no day or moment",
    "UPDATE journal_checkpoint SET note = replace(note, '— midex', '— xidex')": "the checkpoint over",
    "UPDATE cases_casefile SET state = 'ended' WHERE state = 'informed'": "the lists show case",
    "UPDATE cases_read SET identity = 'another' WHERE entry = (SELECT min(entry) FROM cases_read)": ": by",
    "UPDATE cases_readcase SET case_id = 'another'": ": cases",
    "UPDATE cases_grant SET until = '2027-01-01 00:00:00'": "until when",
    "UPDATE cases_grant SET identity = 'another'": "by whom",
    "UPDATE cases_grant SET reason = 'AAAA'": ": why",
    "DELETE FROM cases_grant": "it is gone",
    "UPDATE cases_proposedstep SET proposed_by = 'deputy'": "what is proposed, and by whom",
    "DELETE FROM cases_settlement; DELETE FROM cases_proposedstep": "it is gone",
    "DELETE FROM cases_settlement": "it was taken and waits still",
    "UPDATE journal_entry SET actor = '0000000000000000' WHERE number = 3": "checkpoint over",
    "UPDATE journal_entry SET commitment = zeroblob(32) WHERE number = 2": "entry 2 does not stand for",
    "DELETE FROM journal_entry WHERE number = 4": "entry 4 is missing",
    "UPDATE journal_checkpoint SET note = replace(note, 'midex.test', 'midex.tesu')": "checkpoint over",
}


@pytest.mark.parametrize("statement", DAMAGE)
def test_each_kind_of_damage_is_found(lived: CaseNode, statement: str) -> None:
    by_hand(lived, statement)
    said = found(lived)
    assert any(DAMAGE[statement] in one for one in said), said


KEYS_DAMAGED = {
    "UPDATE keys SET wrapped = zeroblob(length(wrapped)) WHERE number = 1": "does not open",
    "UPDATE keys SET person = 'nobody' WHERE number = 1": "does not open",
    "UPDATE keys SET wrapped = x'01' WHERE person IN (SELECT person FROM erased)": "not as this node sealed",
    "UPDATE erased SET at = at + 1 WHERE number = 1": "not as this node sealed",
    "UPDATE erased SET person = 'nobody' WHERE number = 1": "not as this node sealed",
    "UPDATE erased SET seal = zeroblob(32) WHERE number = 1": "not as this node sealed",
    "DELETE FROM erased WHERE number = 1": "erasures are missing",
    "DELETE FROM keys WHERE number = 1": "keys are missing",
}


@pytest.mark.parametrize("statement", KEYS_DAMAGED)
def test_each_kind_of_damage_to_the_key_store_is_found(lived: CaseNode, statement: str) -> None:
    lived.ports.vault.admit(["somebody"])
    lived.ports.vault.erase("somebody")  # so that each number that is tried has one after it
    with closing(connect(lived.keys.file)) as connection:
        assert connection.execute(statement).rowcount
    said = found(lived)
    assert any(KEYS_DAMAGED[statement] in one for one in said), said


def test_rows_out_of_order_are_said_and_not_read_for_ever(lived: CaseNode) -> None:
    file = Path(connections[lived.alias].settings_dict["NAME"])
    with connections[lived.alias].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("SELECT pageno FROM dbstat WHERE name = 'cases_event' AND pagetype = 'leaf' ORDER BY path DESC")
        last = cursor.fetchone()[0]
    connections[lived.alias].close()
    with file.open("r+b") as opened:
        opened.seek((last - 1) * 4096)
        page = bytearray(opened.read(4096))
        final = 8 + 2 * int.from_bytes(page[3:5], "big") - 2
        page[8:10], page[final : final + 2] = page[final : final + 2], page[8:10]  # its first row is now its last
        opened.seek((last - 1) * 4096)
        opened.write(page)
    said = found(lived)
    assert any("nothing more of it was read" in one for one in said), said
    with pytest.raises((Fault, DatabaseError)):
        list(lived.ports.events.all())


def test_nothing_a_person_wrote_is_said(lived: CaseNode) -> None:
    by_hand(lived, "UPDATE cases_event SET step = 'open'", "UPDATE cases_casefile SET tier = 'standard'")
    assert found(lived)
    assert not any("Golnaz" in one or "Testović" in one for one in found(lived))


def test_a_seal_holds_in_its_own_place_alone_and_for_an_erased_person_anywhere(case_node: CaseNode) -> None:
    vault, place = case_node.ports.vault, Place("event", "a/1", "given_names")
    vault.admit(["p", "q"])
    sealed = vault.seal("p", place, "Golnaz")
    assert vault.holds("p", place, sealed)
    assert not vault.holds("q", place, sealed)
    assert not vault.holds("p", Place("event", "a/2", "given_names"), sealed)
    assert not vault.holds("p", place, "no seal at all")
    vault.erase("p")
    assert vault.holds("p", place, sealed)
    assert vault.open("p", place, sealed, Receipt(entry=0, people=frozenset({"p"}))) != "Golnaz"


def by_hand(node: CaseNode, *statements: str) -> None:
    """What somebody does who has the database's file: the triggers go first."""
    connection = connections[node.alias]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            for one in statement.split("; "):
                cursor.execute(one.replace("FIRST", FIRST))
