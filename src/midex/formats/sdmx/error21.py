"""The SDMX-ML 2.1 error message: a number of the standard and a sentence for a person."""

from __future__ import annotations

from html import escape

from midex.formats.sdmx.xml21 import opening

MEDIA_TYPE = "application/xml"


def write(code: int, sentence: str) -> bytes:
    """One error; ``code`` is of the SDMX registry of errors (100 nothing found, 140 syntax, 501 not implemented)."""
    message = f'\n<m:ErrorMessage code="{code}"><c:Text xml:lang="en">{escape(sentence)}</c:Text></m:ErrorMessage>'
    return f"{opening('Error')}{message}\n</m:Error>\n".encode()
