"""Asks services without their pages: a page's check stands before a service's own, and would hide that it is gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any
from uuid import uuid4

from django.db import transaction

from midex.formats.bridges.mapping import Format
from midex.formats.letters.letter import Kind
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.verdict import Refused
from midex.policy.actions import Action
from midex.policy.scope import NOT_FOUND
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.alarms import see_alarms
from midex.services.casework.begun_forms import begun_forms, go_on, keep_form
from midex.services.casework.break_glass import break_glass, see_notices
from midex.services.casework.count_needs import count_needs
from midex.services.casework.count_queues import count_queues
from midex.services.casework.export_cases import export_cases
from midex.services.casework.find_people import find_people
from midex.services.casework.import_records import ImportRecords, look_over
from midex.services.casework.imported_steps import Told
from midex.services.casework.list_accounts import colleagues, list_accounts
from midex.services.casework.list_cases import list_cases
from midex.services.casework.ports import CasePorts, Wanted
from midex.services.casework.possible_duplicates import duplicates_of_new
from midex.services.casework.read_case import read_case
from midex.services.casework.search_reads import search_reads
from midex.services.casework.see_guardianship import see_guardianship
from midex.services.casework.see_office import see_office
from midex.services.casework.take_step import TakeStep, take_step
from midex.services.casework.write_letter import WriteLetter, write_letter
from tests.casework import REGISTERED, CaseNode, journal_ports
from tests.matrix.cells import A_RECORD
from tests.matrix.table import letters, lines, readable
from tests.matrix.world import ASKERS, EVERYBODY, MARK, World, written_in

A_FILE = ImportRecords(
    format=Format.PRIMERO, content=json.dumps(A_RECORD).encode(), told=Told(language="fa", on="2026-03-02")
)
ENDED = Wanted(state="ended")
SERVICES: Mapping[str, Callable[[Actor, CasePorts], Any]] = {
    "list_accounts": list_accounts,
    "see_alarms": see_alarms,
    "see_notices": see_notices,
    "search_reads": search_reads,
    "count_queues": count_queues,
    "see_office": see_office,
    "keep_form": lambda actor, ports: keep_form("group", "", {"given_names": ["Somebody"]}, actor, ports),
    "go_on": lambda actor, ports: go_on("group", "", actor, ports),
    "begun_forms": begun_forms,
    "list_cases": lambda actor, ports: list_cases(ENDED, actor, ports),
    "find_people": lambda actor, ports: find_people("nobody at all", actor, ports),
    "duplicates_of_new": lambda actor, ports: duplicates_of_new("registration", "register", REGISTERED, actor, ports),
    "export_cases": lambda actor, ports: export_cases(ENDED, actor, ports),
    "look_over_records": lambda actor, ports: look_over(A_FILE, actor, ports),
    "colleagues": colleagues,
    "see_guardianship": see_guardianship,
    "count_needs": count_needs,
}
ANSWERS = {"yes": (False, ["read"]), "no": (True, ["refusal"]), "nobody": (True, []), "quiet": (False, [])}
"""What a line says, as (is nothing answered, what is journaled)."""


def wrong_services(node: CaseNode) -> Iterator[str]:
    """What a service answers to a role, or journals, that its line does not say."""
    journal = journal_ports(node).entries
    for _, said in lines("services.csv"):
        name = said.pop("service")
        for role, may in said.items():
            with transaction.atomic():
                last = journal.size()
                answer = SERVICES[name](ASKERS[role], node.ports)
                refused = isinstance(answer, Refused) or (may == "nobody" and answer == ())
                written = [entry.kind.value for entry in journal.entries(last)]
                transaction.set_rollback(True)
            if (refused, written) != ANSWERS[may]:
                yield f"{name} asked by {role}: {'refused' if refused else 'answered'}, and {written} written"


def wrong_attempts(node: CaseNode, world: World) -> Iterator[str]:
    """An attempt's name stands for one step of one account in one case: whoever else uses it is refused."""
    mine, other = (world.case("registered", "own", tier, "").name for tier in ("standard", "protected"))
    key, fields = uuid4().hex, {"reason": "misspelt", "given_names": "Another"}
    tries = (
        ("registration-officer", "correct", fields, mine, False),
        ("registration-officer", "correct", fields, mine, False),
        ("caseworker", "correct", fields, mine, True),
        ("registration-officer", "hand-over-copy", {"language": "fa"}, mine, True),
        ("registration-officer", "correct", fields, other, True),
    )
    with transaction.atomic():
        for who, step, said, name, refuses in tries:
            wanted = TakeStep(procedure="registration", step=step, fields=said, key=key, name=name)
            if isinstance(take_step(wanted, ASKERS[who], node.ports), Refused) is not refuses:
                yield f"an attempt used again by {who} for {step} is {'taken' if refuses else 'refused'}"
        transaction.set_rollback(True)


def wrong_letters(node: CaseNode, world: World) -> Iterator[str]:
    """A grant on a case is told to whom it may be, and to a role that writes no letters nothing at all."""
    for role, asker in ASKERS.items():
        wanted = WriteLetter(case=world.case("registered", "glass", "standard", role).name, kind=Kind.SLIP)
        with transaction.atomic():
            answer = write_letter(wanted, asker, node.ports)
            transaction.set_rollback(True)
        told = isinstance(answer, Refused) and answer.because.id != NOT_FOUND
        if told is not ("s" in letters()[role, "glass", "standard"]):
            yield f"a letter asked for by {role} through broken glass is {answer}"


def wrong_offices(node: CaseNode) -> Iterator[str]:
    """A supervisor searches what was accounted for in their own office."""
    with transaction.atomic():
        found = search_reads(ASKERS["supervisor"], node.ports)
        if isinstance(found, Refused) or {one.read.office for one in found} != {ASKERS["supervisor"].office}:
            yield "a supervisor searches the reads of another office, or none"
        for number in range(8):
            break_glass(f"2026-{number:07d}", "the person is in danger", EVERYBODY["south-trafficking"], node.ports)
        raised = see_alarms(ASKERS["supervisor"], node.ports)
        if isinstance(raised, Refused) or any(one.office != ASKERS["supervisor"].office for one in raised):
            yield "a supervisor is shown the alarms of another office, or none"
        told = see_alarms(ASKERS["data-protection-officer"], node.ports)
        if isinstance(told, Refused) or not any(one.office == "south" for one in told):
            yield "the data protection officer is not shown the alarms of every office"
        transaction.set_rollback(True)


def wrong_fields(node: CaseNode, world: World) -> Iterator[str]:
    """A case that is opened without its page holds no field open that its reader may not read."""
    for role, may_read in readable().items():
        known = world.case("registered", "own", "standard", "")
        with transaction.atomic():
            opened = read_case(known.name, ASKERS[role], node.ports)
            transaction.set_rollback(True)
        events = () if isinstance(opened, Refused) else tuple(taken.event for taken in opened.taken)
        there = {
            f"{type(event).__name__}.{one.name}"
            for event in events
            for one in fields(event)
            if MARK.search(str(getattr(event, one.name)))
        }
        if there != written_in(known) & may_read:
            yield f"the service opens to {role} {sorted(there ^ written_in(known) & may_read)} otherwise than it should"


def wrong_caps(node: CaseNode, world: World) -> Iterator[str]:
    """Whoever was shown as much as one may in an hour is shown no more, and one alarm is raised, not one each time."""
    officer, guardian = ASKERS["registration-officer"], ASKERS["guardian"]
    known = world.case("registered", "own", "standard", "")
    row = node.ports.cases.judged(known.name)
    assert row
    asked: tuple[tuple[Action, int, Actor, Callable[[], Any]], ...] = (
        (Action.OPEN_CASE, 30, officer, lambda: read_case(known.name, officer, node.ports)),
        (Action.LIST_CASES, 500, officer, lambda: list_cases(Wanted(), officer, node.ports)),
        (Action.LIST_CASES, 500, officer, lambda: begun_forms(officer, node.ports)),
        (Action.SEE_GUARDIANSHIP, 501, guardian, lambda: see_guardianship(guardian, node.ports)),  # guards nobody
    )
    for action, most, asker, ask in asked:
        with transaction.atomic():
            scope = scope_of(asker, node.ports.clock())
            many = tuple(replace(row, case=uuid4().hex) for _ in range(most))
            account_for(EntryKind.READ, action, Purpose.REGISTRATION, scope, many, node.ports)
            last = journal_ports(node).entries.size()
            answers = [ask(), ask()]
            written = [entry.kind.value for entry in journal_ports(node).entries.entries(last)]
            transaction.set_rollback(True)
        refused = [isinstance(one, Refused) for one in answers]
        if (refused, sorted(written)) != ([True, True], ["incident", "refusal", "refusal"]):
            yield f"past the cap of {action.value} it is {answers}, and {written} written"


def wrong_records(node: CaseNode, world: World) -> Iterator[str]:
    """What is journaled of a break-glass says whether it was granted."""
    for who, relation, granted in (("caseworker", "away", True), ("registration-officer", "myself", False)):
        known = world.case("registered", relation, "standard", who)
        with transaction.atomic():
            last = journal_ports(node).entries.size()
            answer = break_glass(known.name, "the person is in danger", ASKERS[who], node.ports)
            kept = [read.body for read in node.ports.reads.between(last, 1 << 60)]
            transaction.set_rollback(True)
        if isinstance(answer, Refused) is granted or ["about" in json.loads(body) for body in kept] != [granted]:
            yield f"a break-glass by {who} is {answer}, and it is journaled as {kept}"
