"""A JSON file from another system, bounded in bytes, depth, values and records; the same name twice is refused."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from midex.kernel.fault import Fault

MOST_BYTES = 4 * 1024 * 1024
DEEPEST = 12
"""Objects and lists inside each other."""

MOST_VALUES = 200_000
MOST_RECORDS = 200
"""Records of one file: more than a human can look over at once."""


def read_bounded(content: bytes, format_: str) -> Any:
    """The JSON value; fault F340 for what is none, too long, too deep, or says a name twice."""
    if len(content) > MOST_BYTES:
        refuse(format_, f"it is larger than {MOST_BYTES >> 20} MB")
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        refuse(format_, "it is too deep")
    except UnicodeDecodeError:
        refuse(format_, "it is not in UTF-8")
    except _TwiceError:
        refuse(format_, "an object says the same name twice")
    except ValueError:  # its own words may quote the file
        refuse(format_, "it is not JSON")
    _measure(value, format_)
    return value


def records_in(value: Any, format_: str, *envelopes: str) -> list[dict[str, Any]]:
    """The records of a file: a list of objects, one object, or either under one of some names."""
    for name in envelopes:
        if isinstance(value, dict) and isinstance(value.get(name), dict | list):
            value = value[name]
    found = value if isinstance(value, list) else [value]
    if not found or not all(isinstance(one, dict) and one for one in found):
        refuse(format_, "it holds no list of records")
    if len(found) > MOST_RECORDS:
        refuse(format_, f"it holds more than {MOST_RECORDS} records; split it")
    return found


def refuse(format_: str, reason: str) -> NoReturn:
    """Fault F340."""
    raise Fault("F340", format=format_, reason=reason) from None


class _TwiceError(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError("no number")


def _measure(value: Any, format_: str) -> None:
    level, values = [value], 0
    for _ in range(DEEPEST + 1):
        values += len(level)
        if values > MOST_VALUES:
            refuse(format_, f"it holds more than {MOST_VALUES} values")
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    refuse(format_, "it is too deep")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
