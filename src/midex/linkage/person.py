"""What two records are compared by: names in any script and order, birth dates as far as known, sex, citizenship."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from midex.kernel.partial_date import PartialDate
from midex.linkage.fold import fold


@dataclass(frozen=True, kw_only=True)
class Person:
    """What is said of a person, by themself or a document; ``names`` are whole names, each in one script.

    Where nothing is said, the field is empty; an empty field agrees and disagrees with nothing.
    """

    names: frozenset[str] = frozenset()
    births: frozenset[PartialDate] = frozenset()
    sexes: frozenset[str] = frozenset()
    citizenships: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


def document_key(number: str) -> str:
    """A document's number as it is compared: letters and digits, in capitals, however it was typed."""
    kept = unicodedata.normalize("NFKC", number).upper()
    digits = (str(unicodedata.digit(one)) if one.isdigit() else one for one in kept if one.isalnum())
    text = "".join(digits)
    return text if text.isascii() else "".join(fold(text)).upper() + "".join(one for one in text if one.isdigit())
