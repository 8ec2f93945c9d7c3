"""Which fields of two records agree, in words; how much, nobody is told."""

from __future__ import annotations

from midex.kernel.text import Message, mark
from midex.linkage.compare import Birth, Compared, Names, Said

NAMES = {
    Names.SAME: mark("the same name"),
    Names.SOUND: mark("a name that is written or sounds alike"),
    Names.PARTLY: mark("a part of the name"),
}
BIRTH = {
    Birth.DAY: mark("the same day of birth"),
    Birth.YEAR: mark("the same year of birth"),
    Birth.NEAR: mark("a year of birth close by"),
}
SEX = mark("the same sex")
CITIZENSHIP = mark("the same citizenship")
DOCUMENT = mark("the same document")
CASE = mark("the number of the case")
LINKED = mark("noted as about the same person")


def agreeing(compared: Compared) -> tuple[Message, ...]:
    """A sentence's part for each field that agrees, names first."""
    found = (
        NAMES.get(compared.names),
        BIRTH.get(compared.birth),
        DOCUMENT if compared.document is Said.SAME else None,
        SEX if compared.sex is Said.SAME else None,
        CITIZENSHIP if compared.citizenship is Said.SAME else None,
    )
    return tuple(Message(said) for said in found if said)
