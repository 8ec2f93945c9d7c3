"""End every session of an account at the word of a second person, who keeps the machine; it is told to the journal."""

from __future__ import annotations

from midex.services.entrance.ports import Entrance, Outcome


def end_sessions(identity: str, entrance: Entrance) -> int | None:
    """How many were ended, each at its next request; None where there is no such open account.

    They end before it is told: an entry that cannot be written keeps nobody signed in.
    """
    actor = entrance.accounts.find(identity)
    if actor is None:
        return None
    ended = entrance.sessions.end_all(actor.identity)
    entrance.on_sign_in(actor.identity, Outcome.ENDED_BY_ANOTHER)
    return ended
