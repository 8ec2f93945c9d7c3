"""Long answers are sent from a thread for as long as a client takes to read; this keeps most threads free for others.

An answer of up to ``SHORT`` bytes is handed over whole and holds no thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from threading import BoundedSemaphore

from midex.kernel.fault import Fault

SHORT = 1_000_000


class LongAnswers:
    """The places for long answers; who finds none is asked to come back (fault F508)."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._free = BoundedSemaphore(places)

    def admit(self, chunks: Iterable[bytes]) -> bytes | LongAnswer:
        """The whole answer where it is short, else a stream that gives its place back when closed."""
        rest = iter(chunks)
        begun: list[bytes] = []
        size = 0
        for chunk in rest:
            begun.append(chunk)
            size += len(chunk)
            if size > SHORT:
                break
        else:
            return b"".join(begun)
        if not self._free.acquire(blocking=False):
            raise Fault("F508", places=self._places)
        return LongAnswer(chain(begun, rest), self._free)


class LongAnswer:
    """A stream that holds a place; not a generator, whose end is never reached where nobody began to read."""

    def __init__(self, chunks: Iterator[bytes], place: BoundedSemaphore) -> None:
        self._chunks = chunks
        self._place: BoundedSemaphore | None = place

    def __iter__(self) -> LongAnswer:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        """Give the place back; a second time does nothing."""
        place, self._place = self._place, None
        if place:
            place.release()
