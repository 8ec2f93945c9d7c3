"""What a case node's services need from the outside; ``stores`` and ``crypto`` provide it, ``node`` wires it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from midex.kernel.calendar import Calendar
from midex.kernel.field import Closed
from midex.kernel.journal import Entry, EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.tier import Tier
from midex.linkage.indexed import Term
from midex.policy.queues import Queue, Seconds
from midex.policy.scope import Scope
from midex.services.journal.ports import LATE_AFTER, ToRecord
from midex.services.ports import Accounts, Clock, HubKey, HubLine, Signer, UnitOfWork, Verify


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The journal's word that a disclosure was recorded before it happened; without one the vault opens nothing.

    ``people`` are those whose fields may be opened.
    """

    entry: int
    people: frozenset[str]


@dataclass(frozen=True)
class Place:
    """Where a sealed field stands; bound into the encryption, so that it opens nowhere else."""

    table: str
    row: str
    field: str
    version: int = 1


class Vault(Protocol):
    """A key for each person; sealed fields, and the salts that tie the journal's commitments to a person."""

    def admit(self, people: Collection[str]) -> None:
        """Make keys for people who have none; durable when it returns, before any record of them is committed."""
        ...

    def seal(self, person: str, place: Place, plaintext: str) -> str:
        """A text that opens only with the person's key and in the same place; KeyError where there is no key."""
        ...

    def open(self, person: str, place: Place, sealed: str, receipt: Receipt) -> str | Closed:
        """The plaintext; Closed once the person is erased. PermissionError where the receipt does not name the person,
        fault F305 where the sealed text was changed or moved.
        """
        ...

    def holds(self, person: str, place: Place, sealed: str) -> bool:
        """Whether the text is as it was sealed, for this person and place; True once the person is erased."""
        ...

    def salt(self, person: str, name: str) -> bytes | None:
        """The 32-byte salt of what ``name`` names, derived from the person's key; None once the person is erased.

        The empty person is the node itself.
        """
        ...

    def wrongs(self) -> Iterator[str]:
        """Each key and each erasure in the key store that is not as this node made it."""
        ...

    def erase(self, person: str) -> bool:
        """Destroy the person's key here and in the backups this node knows; False where there was none."""
        ...

    def erased(self) -> frozenset[str]:
        """Everyone whose key was destroyed: what is erased again after a backup is restored."""
        ...

    def unreached(self) -> tuple[Path, ...]:
        """Folders with a copy of the keys in which an erasure waits until they are within reach."""
        ...


@dataclass(frozen=True)
class KeyBackup:
    """A folder that holds a copy of the key store; ``waiting`` erasures could not be made there yet."""

    folder: Path
    at: datetime
    waiting: int


@dataclass(frozen=True, kw_only=True)
class RestoredKeys:
    """What a restored copy of the key store brought back: keys that were missing, people erased again."""

    keys: int
    erased: int


class KeyBackups(Protocol):
    """Copies of the key store, apart from those of the database: the newest only, and erased in like the store."""

    def count(self) -> int:
        """How many people have a key."""
        ...

    def back_up(self, folder: Path) -> None:
        """Put a copy in place of the one in ``folder``, which is known from now on."""
        ...

    def backups(self) -> tuple[KeyBackup, ...]:
        """The known folders; tries first to make there the erasures they wait for."""
        ...

    def restore(self, folder: Path, erased: Collection[str] = ()) -> RestoredKeys:
        """Bring back the keys of a copy, and erase again everyone in ``erased`` or known as erased here or there.

        Fault F313 where the copy is damaged or another node's; then nothing changes.
        """
        ...


class Journal(Protocol):
    """The order of all steps and reads."""

    def record(self, kind: EntryKind, *, actor: str, at: datetime, salt: bytes, payload: bytes) -> Entry:
        """Add an entry inside the unit of work that is open; ``actor`` is an account, kept as a pseudonym.

        The entry's time is never before the last one's.
        """
        ...

    def record_many(self, wanted: Iterable[ToRecord]) -> tuple[Entry, ...]:
        """Add neighbouring entries by the engine's bulk path, inside the unit of work that is open."""
        ...

    def size(self) -> int:
        """How many entries there are."""
        ...

    def counts(self) -> Mapping[tuple[date, EntryKind], int]:
        """How many entries of each kind each day (UTC) has."""
        ...


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """A step as it is kept: ``body`` is canonical JSON with personal fields sealed, and what the journal commits to.

    ``key`` is the client's own name of the attempt, so that a retry is the same step; ``entry`` the journal's number.
    """

    case: str
    number: int
    procedure: str
    step: str
    person: str
    key: str
    entry: int
    body: bytes


class Events(Protocol):
    """The event store; nothing in it is ever changed."""

    def append(self, event: StoredEvent) -> None:
        """Keep a step; TakenError where the case has that number or the key is known already."""
        ...

    def append_many(self, events: Iterable[StoredEvent]) -> int:
        """Keep many, in journal order, by the engine's bulk path; answers how many."""
        ...

    def history(self, case: str) -> tuple[StoredEvent, ...]:
        """The steps of a case in order."""
        ...

    def by_key(self, key: str) -> StoredEvent | None:
        """The step that this attempt became."""
        ...

    def of_step(self, step: str) -> Iterator[StoredEvent]:
        """Every taking of one step, in journal order; streams."""
        ...

    def all(self, first: int = 0, end: int | None = None) -> Iterator[StoredEvent]:
        """Every step in journal order, from an entry to before another; streams."""
        ...


class TakenError(Exception):
    """This number of this case, or this attempt's key, is kept already; nothing was written."""


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A case as lists show it and as the policy judges it; no field of it identifies a person.

    ``name`` is what people call the case: year and a number, e.g. ``2026-000123``. ``granted`` are accounts with an
    unexpired break-glass grant, filled in where a row is judged.
    """

    case: str
    name: str
    procedure: str
    office: str
    tier: Tier
    state: str
    steps: int
    opened_at: datetime
    changed_at: datetime
    person: str
    due: date | None = None
    assigned: frozenset[str] = frozenset()
    concerns: str = ""
    is_open: bool = True
    same: frozenset[str] = frozenset()
    different: frozenset[str] = frozenset()


MOST_COUNTED = 10_000
"""Cases that a list counts; far more than one account is named in an hour (`policy.caps.LISTED`)."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is asked for; empty means any.

    ``of`` is the account whose caseload it is; ``seconds`` the steps that the asker may approve, for the queue of what
    awaits them.
    """

    name: str = ""
    state: str = ""
    office: str = ""
    procedure: str = ""
    mine: bool = False
    of: str = ""
    is_open: bool = False
    overdue_on: date | None = None
    queue: Queue | None = None
    seconds: Seconds = frozenset()
    start: int = 0
    count: int = 50


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much is in one caseload: open cases, those due soon, those overdue."""

    identity: str
    cases: int
    due_soon: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class OfficeFigures:
    """The open cases of an office that an account may act in: by state, by caseload, by the day they are due."""

    states: Mapping[str, int]
    loads: tuple[Load, ...]
    unassigned: int
    due: Mapping[date, int]


class Cases(Protocol):
    """The projection of cases that lists, searches and the policy read; rebuildable from the event store."""

    def put(self, row: CaseRow) -> None:
        """Write a case's row in place of the one before."""
        ...

    def put_many(self, rows: Iterable[CaseRow]) -> int:
        """Write many new rows by the engine's bulk path."""
        ...

    def find(self, case: str, scope: Scope) -> CaseRow | None:
        """A case inside a scope; the same answer, after the same work, where it is outside and where it is none."""
        ...

    def named(self, name: str, scope: Scope) -> CaseRow | None:
        """The same by the case's name."""
        ...

    def page(self, wanted: Wanted, scope: Scope) -> tuple[tuple[CaseRow, ...], int]:
        """One page of cases inside a scope, the longest unchanged first, and how many there are, ``MOST_COUNTED`` at
        most where no queue is asked for: more than a page leads to are not counted one by one.
        """
        ...

    def counts(self, wanted: Sequence[Wanted], scope: Scope) -> tuple[int, ...]:
        """How many cases each of some lists has in all."""
        ...

    def office_figures(self, scope: Scope) -> OfficeFigures:
        """The open cases of the scope's own office."""
        ...

    def open_of(self, procedure: str, office: str) -> tuple[CaseRow, ...]:
        """An office's open cases of a procedure, for services that only count."""
        ...

    def by_id(self, case: str) -> CaseRow | None:
        """A case for services that have judged the reader already; its content is not in it."""
        ...

    def by_ids(self, cases: Collection[str]) -> Mapping[str, CaseRow]:
        """Some cases at once, for services that judge each of them."""
        ...

    def of_person(self, person: str, scope: Scope | None = None) -> tuple[CaseRow, ...]:
        """Every case about a person, the first opened first; with a scope, those inside it."""
        ...

    def judged(self, name: str) -> CaseRow | None:
        """A case for services that judge a break-glass request; never shown."""
        ...

    def pairs_of(self, row: CaseRow) -> Mapping[str, bool]:
        """By name, the cases said in either case to be about the same person (True) or another (False)."""
        ...

    def next_name(self, year: int) -> str:
        """The next name of a case."""
        ...

    def clear(self) -> None:
        """Forget every row, before a rebuild."""
        ...

    def all(self) -> Iterator[CaseRow]:
        """Every row by case; for the comparison of a rebuild."""
        ...


class Blinding(Protocol):
    """Keyed tokens in place of what people are found by; nobody without the node's key makes or reads them."""

    def tokens(self, office: str, terms: Iterable[Term]) -> frozenset[int]:
        """The tokens of terms in an office; in another one they are others."""
        ...


class Tokens(Protocol):
    """The blind index: a projection, made anew from the steps; what is in it opens nothing."""

    def add(self, case: str, tokens: Collection[int]) -> None:
        """Keep a case's tokens beside those it has."""
        ...

    def add_many(self, rows: Iterable[tuple[str, int]]) -> int:
        """Keep the tokens of cases that have none by the engine's bulk path; (case, token), each once."""
        ...

    def forget(self, case: str) -> None:
        """Remove what a case is found by."""
        ...

    def clear(self) -> None:
        """Forget every token, before a rebuild."""
        ...

    def all(self) -> Iterator[tuple[str, int]]:
        """Every (case, token) in order; for the comparison of a rebuild."""
        ...

    def offices(self, scope: Scope) -> frozenset[str]:
        """The offices that an account's scope reaches into."""
        ...

    def candidates(
        self, groups: Sequence[Collection[int]], at_least: int, scope: Scope, most: int
    ) -> tuple[tuple[str, ...], bool]:
        """Cases inside a scope that have a token of so many groups, those of more first; and whether there may be
        more.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Read:
    """What the institution must account for beside steps: a disclosure, recorded before it happens; a refusal;
    break-glass. ``body`` is the canonical JSON that the journal's entry ``entry`` commits to.
    """

    at: datetime
    identity: str
    role: str
    office: str
    action: str
    purpose: Purpose
    cases: tuple[str, ...]
    outside: bool = False
    entry: int = -1
    kind: EntryKind = EntryKind.READ
    body: bytes = b""


class Reads(Protocol):
    """The record of reads, refusals and break-glass; append-only."""

    def keep(self, read: Read) -> None:
        """Keep what was journaled."""
        ...

    def seen(
        self, identity: str, actions: Iterable[str], since: datetime, *, outside: bool | None = None
    ) -> frozenset[str]:
        """The cases an account was shown by some actions since a moment."""
        ...

    def tries(self, identity: str, kind: EntryKind, since: datetime) -> int:
        """How many entries of a kind an account caused since a moment."""
        ...

    def search(
        self, *, office: str = "", identity: str = "", case: str = "", kind: str = "", start: int = 0, count: int = 100
    ) -> tuple[Read, ...]:
        """What was accounted for, newest first."""
        ...

    def between(self, first: int, end: int) -> Iterator[Read]:
        """What was kept from a journal entry to before another, in order; streams."""
        ...


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Break-glass: one account sees one case until a moment, for a reason that others read; it is sealed."""

    entry: int
    case: str
    office: str
    identity: str
    reason: str
    given_at: datetime
    until: datetime


class Grants(Protocol):
    """Break-glass grants; append-only."""

    def give(self, grant: Grant) -> None:
        """Keep a grant."""
        ...

    def of_offices(self, offices: Collection[str], start: int, count: int) -> tuple[Grant, ...]:
        """Some of the grants on offices' cases, newest first: the notice that those who watch over them read."""
        ...

    def of_case(self, case: str) -> tuple[Grant, ...]:
        """Grants on a case, newest first."""
        ...


@dataclass(frozen=True, kw_only=True)
class ProposedStep:
    """A step that waits for a second person; ``sha256`` is over its body, so that nobody approves another one."""

    id: str
    case: str
    step: str
    key: str
    proposed_by: str
    proposed_at: datetime
    based_on: int
    sha256: str
    body: bytes


class ProposedSteps(Protocol):
    """Steps that wait for a second person."""

    def keep(self, step: ProposedStep) -> None:
        """Keep a proposal; one with the same key stays as it is."""
        ...

    def by_key(self, key: str) -> ProposedStep | None:
        """The proposal that this attempt became, whether it waits still or not."""
        ...

    def find(self, proposal: str) -> ProposedStep | None:
        """A proposal that still waits."""
        ...

    def of_case(self, case: str) -> tuple[ProposedStep, ...]:
        """What waits in a case."""
        ...

    def all(self) -> Iterator[ProposedStep]:
        """Every proposal there ever was, whether it waits still or not; streams."""
        ...

    def settle(self, proposal: str, outcome: str, at: datetime) -> bool:
        """End the waiting: taken, or withdrawn; False where it had ended."""
        ...


@dataclass(frozen=True, kw_only=True)
class FormDraft:
    """What an account typed into a form and did not finish; ``sealed`` opens with a key of its own, named by ``id``.

    ``case`` is empty where the form opens a case.
    """

    id: str
    identity: str
    form: str
    case: str
    kept_at: datetime
    sealed: str


class FormDrafts(Protocol):
    """One draft for each account, form and case."""

    def claim(self, draft: FormDraft) -> str:
        """The name of the draft of this account, form and case: the one that is there, else this one, kept now."""
        ...

    def put(self, draft: FormDraft) -> bool:
        """Keep in place of what stood there; False where it ended meanwhile."""
        ...

    def find(self, identity: str, form: str, case: str) -> FormDraft | None:
        """An account's draft of a form."""
        ...

    def of_account(self, identity: str) -> tuple[FormDraft, ...]:
        """All that an account has begun, the oldest first."""
        ...

    def of_case(self, case: str) -> tuple[FormDraft, ...]:
        """All that was begun in a case, by anybody."""
        ...

    def before(self, moment: datetime) -> tuple[FormDraft, ...]:
        """All that was last kept before a moment."""
        ...

    def drop(self, draft: str) -> None:
        """Forget one."""
        ...


@dataclass(frozen=True, kw_only=True)
class CasePorts:
    """Everything a service needs at a case node. ``random_id`` makes a name nobody can guess; ``addresses`` says where
    an office is; ``draft_vault`` has a key for each draft, in a store of its own of which no copy is kept.
    """

    participant: str
    institution: str
    offices: tuple[str, ...]
    addresses: Mapping[str, str]
    calendar: Calendar
    clock: Clock
    random_id: Callable[[], str]
    unit_of_work: UnitOfWork
    accounts: Accounts
    vault: Vault
    journal: Journal
    events: Events
    cases: Cases
    reads: Reads
    grants: Grants
    proposals: ProposedSteps
    drafts: FormDrafts
    draft_vault: Vault
    blinding: Blinding
    tokens: Tokens
    hub: HubLine
    hub_key: HubKey
    signer: Signer
    verify: Verify
    late_after: int = field(default=LATE_AFTER)
    """Seconds after which a checkpoint is late."""
