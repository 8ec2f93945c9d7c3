"""What may be handed to whom, for what: an entry for each purpose, a closed list; what is not written here is withheld.

Refuses to be a setting or a filter: a message is built from an entry's fields, and an entry changes in the open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from midex.exchange.institution import InstitutionKind as Kind
from midex.kernel.law import Law
from midex.kernel.purpose import Purpose

GDPR = "Regulation (EU) 2016/679"
PROCEDURES = "Directive 2013/32/EU"
RECEPTION = "Directive 2013/33/EU"
FIREWALL = "ECRI General Policy Recommendation No. 16"
STANDARDS = "CETS No. 197"


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """What one purpose allows: kinds of recipient, legal basis, fields by their exact name, and how long they keep it.

    ``referred`` where nothing goes unless a referral stands: the person's consent, or two persons' reasons.
    ``days`` count from the day of the hand-over; the recipient erases it then or asks anew. All to verify by a lawyer.
    """

    to: frozenset[Kind]
    basis: Law
    fields: tuple[str, ...]
    days: int
    referred: bool = False


NAMES = ("registration.Registered.given_names", "registration.Registered.family_names")
BIRTH = "registration.Registered.birth"
SEX = "registration.Registered.sex"
CITIZENSHIP = "registration.Registered.citizenship"
ACCOMPANIED = "registration.Registered.accompanied"
CONTACT = "registration.Registered.safe_contact"
LANGUAGE = "registration.Informed.language"
IDENTITY = (*NAMES, BIRTH, SEX, CITIZENSHIP, ACCOMPANIED, LANGUAGE)

SHARINGS: Mapping[Purpose, Sharing] = {
    Purpose.REGISTRATION: Sharing(
        to=frozenset({Kind.ASYLUM_OFFICE, Kind.RECEPTION_AUTHORITY}),
        basis=Law(PROCEDURES, "art. 6(1)"),
        fields=IDENTITY,
        days=90,
    ),
    Purpose.PROTECTION: Sharing(
        to=frozenset({Kind.ASYLUM_OFFICE, Kind.RECEPTION_AUTHORITY, Kind.GUARDIANSHIP_AUTHORITY}),
        basis=Law(RECEPTION, "art. 22(1)"),
        fields=(*IDENTITY, CONTACT),
        days=365,
    ),
    Purpose.ASYLUM: Sharing(
        to=frozenset({Kind.ASYLUM_OFFICE, Kind.APPEALS_BODY}),
        basis=Law(PROCEDURES, "art. 10(3)"),
        fields=IDENTITY,
        days=3650,
    ),
    Purpose.RECEPTION: Sharing(
        to=frozenset({Kind.RECEPTION_AUTHORITY}),
        basis=Law(RECEPTION, "art. 17(1)"),
        fields=(*NAMES, BIRTH, SEX, ACCOMPANIED, LANGUAGE),  # where somebody is from is no reason for a bed
        days=365,
    ),
    Purpose.CHILD_PROTECTION: Sharing(
        to=frozenset({Kind.GUARDIANSHIP_AUTHORITY}),
        basis=Law(RECEPTION, "art. 24(1)"),
        fields=(*IDENTITY, CONTACT),
        days=365,
    ),
    # who it is goes apart, where the person lets it: what was seen is not tied to a name in a message
    Purpose.TRAFFICKING_PROTECTION: Sharing(
        to=frozenset({Kind.TRAFFICKING_VICTIMS_CENTRE}),
        basis=Law(STANDARDS, "art. 11(1)"),
        fields=(
            "protection.TraffickingNoted.indicators",
            "protection.TraffickingNoted.on",
            "protection.HandOverAgreed.referred_for",
            "protection.HandOverAgreed.language",
            "protection.HandOverAgreed.interpreter",
        ),
        days=365,
        referred=True,
    ),
    # these two travel with the person's consent only, and no step records one yet: nothing is handed over
    Purpose.FAMILY_TRACING: Sharing(to=frozenset(), basis=Law(GDPR, "art. 6(1)(a)"), fields=(), days=0),
    Purpose.ASSISTED_RETURN: Sharing(to=frozenset(), basis=Law(GDPR, "art. 6(1)(a)"), fields=(), days=0),
    # the person gets the copy by a step of the procedure, not by a message between institutions
    Purpose.OWN_RIGHTS: Sharing(to=frozenset(), basis=Law(GDPR, "art. 15"), fields=(), days=0),
    # whether the person was informed and got the copy, not who the person is
    Purpose.SUPERVISION: Sharing(
        to=frozenset({Kind.DATA_PROTECTION_AUTHORITY, Kind.OMBUDSPERSON}),
        basis=Law(GDPR, "art. 58(1)(e)"),
        fields=(
            "registration.Informed.on",
            LANGUAGE,
            "registration.Informed.interpreter",
            "registration.CopyHandedOver.language",
            "registration.Departed.why",
            "registration.Departed.on",
            "registration.ErasureOrdered.ground",
        ),
        days=365,
    ),
    # figures leave as figures, through `statistics`, never a person at a time
    Purpose.STATISTICS: Sharing(to=frozenset(), basis=Law(GDPR, "art. 89(1)"), fields=(), days=0),
    # nothing that was collected to protect or register people serves to enforce against them
    Purpose.READMISSION: Sharing(to=frozenset({Kind.READMISSION_OFFICE}), basis=Law(FIREWALL), fields=(), days=0),
    Purpose.BORDER_CONTROL: Sharing(to=frozenset({Kind.BORDER_POLICE}), basis=Law(FIREWALL), fields=(), days=0),
    Purpose.LAW_ENFORCEMENT: Sharing(to=frozenset({Kind.BORDER_POLICE}), basis=Law(FIREWALL), fields=(), days=0),
    Purpose.DETENTION: Sharing(to=frozenset({Kind.BORDER_POLICE}), basis=Law(FIREWALL), fields=(), days=0),
}
"""The entry of each purpose."""

CORRECTS: Mapping[str, str] = {
    "registration.Corrected.given_names": "registration.Registered.given_names",
    "registration.Corrected.family_names": "registration.Registered.family_names",
    "registration.Corrected.birth": "registration.Registered.birth",
    "registration.Corrected.sex": "registration.Registered.sex",
    "registration.Corrected.citizenship": "registration.Registered.citizenship",
    "registration.Corrected.accompanied": "registration.Registered.accompanied",
    "registration.Corrected.also_citizen": "registration.Registered.also_citizen",
    "registration.Corrected.languages": "registration.Registered.languages",
    "registration.Corrected.birth_place": "registration.Registered.birth_place",
}
"""Fields that take another's place: what is handed over is what was corrected last, under the first name."""

EMPTIES = "registration.Corrected.emptied"
"""The field that names fields of which nothing holds any more; it is handed over to nobody."""

OF_EMPTIED = "registration.Registered."
"""What stands before the names in it."""
