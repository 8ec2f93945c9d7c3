"""What a browser is called in the list of sessions: a make and a system, never what tells one machine from another."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""A word of the header, and the name; the first that occurs counts, for browsers also name those they resemble."""


def device_name(header: str) -> str:
    """Make and system from a User-Agent header, e.g. ``Firefox, Linux``; empty where neither is known."""
    found = [next((name for word, name in known if word in header), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name)
