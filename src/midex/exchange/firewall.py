"""The firewall: what may be handed to an institution for a purpose; a fixed relation in code, without any override.

Nothing collected to protect goes to enforcement, by purpose or by recipient, and nothing at all to where the person is
a citizen. What is released is built from the purpose's list; what is not in the list is never looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from midex.exchange.institution import Institution, InstitutionKind
from midex.exchange.purposes import SHARINGS, Sharing
from midex.kernel.purpose import Purpose, Side, side_of
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Released, Withheld

FLOWS = frozenset(
    {
        (Side.PROTECTION, Side.PROTECTION),
        (Side.PROTECTION, Side.ACCOUNT),
        (Side.ACCOUNT, Side.ACCOUNT),
        (Side.ENFORCEMENT, Side.PROTECTION),
        (Side.ENFORCEMENT, Side.ACCOUNT),
        (Side.ENFORCEMENT, Side.ENFORCEMENT),
    }
)
"""From which side to which other a field may go; going on from there never leads from protection to enforcement."""

ENFORCING = frozenset({InstitutionKind.BORDER_POLICE, InstitutionKind.READMISSION_OFFICE})
"""Institutions that enforce, whatever purpose they state."""

UNKNOWN = frozenset({"", "UNK"})
"""Codes of a citizenship that nobody knows, or that is not recorded."""

NO_FLOW = mark("what was recorded for {collected_for} is not used for {purpose}")
ENFORCES = mark("what was recorded for {collected_for} is not given to an institution of this kind: {kind}")
NOT_A_RECIPIENT = mark("for {purpose}, nothing is given to an institution of this kind: {kind}")
OF_ORIGIN = mark("nothing about a person goes to where the person is a citizen")
ORIGIN_UNKNOWN = mark("while the person's citizenship is not known, nothing leaves the participant")
NOT_REFERRED = mark("this goes only while the person agrees, or where two persons refer it with reasons")
NOT_LISTED = mark("this is not among what {purpose} needs")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A hand-over that is asked for: its purpose, to whom, the person's citizenship as it is stated, every one that was
    ever stated or shown, and the participant that asks; ``referred`` where a referral stands.
    """

    purpose: Purpose
    to: Institution
    citizenship: str
    here: str
    origins: frozenset[str] = frozenset()
    referred: bool = False


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The fields that go, in the order of the purpose's list, and for each that stays, why."""

    released: tuple[str, ...]
    withheld: Mapping[str, Withheld]


def hand_over(recorded: Mapping[str, Purpose], asked: Asked) -> Decided:
    """Which of the recorded fields go; ``recorded`` names what each was collected for."""
    sharing = SHARINGS[asked.purpose]
    nobody = may_receive(asked, sharing)
    if isinstance(nobody, Withheld):
        return Decided(released=(), withheld=dict.fromkeys(recorded, nobody))
    released = tuple(name for name in sharing.fields if name in recorded and _goes(recorded[name], asked))
    return Decided(
        released=released,
        withheld={name: _why(purpose, asked) for name, purpose in recorded.items() if name not in released},
    )


def may_receive(asked: Asked, sharing: Sharing) -> Released | Withheld:
    """Whether an institution receives anything at all for this purpose about this person."""
    if asked.to.participant in asked.origins | {asked.citizenship}:
        return Withheld(Message(OF_ORIGIN))
    if asked.citizenship in UNKNOWN and asked.to.participant != asked.here:
        return Withheld(Message(ORIGIN_UNKNOWN))
    if asked.to.kind not in sharing.to:
        return Withheld(Message(NOT_A_RECIPIENT, {"purpose": asked.purpose.value, "kind": asked.to.kind.value}))
    if sharing.referred and not asked.referred:
        return Withheld(Message(NOT_REFERRED))
    return Released()


def passes(collected_for: Purpose, purpose: Purpose, kind: InstitutionKind) -> Released | Withheld:
    """Whether a field collected for one purpose may be used for another by an institution of a kind."""
    said = {"collected_for": collected_for.value, "purpose": purpose.value, "kind": kind.value}
    if (side_of(collected_for), side_of(purpose)) not in FLOWS:
        return Withheld(Message(NO_FLOW, said))
    if kind in ENFORCING and side_of(collected_for) is not Side.ENFORCEMENT:
        return Withheld(Message(ENFORCES, said))
    return Released()


def _goes(collected_for: Purpose, asked: Asked) -> bool:
    return isinstance(passes(collected_for, asked.purpose, asked.to.kind), Released)


def _why(collected_for: Purpose, asked: Asked) -> Withheld:
    verdict = passes(collected_for, asked.purpose, asked.to.kind)
    return verdict if isinstance(verdict, Withheld) else Withheld(Message(NOT_LISTED, {"purpose": asked.purpose.value}))
