"""What a signed-in session holds, and for how long; shared by the pages that fill it and the table that keeps it."""

from __future__ import annotations

from hashlib import sha256

STARTED = "started"
"""Key of the moment of signing in, in seconds since 1970."""

SEEN = "seen"
"""Key of the moment the account was last seen; written at most once in ``TOUCH`` seconds."""

DEVICE = "device"
"""Key of what the browser is called, e.g. ``Firefox, Linux``."""

FACTOR = "second-factor"
"""Key of what proved it besides the first proof; empty where no more was needed. Without it nobody is signed in."""

IDLE = 30 * 60
"""Seconds after which an account that does nothing is signed out."""

CASE_IDLE = 15 * 60
"""The same at a case node."""

ABSOLUTE = 12 * 3600
"""Seconds after which everybody signs in anew, however busy."""

TOUCH = 60  # seconds


def name_of(key: str) -> str:
    """What a session is called where it is kept: whoever reads the database cannot sign in with it."""
    return sha256(key.encode()).hexdigest()


def is_over(started: float, now: float) -> bool:
    """Whether a session has lasted as long as one may."""
    return not started <= now < started + ABSOLUTE
