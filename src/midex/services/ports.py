"""What the services need from the outside; ``stores`` and ``crypto`` provide it, ``node`` and ``hub`` wire it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from midex.services.actor import Actor
from midex.statistics.series import Dataflow, Observation, Vintage
from midex.statistics.statement import Receipt, Statement, sha256


class PublicCatalogue(Protocol):
    """Reading side of the public store: all a visitor or an SDMX client can ever see."""

    def dataflows(self) -> tuple[Dataflow, ...]:
        """Every public dataflow, by id. One with no vintage yet has none in ``vintages``."""
        ...

    def vintages(self, dataflow: str) -> tuple[Vintage, ...]:
        """The releases of a dataflow, newest first."""
        ...

    def newest(self) -> tuple[Vintage, ...]:
        """The newest release of every dataflow that has one, by dataflow; every request asks this, so it is quick."""
        ...

    def series(self, dataflow: str, vintage: int | None = None) -> tuple[tuple[str, ...], ...]:
        """The series keys of a vintage (newest if None), sorted; a code per dimension in DSD order."""
        ...

    def observations(
        self,
        dataflow: str,
        *,
        keys: Collection[tuple[str, ...]] | None = None,
        start: str = "",
        end: str = "",
        vintage: int | None = None,
    ) -> Iterator[Observation]:
        """Observations by series key then period; ``keys`` None means all. ``start``/``end`` are periods, inclusive.

        A year as bound takes in all its months and quarters. Streams: never holds the whole answer.
        """
        ...


class VintageTakenError(Exception):
    """Other figures are public under this number already; nothing was written."""


class PublicStore(PublicCatalogue, Protocol):
    """The public store with its one way in."""

    def announce(self, dataflow: Dataflow) -> None:
        """Make a dataflow known, or bring its title and source up to date."""
        ...

    def publish(self, dataflow: Dataflow, vintage: Vintage, observations: Iterable[Observation]) -> bool:
        """Write a whole vintage in one transaction, for ever; False where this very vintage is public already.

        VintageTakenError where another one of that number is.
        """
        ...


Clock = Callable[[], datetime]
UnitOfWork = Callable[[], AbstractContextManager[None]]
Verify = Callable[[bytes, bytes, bytes], bool]
"""Whether ``signature`` (third) over ``message`` (second) was made with the private half of ``public_key`` (first)."""


class Signer(Protocol):
    """A private key that never leaves its home."""

    @property
    def key_id(self) -> str:
        """The short name of the key."""
        ...

    @property
    def public_key(self) -> bytes:
        """The half of the key that others verify with, 32 bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """A signature over ``message``."""
        ...


class Accounts(Protocol):
    """The named people of one home."""

    def add(self, actor: Actor, password: str) -> bool:
        """Make an account; False where the identity is taken, ValueError where it is not in its one spelling."""
        ...

    def check(self, identity: str, password: str) -> Actor | None:
        """The account's holder if the password is right, however the identity is spelt."""
        ...

    def all(self) -> tuple[Actor, ...]:
        """Everyone with an account, by identity."""
        ...

    def find(self, identity: str) -> Actor | None:
        """The holder of an account that is open, however the identity is spelt."""
        ...

    def close(self, identity: str) -> bool:
        """Close an account and end its sessions; False where none was open."""
        ...

    def enrol_totp(self, identity: str, secret: str) -> bool:
        """Give an account a confirmed secret for one-time codes; False where it has one already.

        ValueError where there is no such account, or the secret is none.
        """
        ...

    def bind(self, identity: str, issuer: str, subject: str) -> bool:
        """Let an OpenID provider's subject sign in as this account; False where the subject is another account's.

        ValueError where there is no such account.
        """
        ...

    def bound(self, issuer: str, subject: str) -> Actor | None:
        """The holder of the open account that a provider's subject was bound to."""
        ...


@dataclass(frozen=True, kw_only=True)
class EnrolledKey:
    """A node's public key as the hub knows it; ``retired`` once the same node enrolled a newer one.

    ``institution`` names the participant's case node whose key it is; empty, it is the statistical node's.
    """

    key_id: str
    participant: str
    public_key: bytes
    enrolled_at: datetime
    retired: bool = False
    institution: str = ""


class KeyRing(Protocol):
    """The hub's enrolled keys and the invitations to enrol one."""

    def invite(self, participant: str, code_sha256: str, at: datetime, institution: str = "") -> None:
        """Keep the hash of a one-time code."""
        ...

    def redeem(self, participant: str, code_sha256: str, at: datetime, institution: str = "") -> bool:
        """Use up a code; False where it is unknown, used, or another node's."""
        ...

    def enrol(self, key: EnrolledKey) -> None:
        """Keep a key, retiring the same node's older ones."""
        ...

    def current(self, participant: str, institution: str) -> EnrolledKey | None:
        """The key of a node that is not retired."""
        ...

    def find(self, key_id: str) -> EnrolledKey | None:
        """The key of that name, retired or not."""
        ...

    def case_nodes(self) -> tuple[EnrolledKey, ...]:
        """The keys of all case nodes that are not retired, by participant and institution."""
        ...


@dataclass(frozen=True, kw_only=True)
class StoredSubmission:
    """An accepted submission: the signed bytes as they came, and the signed receipt that was given."""

    statement: Statement
    envelope: bytes
    receipt: Receipt
    receipt_signature: bytes


@dataclass(frozen=True, kw_only=True)
class SubmittedVersion:
    """One period of an accepted submission."""

    participant: str
    period: str
    version: int
    statement_sha256: str


class Submissions(Protocol):
    """The hub's accepted submissions; nothing in it is ever changed."""

    def find(self, statement_sha256: str) -> StoredSubmission | None:
        """The submission with exactly this statement."""
        ...

    def current(self, table: str) -> tuple[SubmittedVersion, ...]:
        """The highest version of each participant and period, in that order."""
        ...

    def version(self, table: str, participant: str, period: str, version: int) -> SubmittedVersion | None:
        """One particular version."""
        ...

    def add(self, submission: StoredSubmission) -> None:
        """Keep a submission; its receipt says which versions it is."""
        ...

    def names(self) -> tuple[str, ...]:
        """The SHA-256 of the statement of every submission, newest first."""
        ...


@dataclass(frozen=True, kw_only=True)
class ListedProposal:
    """A proposal as a list shows it, without its figures.

    ``made_from`` is (participant, period, version); ``held`` says which revisions wait, and why.
    """

    number: int
    table: str
    vintage: int
    sha256: str
    made_from: tuple[tuple[str, str, int], ...]
    submitters: tuple[str, ...]
    held: tuple[str, ...]
    summary: str
    proposed_by: str
    proposed_at: datetime
    approved_by: tuple[str, ...] = ()
    published: bool = False


@dataclass(frozen=True, kw_only=True)
class Proposal(ListedProposal):
    """A protected cube put forward for release: ``canonical`` are the bytes that were hashed."""

    canonical: bytes


class Releases(Protocol):
    """The hub's proposals, approvals and releases; nothing in it is ever changed."""

    def propose(self, proposal: Proposal) -> int:
        """Keep a proposal (its ``number`` is ignored) and answer with its number."""
        ...

    def find(self, number: int) -> Proposal | None:
        """A proposal by its number."""
        ...

    def approve(self, number: int, identity: str, sha256: str, at: datetime) -> None:
        """Record an account's approval of a hash; a second one by the same account is the first.

        ValueError where the identity is not in its one spelling: it would count as another person.
        """
        ...

    def published(self, number: int, at: datetime) -> None:
        """Record that a proposal is public; a second time changes nothing."""
        ...

    def all(self, table: str = "") -> tuple[ListedProposal, ...]:
        """Proposals, newest first, of one table or of all."""
        ...


@dataclass(frozen=True, kw_only=True)
class ListedSubmission:
    """A submission as a list shows it, without its figures; the hub answered with a receipt, a refusal, or not yet."""

    statement: Statement
    receipt: Receipt | None = None
    receipt_signature: bytes = b""
    refused: str = ""

    @property
    def name(self) -> str:
        """SHA-256 of the statement: the submission's name everywhere."""
        return sha256(self.statement.encode())

    @property
    def state(self) -> str:
        """How far it has come: received, refused, or waiting for an answer."""
        return "received" if self.receipt else "refused" if self.refused else "waiting"


@dataclass(frozen=True, kw_only=True)
class SentSubmission(ListedSubmission):
    """A submission as the node sent it: ``envelope`` are the signed bytes, figures and all."""

    envelope: bytes


class Sent(Protocol):
    """The node's submissions, kept before they are sent."""

    def keep(self, envelope: bytes, at: datetime) -> None:
        """Keep an envelope; one that is known already stays as it is."""
        ...

    def answer(self, statement_sha256: str, *, accepted: bool, text: str, signature: bytes, at: datetime) -> None:
        """Keep the hub's answer; the first one stands."""
        ...

    def find(self, statement_sha256: str) -> SentSubmission | None:
        """The submission with exactly this statement."""
        ...

    def all(self) -> tuple[ListedSubmission, ...]:
        """Every submission, newest first."""
        ...


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Checked figures in canonical form that their submitter has not sent yet; never the file they came from."""

    table: str
    periods: tuple[str, ...]
    observations: int
    warnings: int
    rounded_to: int | None
    kept_at: datetime
    figures: bytes

    @property
    def sha256(self) -> str:
        """The hash of the figures: what their submitter agrees to send."""
        return sha256(self.figures)


class Drafts(Protocol):
    """The node's checked figures between the report and the sending: one draft for each account, for a while."""

    def keep(self, identity: str, draft: Draft) -> None:
        """Keep an account's draft in place of the one before."""
        ...

    def find(self, identity: str) -> Draft | None:
        """The account's draft."""
        ...

    def drop(self, identity: str) -> None:
        """Forget the account's draft; nothing happens where there is none."""
        ...

    def drop_older(self, than: datetime) -> None:
        """Forget every draft kept before a moment."""
        ...


class HubLine(Protocol):
    """The node's line to the hub. Fault F204 where the hub does not answer after several tries."""

    def post(self, path: str, body: bytes) -> Mapping[str, object]:
        """Send ``body`` to ``path`` and return the JSON answer, also where the hub refuses."""
        ...


class HubKey(Protocol):
    """The hub's public key as the node learned it at enrolment."""

    def read(self) -> bytes | None:
        """The key, or None before enrolment."""
        ...

    def keep(self, public_key: bytes) -> None:
        """Keep it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Witnessed:
    """A case node's checkpoint as the hub keeps it: the note as it was signed, and the hub's own line below it."""

    origin: str
    size: int
    at: datetime
    note: str
    cosignature: str
    seen_at: datetime


class WitnessedCheckpoints(Protocol):
    """Every checkpoint that the hub has cosigned; nothing in it is ever changed."""

    def latest(self, origin: str) -> Witnessed | None:
        """The newest of one journal."""
        ...

    def keep(self, witnessed: Witnessed) -> None:
        """Keep one more."""
        ...

    def all(self) -> tuple[Witnessed, ...]:
        """The newest of every journal, by origin."""
        ...


@dataclass(frozen=True, kw_only=True)
class HubPorts:
    """Everything a service needs at the hub."""

    clock: Clock
    secret: Callable[[], str]
    unit_of_work: UnitOfWork
    accounts: Accounts
    keys: KeyRing
    submissions: Submissions
    releases: Releases
    checkpoints: WitnessedCheckpoints
    public: PublicStore
    signer: Signer
    verify: Verify


class Enrolling(Protocol):
    """What a node of either kind needs to make its key known at the hub."""

    @property
    def participant(self) -> str:
        """Whose node it is."""
        ...

    @property
    def institution(self) -> str:
        """Whose case node it is; empty for the statistical node."""
        ...

    @property
    def clock(self) -> Clock:
        """The node's clock."""
        ...

    @property
    def hub(self) -> HubLine:
        """The line to the hub."""
        ...

    @property
    def hub_key(self) -> HubKey:
        """The hub's key, once it is known."""
        ...

    @property
    def signer(self) -> Signer:
        """The node's key."""
        ...


@dataclass(frozen=True, kw_only=True)
class NodePorts:
    """Everything a service needs at a statistical node; it is no institution's own."""

    participant: str
    institution: str = ""
    clock: Clock
    unit_of_work: UnitOfWork
    accounts: Accounts
    sent: Sent
    drafts: Drafts
    hub: HubLine
    hub_key: HubKey
    signer: Signer
    verify: Verify
