"""Look at everything a case node keeps, and say what is damaged: what a person or the journal depends on.

Refuses to mend: what is found is told, and what is right is decided by whoever has the backups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from midex.formats.canonical_json import read_json
from midex.kernel import merkle
from midex.kernel.checkpoint import FIRST, SIGNED, key_hash, read_note
from midex.kernel.fault import Fault
from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.merkle import is_included, leaf_hash
from midex.kernel.text import Message, mark
from midex.policy.break_glass import LASTS
from midex.procedures.catalogue import find_step
from midex.services.casework.begun_forms import LIFE
from midex.services.casework.begun_forms import TABLE as DRAFT
from midex.services.casework.break_glass import GRANTED
from midex.services.casework.break_glass import TABLE as GRANT
from midex.services.casework.history import place_of, taken_from
from midex.services.casework.ports import CasePorts, CaseRow, Grant, Place, ProposedStep, Read, StoredEvent
from midex.services.casework.proposal_digest import digest
from midex.services.casework.rebuild_cases import rebuilt
from midex.services.journal.checkpoint_journal import check_entries
from midex.services.journal.ports import JournalPorts

ENGINE = mark("the database says of itself: {reason}")
STEP = mark("step {number} of case {case} is kept otherwise than it was taken: {reason}")
READ = mark("entry {entry} is kept otherwise than it was accounted for: {reason}")
ROW = mark("the lists show case {case} otherwise than its steps make it; `midex rebuild` makes them anew")
GIVEN = mark("the break-glass of entry {entry} is kept otherwise than it was accounted for: {reason}")
WAITS = mark("the proposal {proposal} is kept otherwise than it was accounted for: {reason}")
KEYS = mark("the key store: {reason}")
BEGUN = mark("what was begun and not finished ({draft}) is kept otherwise than it was sealed")
OLD = mark("what was begun and not finished ({draft}) is kept longer than a day; serving the node destroys it")
TREE = mark("the journal's tree or a checkpoint does not hold: {reason}")
UNREADABLE = mark("{part} cannot be read: {reason}")

TOGETHER = 8
"""Levels of the tree that are hashed at once: the hashes below are not kept."""
GRACE = timedelta(hours=1)
"""How long after a draft's day the node may take to destroy it."""

EngineCheck = Callable[[], Iterator[str]]
"""What the database's own check finds, in its own words; fault F315 where nothing more should be read."""


def check_home(ports: CasePorts, journal: JournalPorts, engine: EngineCheck) -> Iterator[Message]:
    """Everything that is wrong; nothing is opened, and nothing a person wrote is in what is said."""
    try:
        yield from (Message(ENGINE, {"reason": said}) for said in engine())
    except Fault as fault:
        yield fault.message
        return
    except Exception as wrong:  # noqa: BLE001 - damage shows as any error there is
        yield Message(UNREADABLE, {"part": "the database", "reason": type(wrong).__name__})
        return
    yield from _readable("the key store", lambda: (Message(KEYS, {"reason": said}) for said in ports.vault.wrongs()))
    yield from _readable("the journal", lambda: _of_journal(journal))
    yield from _readable("the tree", lambda: _of_tree(journal))
    yield from _readable("a step", lambda: _of_steps(ports))
    yield from _readable("a read", lambda: _of_reads(ports, journal.entries.size()))
    yield from _readable("the lists", lambda: _of_lists(ports))
    yield from _readable("a grant", lambda: _of_grants(ports, journal.entries.size()))
    yield from _readable("a draft", lambda: _of_drafts(ports))
    yield from _readable("a proposal", lambda: _of_proposals(ports, journal.entries.size()))


def _readable(part: str, check: Callable[[], Iterator[Message]]) -> Iterator[Message]:
    try:
        yield from check()
    except Fault as fault:
        yield fault.message
    except Exception as wrong:  # noqa: BLE001 - damage shows as any error there is, and each of them is one finding
        yield Message(UNREADABLE, {"part": part, "reason": type(wrong).__name__})


def _of_journal(journal: JournalPorts) -> Iterator[Message]:
    check_entries(0, journal.entries.size(), None, journal)
    size = journal.entries.size()
    if next(journal.payloads(size, 1 << 62), None):
        yield Message(TREE, {"reason": f"entry {size} is missing"})


def _of_tree(journal: JournalPorts) -> Iterator[Message]:
    """Every stored hash is in the proof of one of two neighbours: of each tile both are looked at."""
    leaves = [leaf_hash(entry.leaf()) for entry in journal.entries.entries()]
    size = len(leaves)

    @cache
    def hashes(level: int, index: int) -> bytes:
        if level <= TOGETHER:
            return merkle.fold(leaves[index << level : (index + 1) << level])
        return merkle.node_hash(hashes(level - 1, 2 * index), hashes(level - 1, 2 * index + 1))

    if size and journal.tree.root(size) != (root := merkle.root(size, hashes)):
        yield Message(TREE, {"reason": "its root is another one than the entries give"})
    numbers = [one for start in range(0, size, 256) for one in (start, start + 1) if one < size]
    for number, proof in zip(numbers, journal.tree.inclusions(numbers, size), strict=True):
        if not is_included(leaves[number], number, size, proof, root):
            yield Message(TREE, {"reason": f"entry {number} is not in it"})
    last, previous = 0, FIRST
    for kept in journal.checkpoints.all():
        note = read_note(kept.note)
        said, (line, *_) = note.checkpoint, note.signatures
        sound = (
            (said.size, said.at, said.origin) == (kept.size, kept.at, journal.origin)
            and said.previous == previous
            and last <= said.size <= size
            and (not said.size or said.root == merkle.root(said.size, hashes))
            and line.name == journal.origin
            and line.key_hash == key_hash(journal.origin, SIGNED, journal.signer.public_key)
            and journal.verify(journal.signer.public_key, note.text.encode(), line.signature)
        )
        if not sound:
            yield Message(TREE, {"reason": f"the checkpoint over {kept.size} entries"})
        last, previous = kept.size, sha256(note.text.encode()).hexdigest()


def _of_steps(ports: CasePorts) -> Iterator[Message]:
    for stored in ports.events.all():
        if reason := _of_step(stored, ports):
            yield Message(STEP, {"number": stored.number, "case": stored.case, "reason": reason})


def kept_otherwise(stored: StoredEvent) -> str:
    """The column of a step that says something else than its body, which the journal stands for; empty where none."""
    said = read_json(stored.body)
    names = ("case", "number", "procedure", "step", "person", "key")
    return next((name for name in names if said[name] != getattr(stored, name)), "")


def _of_step(stored: StoredEvent, ports: CasePorts) -> str:
    if column := kept_otherwise(stored):
        return column

    def tried(one: StoredEvent, kind: Any, field: str, text: str) -> Closed:
        if not ports.vault.holds(one.person, place_of(one.case, one.number, field, kind), text):
            raise Fault("F305", field=field, table="event", row=f"{one.case}/{one.number}")
        return Closed()

    taken_from(stored, tried)
    return ""


def _of_reads(ports: CasePorts, size: int) -> Iterator[Message]:
    for read in ports.reads.between(0, size):
        said = read_json(read.body)
        kept = {
            "kind": read.kind.value,
            "action": read.action,
            "purpose": read.purpose.value,
            "by": read.identity,
            "role": read.role,
            "office": read.office,
            "outside": read.outside,
            "cases": list(read.cases),
        }
        if wrong := [name for name, value in kept.items() if said[name] != value]:
            yield Message(READ, {"entry": read.entry, "reason": ", ".join(wrong)})


def _of_lists(ports: CasePorts) -> Iterator[Message]:
    shown: CaseRow | None
    made: CaseRow | None
    for made, shown in zip_longest(rebuilt(ports.events), ports.cases.all()):
        if made != shown:
            one = made or shown
            yield Message(ROW, {"case": one.case if one else ""})
            return  # what comes after may only be moved


def _of_drafts(ports: CasePorts) -> Iterator[Message]:
    yield from (Message(KEYS, {"reason": said}) for said in ports.draft_vault.wrongs())
    late = ports.clock() - LIFE - GRACE
    for draft in ports.drafts.before(ports.clock() + LIFE):
        place = Place(DRAFT, draft.id, "sealed")
        if draft.sealed and not ports.draft_vault.holds(draft.id, place, draft.sealed):
            yield Message(BEGUN, {"draft": draft.id})
        if draft.kept_at < late:
            yield Message(OLD, {"draft": draft.id})


def _of_grants(ports: CasePorts, size: int) -> Iterator[Message]:
    told = {read.entry: read for read in ports.reads.between(0, size) if read.kind is EntryKind.BREAK_GLASS}
    given = {entry for entry, read in told.items() if read_json(read.body).get("about") == GRANTED}
    for row in ports.cases.all():
        for grant in ports.grants.of_case(row.case):
            given.discard(grant.entry)
            if reason := _of_grant(grant, row, told.get(grant.entry), ports):
                yield Message(GIVEN, {"entry": grant.entry, "reason": reason})
        if ports.vault.salt(row.person, row.case) is None:  # nothing is granted of somebody who was erased
            given -= {entry for entry in given if told[entry].cases == (row.case,)}
    yield from (Message(GIVEN, {"entry": entry, "reason": "it is gone"}) for entry in sorted(given))


def _of_proposals(ports: CasePorts, size: int) -> Iterator[Message]:
    bodies = (read_json(one.body) for one in ports.reads.between(0, size) if one.kind is EntryKind.PROPOSAL)
    told = {body["about"] for body in bodies if "about" in body}
    for proposal in ports.proposals.all():
        row = ports.cases.by_id(proposal.case)
        if row is None or digest(proposal) not in told:
            yield Message(WAITS, {"proposal": proposal.id, "reason": "what is proposed, and by whom"})
            continue
        told.discard(digest(proposal))
        if reason := _of_proposal(proposal, row, ports):
            yield Message(WAITS, {"proposal": proposal.id, "reason": reason})
    yield from (Message(WAITS, {"proposal": one[:16], "reason": "it is gone"}) for one in sorted(told))


def _of_grant(grant: Grant, row: CaseRow, read: Read | None, ports: CasePorts) -> str:
    if read is None or (grant.case,) != read.cases or grant.identity != read.identity:
        return "by whom, and of which case"
    at = read_json(read.body)["at"]
    if grant.given_at.isoformat() != at or grant.until - grant.given_at != LASTS or grant.office != row.office:
        return "since when, until when, and in which office"
    return "" if ports.vault.holds(row.person, Place(GRANT, str(grant.entry), "reason"), grant.reason) else "why"


def _of_proposal(proposal: ProposedStep, row: CaseRow, ports: CasePorts) -> str:
    if sha256(proposal.body).hexdigest() != proposal.sha256:
        return "what is proposed"
    if ports.proposals.find(proposal.id) and ports.events.by_key(proposal.key):
        return "it was taken and waits still"
    _, step = find_step(row.procedure, proposal.step)
    for field, value in read_json(proposal.body)["fields"].items():
        place = place_of(row.case, proposal.based_on + 1, field, step.records)
        if isinstance(value, dict) and not ports.vault.holds(row.person, place, str(value["sealed"])):
            return str(field)
    return ""
