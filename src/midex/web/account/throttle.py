"""Slows down whoever guesses: after a few wrong tries each further one waits twice as long.

Nobody is locked out by somebody else: a browser that has signed in as an account before is counted by itself
(``device``), every other one by account, by address, and by both. Counted in the memory of the one process that serves
a home, under hashes: neither a password nor an address is kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from math import ceil
from threading import Lock

from django.core.cache import cache

from midex.kernel.identity import folded


class Guess(Enum):
    """What is tried, and the longest wait in seconds: six digits are guessed sooner than a password."""

    PASSWORD = 60
    CODE = 15 * 60


FREE = 4
"""Wrong tries at one account from one address, or from one known device, that cost nothing."""

FREE_AT_ALL = 20
"""Wrong tries at any account from one address that cost nothing: an office may share an address."""

FREE_ANYWHERE = 50
"""Wrong tries at one account from all unknown devices together that cost nothing."""

FORGOTTEN = 60 * 60  # seconds after the last try

_lock = Lock()


@dataclass(frozen=True, kw_only=True)
class Try:
    """Who is tried, and where from; ``device`` is the mark of a browser that has signed in as this account before."""

    account: str
    address: str
    device: str = ""
    guess: Guess = Guess.PASSWORD

    def keys(self) -> dict[str, int]:
        """Where the try is counted, and how many are free there."""
        account, kind = folded(self.account), self.guess.name
        if self.device:
            return {_key(kind, "device", account, self.device): FREE}
        return {
            _key(kind, "both", account, self.address): FREE,
            _key(kind, "address", self.address): FREE_AT_ALL,
            _key(kind, "account", account): FREE_ANYWHERE,
        }


def must_wait(tried: Try) -> int:
    """Seconds until the next try; 0 where it may be made now, and then counts as wrong until ``forgive``."""
    now = time.monotonic()
    with _lock:
        counts: dict[str, tuple[int, float]] = {key: cache.get(key, (0, 0.0)) for key in tried.keys()}  # noqa: SIM118
        until = max(until for _, until in counts.values())
        if until > now:
            return ceil(until - now)
        for (key, free), (tries, _) in zip(tried.keys().items(), counts.values(), strict=True):
            cache.set(key, (tries + 1, now + _pause(tries + 1 - free, tried.guess.value)), FORGOTTEN)
    return 0


def forgive(tried: Try) -> None:
    """The try was right: where only this account is counted it begins anew, elsewhere it has one wrong try less."""
    with _lock:
        mine, *shared = tried.keys()
        cache.delete(mine)
        for key in shared:
            tries, _ = cache.get(key, (1, 0.0))
            cache.set(key, (tries - 1, 0.0), FORGOTTEN)


def _pause(beyond: int, longest: int) -> int:
    return min(longest, 2 ** (min(beyond, 12) - 1)) if beyond > 0 else 0


def _key(*parts: str) -> str:
    return "try:" + sha256("\0".join(parts).encode()).hexdigest()
