"""What personal data are used for: a closed list in which protection and enforcement never meet.

Refuses to be a setting: a purpose is added here, in the open, with its side and its basis.
"""

from __future__ import annotations

from enum import Enum

from midex.kernel.text import mark


class Side(Enum):
    """Whom a purpose serves; nothing goes from protection to enforcement (ECRI GPR 16; CMW GC 3 / CRC GC 22)."""

    PROTECTION = "protection"
    ENFORCEMENT = "enforcement"
    ACCOUNT = "account"  # the person's own rights, supervision, statistics: no decision about a person


class Purpose(Enum):
    """A closed list; a record is used for the purpose it was collected for, or for one that `exchange` names."""

    REGISTRATION = "registration"
    PROTECTION = "protection"
    ASYLUM = "asylum"
    RECEPTION = "reception"
    CHILD_PROTECTION = "child-protection"
    TRAFFICKING_PROTECTION = "trafficking-protection"
    FAMILY_TRACING = "family-tracing"
    ASSISTED_RETURN = "assisted-return"
    OWN_RIGHTS = "own-rights"
    SUPERVISION = "supervision"
    STATISTICS = "statistics"
    READMISSION = "readmission"
    BORDER_CONTROL = "border-control"
    LAW_ENFORCEMENT = "law-enforcement"
    DETENTION = "detention"


SIDES = {
    Purpose.REGISTRATION: Side.PROTECTION,
    Purpose.PROTECTION: Side.PROTECTION,
    Purpose.ASYLUM: Side.PROTECTION,
    Purpose.RECEPTION: Side.PROTECTION,
    Purpose.CHILD_PROTECTION: Side.PROTECTION,
    Purpose.TRAFFICKING_PROTECTION: Side.PROTECTION,
    Purpose.FAMILY_TRACING: Side.PROTECTION,
    Purpose.ASSISTED_RETURN: Side.PROTECTION,
    Purpose.OWN_RIGHTS: Side.ACCOUNT,
    Purpose.SUPERVISION: Side.ACCOUNT,
    Purpose.STATISTICS: Side.ACCOUNT,
    Purpose.READMISSION: Side.ENFORCEMENT,
    Purpose.BORDER_CONTROL: Side.ENFORCEMENT,
    Purpose.LAW_ENFORCEMENT: Side.ENFORCEMENT,
    Purpose.DETENTION: Side.ENFORCEMENT,
}

LABELS = {
    Purpose.REGISTRATION: mark("registration and identification"),
    Purpose.PROTECTION: mark("protection of persons with specific needs"),
    Purpose.ASYLUM: mark("the asylum procedure"),
    Purpose.RECEPTION: mark("reception conditions"),
    Purpose.CHILD_PROTECTION: mark("protection of children"),
    Purpose.TRAFFICKING_PROTECTION: mark("protection of victims of trafficking"),
    Purpose.FAMILY_TRACING: mark("tracing and reuniting families"),
    Purpose.ASSISTED_RETURN: mark("assisted voluntary return"),
    Purpose.OWN_RIGHTS: mark("the person's own rights: access, correction, objection"),
    Purpose.SUPERVISION: mark("supervision by the data-protection authority or the ombudsperson"),
    Purpose.STATISTICS: mark("statistics without identities"),
    Purpose.READMISSION: mark("readmission"),
    Purpose.BORDER_CONTROL: mark("border control"),
    Purpose.LAW_ENFORCEMENT: mark("prevention and prosecution of crime"),
    Purpose.DETENTION: mark("detention"),
}


def side_of(purpose: Purpose) -> Side:
    """Whom a purpose serves."""
    return SIDES[purpose]
