"""A server's log says where something went wrong, and repeats nothing that was sent."""

from __future__ import annotations

import logging
import sys

from midex.web.log_line import Line


def line_of(record: logging.LogRecord) -> str:
    return Line("%(levelname)s %(name)s %(message)s").format(record)


def test_an_exception_is_told_by_its_kind_its_causes_and_its_places() -> None:
    try:
        try:
            raise KeyError("Golnaz")
        except KeyError as first:
            raise ValueError("row contains Golnaz") from first
    except ValueError:
        record = logging.LogRecord(
            "django.request", logging.ERROR, "f", 1, "Wrong: %s", ("/cases/Golnaz",), sys.exc_info()
        )
    said = line_of(record)
    assert "Golnaz" not in said
    assert said.startswith("ERROR django.request Wrong\n")
    assert said.index("KeyError") < said.index("ValueError")
    assert f"{__file__}:" in said


def test_a_sentence_of_our_own_is_told_whole() -> None:
    assert line_of(logging.LogRecord("midex.web", logging.WARNING, "f", 1, "late by %d s", (3,), None)) == (
        "WARNING midex.web late by 3 s"
    )
