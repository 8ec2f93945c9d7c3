"""Slows down whoever guesses passwords: after a few wrong tries each further one waits twice as long, a minute at most.

Nobody is locked out for long, and an account only from where it was tried. Counted in the memory of the one process
that serves a home, under hashes: neither a password nor an address is kept.
"""

from __future__ import annotations

import time
from hashlib import sha256
from math import ceil
from threading import Lock

from django.core.cache import cache

from midex.kernel.identity import folded

FREE = 4
"""Wrong tries at one account from one address that cost nothing."""

FREE_AT_ALL = 20
"""Wrong tries at any account from one address that cost nothing: an office may share an address."""

LONGEST = 60  # seconds
FORGOTTEN = 15 * 60  # seconds after the last try

_lock = Lock()


def must_wait(account: str, address: str) -> int:
    """Seconds until the next try; 0 where it may be made now, and then counts as wrong until ``forgive``."""
    now = time.monotonic()
    with _lock:
        counts: dict[str, tuple[int, float]] = {key: cache.get(key, (0, 0.0)) for key in _keys(account, address)}
        until = max(until for _, until in counts.values())
        if until > now:
            return ceil(until - now)
        for (key, free), (tries, _) in zip(_keys(account, address).items(), counts.values(), strict=True):
            cache.set(key, (tries + 1, now + _pause(tries + 1 - free)), FORGOTTEN)
    return 0


def forgive(account: str, address: str) -> None:
    """The try was right: the account begins anew, the address has one wrong try less."""
    with _lock:
        mine, all_here = _keys(account, address)
        cache.delete(mine)
        tries, _ = cache.get(all_here, (1, 0.0))
        cache.set(all_here, (tries - 1, 0.0), FORGOTTEN)


def _pause(beyond: int) -> int:
    return min(LONGEST, 2 ** (min(beyond, 10) - 1)) if beyond > 0 else 0


def _keys(account: str, address: str) -> dict[str, int]:
    """Where tries are counted, and how many of them are free there."""
    here = sha256(address.encode()).hexdigest()
    return {f"try:{sha256(folded(account).encode()).hexdigest()}:{here}": FREE, f"try:{here}": FREE_AT_ALL}
