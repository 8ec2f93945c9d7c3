"""The one spelling of an account's name, so that one person is one identity at every node and at the hub.

Refuses what only looks like a name: separation of duties rests on comparing these strings.
"""

from __future__ import annotations

import re
import unicodedata

from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused

NO_IDENTITY = mark(
    "{account} is no account's name; use 2 to 64 of the letters a to z, digits, '.', '_', '@' and '-', "
    "a letter or digit first"
)
_PATTERN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


def folded(said: str) -> str:
    """What somebody typed without what a reader cannot see: width, case and space around it; for comparing only."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", said).strip().casefold()).strip()


def identity_of(said: str) -> str | Refused:
    """The one spelling of an account's name, or why it is none."""
    name = folded(said)
    return name if _PATTERN.fullmatch(name) else Refused(Message(NO_IDENTITY, {"account": said.strip()[:64]}))


def is_identity(said: str) -> bool:
    """Whether a text is an account's name in its one spelling."""
    return _PATTERN.fullmatch(said) is not None
