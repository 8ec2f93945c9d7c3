"""How a line of a server's log is written: where something went wrong, never what with.

Addresses, what was typed and what a database says of a row are left out: an exception's text may repeat any of them.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Line(logging.Formatter):
    """A line with the sentence of its event; what Django would fill into it stays out."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """The sentence; of Django's own loggers only the template, whose blanks are addresses and reasons."""
        if record.name.startswith("django"):
            told = str(record.msg).partition(":")[0].partition("(")[0].replace("%s", "").strip()
            record.message = told or "failed"
        return super().formatMessage(record)

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the library's name
        """The kinds of exception, the first cause first, and the places they went through."""
        lines: list[str] = []
        wrong: BaseException | None = ei[1]
        while wrong is not None:
            places = traceback.extract_tb(wrong.__traceback__)
            told = [f"  {place.filename}:{place.lineno} in {place.name}" for place in places]
            lines = [type(wrong).__name__, *told, *lines]
            wrong = wrong.__cause__ or (None if wrong.__suppress_context__ else wrong.__context__)
        return "\n".join(lines)
