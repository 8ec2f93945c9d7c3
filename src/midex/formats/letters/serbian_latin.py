"""Serbian Cyrillic to Latin, letter by letter: the Latin texts are derived and never written twice."""

from __future__ import annotations

import re
from typing import Any

_PAIRS = (
    "аa бb вv гg дd ђđ еe жž зz иi јj кk лl љlj мm нn њnj оo пp рr сs тt ћć уu фf хh цc чč џdž шš "
    "АA БB ВV ГG ДD ЂĐ ЕE ЖŽ ЗZ ИI ЈJ КK ЛL ЉLj МM НN ЊNj ОO ПP РR СS ТT ЋĆ УU ФF ХH ЦC ЧČ ЏDž ШŠ"
)
_LETTERS = {pair[0]: pair[1:] for pair in _PAIRS.split()}
_IN_CAPITALS = re.compile("[ЉЊЏ](?=[А-ЯЂЈЉЊЋЏ])")


def to_latin(text: str) -> str:
    """The same text in Latin; letters of other alphabets stay as they are."""
    text = _IN_CAPITALS.sub(lambda found: _LETTERS[found[0]].upper(), text)
    return "".join(_LETTERS.get(letter, letter) for letter in text)


def all_to_latin(said: Any) -> Any:
    """Every text inside mappings; keys stay."""
    if isinstance(said, dict):
        return {key: all_to_latin(value) for key, value in said.items()}
    return to_latin(said) if isinstance(said, str) else said
