"""Keys under which spellings of one name meet: consonants, with those merged that transliteration confuses.

For narrowing down only. Whether two names are alike is compared afterwards; a key says nothing about a person.
"""

from __future__ import annotations

import re

JOINED = (
    *(("tsch", "S"), ("sch", "S"), ("tsh", "S"), ("tch", "S"), ("dzh", "Z"), ("ch", "C"), ("zh", "S"), ("sh", "S")),
    *(("kh", "K"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("wh", "w"), ("xh", "J"), ("gj", "J")),
    *(("dj", "D"), ("dz", "Z"), ("dg", "J"), ("ts", "S"), ("tz", "S"), ("ck", "k"), ("qu", "k"), ("x", "ks")),
)
"""Letters that write one sound together, the longest first; capitals stand for sounds below."""

_SAME = {
    **dict.fromkeys("aeiouy", ""),
    **{letter: letter for letter in "lmnr"},
    "b": "b",
    "p": "b",
    "f": "f",
    "v": "f",
    "d": "d",
    "t": "d",
    "z": "s",
    "s": "s",
    "S": "s",
    "k": "g",
    "q": "g",
    "g": "g",
    "J": "g",
}

READINGS = (
    # as somebody writes who learnt English or French, and as Arabic is written
    str.maketrans({**_SAME, "c": "g", "C": "s", "j": "g", "h": "", "K": "g", "w": "", "D": "g", "Z": "s"}),
    # as south-eastern Europe, Turkey and Germany write, and as Persian is read
    str.maketrans({**_SAME, "c": "s", "C": "h", "j": "", "h": "h", "K": "h", "w": "f", "D": "d", "Z": "g"}),
)
"""Two ways to read a spelling; a name is found by either."""

_SOFT_C = re.compile("c(?=[eiy])|(?<=i)c$")
_SILENT_H = re.compile("(?<=[aeiouyt])h$")
_REPEATED = re.compile(r"(.)\1+")


def skeletons(part: str) -> frozenset[str]:
    """One or two keys of a folded part of a name; none of an empty one."""
    sounds = _SILENT_H.sub("", part)
    for letters, sound in JOINED:
        sounds = sounds.replace(letters, sound)
    sounds = _SOFT_C.sub("s", sounds)
    return frozenset(_key(sounds, reading) for reading in READINGS) if part else frozenset()


def _key(sounds: str, reading: dict[int, str]) -> str:
    aspirated = sounds[0] == "h"
    key = _REPEATED.sub(r"\1", ("h" if aspirated else "") + sounds[aspirated:].translate(reading))
    # one consonant alone would be everybody's key
    return key if len(key) > 1 else ("a" if sounds[0] in "aeiou" else "") + key + "."
