"""How much one account can be shown in an hour, however it asks: sessions, devices and pages do not matter."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import timedelta

from midex.kernel.text import Message, mark
from midex.kernel.verdict import Allowed, Refused

WINDOW = timedelta(hours=1)
RECORDS = 30
"""Cases whose content one account is shown in a window."""

OUTSIDE = 5
"""Break-glass requests of one account in a window, granted or not."""

LISTED = 500
"""Cases that lists name to one account in a window."""

FOUND = 300
"""Cases that searches for a person look into for one account in a window, shown or not."""

DAY = timedelta(days=1)
UNUSUAL = 90
"""Cases whose content one account is shown in a day before its supervisor hears of it: a cap alone would let somebody
patient go on for ever just below it.
"""

TOO_MANY = mark(
    "{count} cases were opened in the last hour, as many as one account may; ask a supervisor, or go on later"
)
TOO_MANY_LISTED = mark("{count} cases were listed in the last hour, as many as one account may; go on later")
TOO_MANY_FOUND = mark(
    "searches looked into {count} cases in the last hour, as many as for one account they may; go on later"
)
TOO_OFTEN = mark("break-glass was asked for {count} times in the last hour; speak to the data protection officer")


def may_show(seen: AbstractSet[str], wanted: AbstractSet[str]) -> Allowed | Refused:
    """Whether the content of more cases may be shown; one that was seen in this window costs nothing."""
    if len(seen | wanted) <= RECORDS:
        return Allowed()
    return Refused(Message(TOO_MANY, {"count": len(seen)}))


def may_list(seen: AbstractSet[str], wanted: AbstractSet[str]) -> Allowed | Refused:
    """Whether more cases may be named in a list."""
    if len(seen | wanted) <= LISTED:
        return Allowed()
    return Refused(Message(TOO_MANY_LISTED, {"count": len(seen)}))


def may_find(seen: AbstractSet[str], wanted: AbstractSet[str]) -> Allowed | Refused:
    """Whether a search may look into more cases."""
    if len(seen | wanted) <= FOUND:
        return Allowed()
    return Refused(Message(TOO_MANY_FOUND, {"count": len(seen)}))


def may_break_glass_again(tries: int) -> Allowed | Refused:
    """Whether break-glass may be asked for once more."""
    return Allowed() if tries < OUTSIDE else Refused(Message(TOO_OFTEN, {"count": tries}))


def is_unusual(seen: AbstractSet[str]) -> bool:
    """Whether what an account was shown in a day is more than work explains."""
    return len(seen) > UNUSUAL
