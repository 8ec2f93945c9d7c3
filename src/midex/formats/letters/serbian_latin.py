"""Serbian Cyrillic to Latin, letter by letter: the Latin texts are derived and never written twice."""

from __future__ import annotations

import re
from typing import Any

_LOWER = dict(
    zip(
        "абвгдђежзијклљмнњопрстћуфхцчџш",
        "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š".split(),
        strict=True,
    )
)
_LETTERS = {**_LOWER, **{letter.upper(): latin.capitalize() for letter, latin in _LOWER.items()}}
_DIGRAPH = re.compile("([ЉЊЏ])(?=[А-ЯЂЈЉЊЋЏ])")


def to_latin(text: str) -> str:
    """The same text in Latin; letters of other alphabets stay as they are."""
    text = _DIGRAPH.sub(lambda found: _LETTERS[found[1]].upper(), text)
    return "".join(_LETTERS.get(letter, letter) for letter in text)


def all_to_latin(said: Any) -> Any:
    """Every text inside lists and mappings; keys stay."""
    if isinstance(said, dict):
        return {key: all_to_latin(value) for key, value in said.items()}
    return to_latin(said) if isinstance(said, str) else said
