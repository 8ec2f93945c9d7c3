"""Answers kept in memory: what was written once for a release, a question and a language is not written again.

It refuses to decide what is still true: the key of an answer names the releases it was made from, so an answer from
before a new release is never asked for again and goes when room is needed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock

from django.http import HttpResponse

LARGEST = 1_000_000
ROOM = 32_000_000
OVERHEAD = 1_000
"""Bytes that an answer takes beside its content: key, headers, the books kept here."""


@dataclass(frozen=True)
class Answer:
    """The body of an answer and its headers."""

    content: bytes = field(repr=False)
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, response: HttpResponse) -> Answer:
        """What a response says, before anything is added for one visitor."""
        return cls(response.content, tuple(response.items()))

    def response(self) -> HttpResponse:
        """The same answer again, as a response of its own."""
        return HttpResponse(self.content, headers=dict(self.headers))


class Kept:
    """At most ``room`` bytes of answers of at most ``largest`` each; the one not asked for longest goes first."""

    def __init__(self, room: int = ROOM, largest: int = LARGEST) -> None:
        self._room = room
        self._largest = largest
        self._taken = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> HttpResponse | None:
        """The answer kept under a key."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is None:
                return None
            self._answers.move_to_end(key)
        return answer.response()

    def keep(self, key: Hashable, response: HttpResponse) -> None:
        """Keep an answer; one with a cookie is somebody's own, and a long one would push out many."""
        answer = Answer.of(response)
        if response.status_code != 200 or response.cookies or len(answer.content) > self._largest:
            return
        with self._lock:
            self._drop(key)
            self._answers[key] = answer
            self._taken += _size(answer)
            while self._taken > self._room:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: Hashable) -> None:
        gone = self._answers.pop(key, None)
        if gone is not None:
            self._taken -= _size(gone)


def _size(answer: Answer) -> int:
    return len(answer.content) + OVERHEAD
