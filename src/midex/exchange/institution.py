"""The kinds of institution that can be handed anything: a closed list, and one institution of a participant.

Refuses to know addresses, keys or people: which institutions there are stands in `participants`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from midex.kernel.text import mark


class InstitutionKind(Enum):
    """What an institution is for; the firewall asks about kinds, never about ministries."""

    ASYLUM_OFFICE = "asylum-office"
    RECEPTION_AUTHORITY = "reception-authority"
    APPEALS_BODY = "appeals-body"
    GUARDIANSHIP_AUTHORITY = "guardianship-authority"
    TRAFFICKING_VICTIMS_CENTRE = "trafficking-victims-centre"
    BORDER_POLICE = "border-police"
    READMISSION_OFFICE = "readmission-office"
    STATISTICAL_OFFICE = "statistical-office"
    DATA_PROTECTION_AUTHORITY = "data-protection-authority"
    OMBUDSPERSON = "ombudsperson"


LABELS = {
    InstitutionKind.ASYLUM_OFFICE: mark("asylum office"),
    InstitutionKind.RECEPTION_AUTHORITY: mark("reception authority"),
    InstitutionKind.APPEALS_BODY: mark("appeals body in asylum matters"),
    InstitutionKind.GUARDIANSHIP_AUTHORITY: mark("social welfare and guardianship authority"),
    InstitutionKind.TRAFFICKING_VICTIMS_CENTRE: mark("centre for victims of trafficking"),
    InstitutionKind.BORDER_POLICE: mark("border police"),
    InstitutionKind.READMISSION_OFFICE: mark("readmission office"),
    InstitutionKind.STATISTICAL_OFFICE: mark("statistical office"),
    InstitutionKind.DATA_PROTECTION_AUTHORITY: mark("data-protection authority"),
    InstitutionKind.OMBUDSPERSON: mark("ombudsperson"),
}


@dataclass(frozen=True, kw_only=True)
class Institution:
    """One institution of a participant; ``to_verify`` until somebody of the participant confirmed its name."""

    participant: str
    kind: InstitutionKind
    name: str
    to_verify: bool = True

    @property
    def id(self) -> str:
        """How it is named in a message, e.g. ``rs/asylum-office``."""
        return f"{self.participant.lower()}/{self.kind.value}"
