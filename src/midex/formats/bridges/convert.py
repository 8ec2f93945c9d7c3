"""Single values of other systems <-> ours; what cannot be converted says why and never quotes the value."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from midex.kernel.fault import Fault
from midex.kernel.partial_date import PartialDate
from midex.kernel.text import Message, mark

NO_TEXT = mark("this cannot be read as text")
NO_CODE = mark("this code is not known here")
NO_COUNTRY = mark("this names no single country that is known here")
NO_DATE = mark("this is no date")
NO_AGE = mark("this is no age, or it is not said of which day")
ALL_BIRTHS = mark("an estimated or partial date has no place there, and as a whole one it would look like a fact")
TOO_MANY = mark("there are more values than one field holds")

MOST_SEVERAL = 20
LONGEST = 400
"""Characters of a text that is looked at; no field of ours holds more."""

ADULT = 18
"""Convention on the Rights of the Child, art. 1."""

_SUFFIX = re.compile(r"_[0-9a-f]{7}$")  # Primero makes ids of options unique by such an end
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_APART = re.compile(r"[^a-z0-9]+")


class UnconvertedError(Exception):
    """The value has no place in ours; ``because`` says why, in words that hold nothing of it. ``left_out`` is a key of
    ``mapping.LEFT_OUT`` where that is on purpose.
    """

    def __init__(self, because: str = "", left_out: str = "") -> None:
        super().__init__(because or left_out)
        self.because, self.left_out = Message(because), left_out


@dataclass(frozen=True, kw_only=True)
class Lookups:
    """What conversions need besides the value: the day, and the names of countries, which the registry knows.

    ``country`` answers the code of a name or code of a system (``iso`` or ``unhcr``), empty where it is unknown.
    """

    today: date
    country: Callable[[str, str], str]
    country_name: Callable[[str], str]


Said = Mapping[str, Any]
"""The whole record, for conversions that look at more than one field."""


def read_value(conversion: str, value: Any, said: Said, lookups: Lookups) -> Any:
    """A value of ours as JSON has it, or None where this field says nothing; UnconvertedError with the reason."""
    return _READ[conversion](value, said, lookups)


def write_value(conversion: str, value: Any, lookups: Lookups) -> Any:
    """Their value of ours; UnconvertedError where the format has no place for it."""
    return _WRITE[conversion](value, lookups)


def conversions() -> frozenset[str]:
    """The conversions there are, either way."""
    return frozenset(_READ) | frozenset(_WRITE)


def key_of(text: str) -> str:
    """A code as it is compared: small letters, digits and underscores."""
    text = text.replace("'", "").replace("’", "")
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return _APART.sub("_", plain.lower()).strip("_")


@cache
def codes(list_: str) -> Mapping[str, str]:
    """Their codes of a list to ours; ``!`` and a key of ``LEFT_OUT`` for one that is left out."""
    return {line["theirs"]: line["ours"] for line in _lines() if line["list"] == list_}


@cache
def written(list_: str) -> Mapping[str, str]:
    """Our codes of a list to theirs."""
    return {line["ours"]: line["theirs"] for line in _lines() if line["list"] == list_ and line["written"] == "yes"}


@cache
def _lines() -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(files(__package__).joinpath("codes.csv").read_text("utf-8").splitlines()))


def _text(value: Any, *_: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UnconvertedError(NO_TEXT)
    text = " ".join(str(value).split())
    if len(text) > LONGEST or any(ord(one) < 32 or 0xD800 <= ord(one) < 0xE000 for one in text):
        raise UnconvertedError(NO_TEXT)
    return text


def _of_list(list_: str) -> Callable[..., str]:
    def convert(value: Any, *_: Any) -> str:
        return _code(list_, value)

    return convert


def _code(list_: str, value: Any) -> str:
    key = key_of(_text(value))
    known = codes(list_)
    ours = known.get(key) or known.get(_SUFFIX.sub("", key))
    if ours is None:
        raise UnconvertedError(NO_CODE)
    if ours.startswith("!"):
        raise UnconvertedError(left_out=ours[1:])
    return ours


def _several(value: Any) -> list[Any]:
    found = re.split(r"[,;]", value) if isinstance(value, str) else value if isinstance(value, list) else [value]
    found = [one for one in found if one not in (None, "") and str(one).strip()]
    if len(found) > MOST_SEVERAL:
        raise UnconvertedError(TOO_MANY)
    return found


def _list_of(list_: str) -> Callable[..., list[str]]:
    def convert(value: Any, *_: Any) -> list[str]:
        return list(dict.fromkeys(_code(list_, one) for one in _several(value)))

    return convert


def _need(value: Any, *_: Any) -> list[str]:
    """UNHCR's codes are a category, or a category and a need of it (CR-AF); we keep the category."""
    found = []
    for one in _several(value):
        text = _text(one)
        category = text.upper().partition("-")[0].strip()
        found.append(category if category in codes("unhcr-need") else _code("need", text))
    return list(dict.fromkeys(found))


def _country(system: str, part: slice) -> Callable[..., Any]:
    def convert(value: Any, _: Said, lookups: Lookups) -> Any:
        named = [lookups.country(_name(one).replace("_", " "), system) for one in _several(value)]
        if not all(named):
            raise UnconvertedError(NO_COUNTRY)
        wanted = list(dict.fromkeys(named))[part]
        return wanted if part.start else next(iter(wanted), None)

    return convert


def _name(value: Any) -> str:
    """proGres refers to a row of a list by an object with its name."""
    return _text(value.get("Name") if isinstance(value, dict) else value)


def _country_alone(system: str) -> Callable[..., Any]:
    """A country where there is no list to be split: names have commas."""

    def convert(value: Any, _: Said, lookups: Lookups) -> str:
        found = lookups.country(_name(value), system)
        if not found:
            raise UnconvertedError(NO_COUNTRY)
        return found

    return convert


def _day(value: Any, *_: Any) -> str:
    text = _text(value).partition("T")[0].partition(" ")[0].replace("/", "-")
    if not _DAY.fullmatch(text):
        raise UnconvertedError(NO_DATE)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UnconvertedError(NO_DATE) from None


def _partial(value: Any, *_: Any) -> str:
    try:
        return str(PartialDate.parse(_text(value)))
    except Fault:
        raise UnconvertedError(NO_DATE) from None


def _birth(value: Any, said: Said, lookups: Lookups) -> str:
    """A date that is estimated stands on the first of a month or year where no more was known."""
    born = date.fromisoformat(_day(value))
    if born > lookups.today:
        raise UnconvertedError(NO_DATE)
    if not _is_yes(said.get("estimated")):
        return born.isoformat()
    month = 0 if (born.month, born.day) == (1, 1) else born.month
    return str(PartialDate(born.year, month, born.day if month and born.day > 1 else 0, estimated=True))


def _birth_of_age(value: Any, said: Said, _: Lookups) -> str | None:
    """An age is of a day; without one it says no year."""
    if said.get("date_of_birth"):
        return None
    text = _text(value)
    try:
        of = date.fromisoformat(_day(said.get("registration_date")))
    except UnconvertedError:
        raise UnconvertedError(NO_AGE) from None
    if not (text.isascii() and text.isdecimal() and int(text) <= 120):
        raise UnconvertedError(NO_AGE)
    return str(PartialDate(of.year - int(text), estimated=True))


def _with_birth(value: Any, *_: Any) -> None:
    """Read together with the date of birth."""
    if not isinstance(value, bool):
        _code("yes-no", value)


def _whole_name(value: Any, said: Said, _: Lookups) -> str | None:
    """The whole name, where its parts are not said."""
    return None if said.get("name_first") or said.get("name_last") else _text(value)


def _accompanied(value: Any, said: Said, lookups: Lookups) -> str:
    """What is said of a child. That somebody is neither alone nor separated says nothing of who may be an adult: which
    of both it is, a date of birth does not decide.
    """
    found = _code("accompanied", value)
    if found != "no":
        return found
    try:
        born = PartialDate.parse(_birth(said.get("date_of_birth"), said, lookups))
    except UnconvertedError:
        raise UnconvertedError(NO_CODE) from None
    if born.estimated or may_be_adult(born, lookups.today):
        raise UnconvertedError(NO_CODE)
    return "with-family"


def may_be_adult(born: PartialDate, on: date) -> bool:
    """Whether somebody born then may be an adult on a day; a date that is known in part is taken at its earliest."""
    return (born.year + ADULT, born.month or 1, born.day or 1) <= (on.year, on.month, on.day)


def _identifier(value: Any, *_: Any) -> str:
    """What stands before the number of a referral, service or row."""
    return _text(value).partition("#")[0]


def _yes_no(value: Any, *_: Any) -> bool:
    return value if isinstance(value, bool) else _code("yes-no", value) == "yes"


def _is_yes(value: Any) -> bool:
    try:
        return value is not None and _yes_no(value)
    except UnconvertedError:
        return True  # whatever it says, it is not said that the date is known


def _as_is(value: Any, *_: Any) -> str:
    """A code that is ours already; that it is one is looked at where the step is made."""
    return _text(value)


def _several_as_is(value: Any, *_: Any) -> list[str]:
    return _text(value).split()[:MOST_SEVERAL]


_READ: Mapping[str, Callable[..., Any]] = {
    "text": _text,
    "whole-name": _whole_name,
    "identifier": _identifier,
    "sex": _of_list("sex"),
    "progres-sex": _of_list("progres-sex"),
    "birth": _birth,
    "whole-birth": _birth,
    "birth-of-age": _birth_of_age,
    "with-birth": _with_birth,
    "countries-first": _country("iso", slice(None, 1)),
    "countries-rest": _country("iso", slice(1, None)),
    "country-unhcr": _country_alone("unhcr"),
    "languages": _list_of("language"),
    "language-of-list": lambda value, *_: [_code("language", _name(value))],
    "needs": _need,
    "accompanied": _accompanied,
    "day": _day,
    "partial": _partial,
    "yes-no": _yes_no,
    "code": _as_is,
    "codes": _several_as_is,
    "relation": _of_list("relation"),
}


def _written_of(list_: str) -> Callable[[Any, Lookups], str]:
    def convert(value: Any, _: Lookups) -> str:
        if value not in written(list_):
            raise UnconvertedError(NO_CODE)
        return written(list_)[value]

    return convert


def _languages_out(value: Any, lookups: Lookups) -> list[str]:
    return [_written_of("language")(one, lookups) for one in (value if isinstance(value, list) else [value])]


def _countries_out(value: Any, lookups: Lookups) -> list[str]:
    return [key_of(lookups.country_name(value))]


def _whole_birth_out(value: str, _: Lookups) -> str:
    born = PartialDate.parse(value)
    if born.estimated or not born.day:
        raise UnconvertedError(ALL_BIRTHS)
    return value


def _birth_out(value: Any, _: Lookups) -> str:
    born = PartialDate.parse(value)
    return date(born.year, born.month or 1, born.day or 1).isoformat()


def _with_birth_out(value: Any, _: Lookups) -> bool:
    born = PartialDate.parse(value)
    return born.estimated or not born.day


_WRITE: Mapping[str, Callable[..., Any]] = {
    "text": lambda value, _: value,
    "sex": _written_of("sex"),
    "birth": _birth_out,
    "with-birth": _with_birth_out,
    "whole-birth": _whole_birth_out,
    "countries-first": _countries_out,
    "languages": _languages_out,
    "languages-text": lambda value, lookups: ", ".join(one.capitalize() for one in _languages_out(value, lookups)),
    "accompanied": _written_of("accompanied-written"),
}


def by_conversion() -> Mapping[str, set[str]]:
    """Which ways each conversion is there for."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in _READ:
        found[name].add("in")
    for name in _WRITE:
        found[name].add("out")
    return found
