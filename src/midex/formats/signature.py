"""What a file that is neither text nor workbook is, by its first bytes: so that the way out can be named."""

from __future__ import annotations

from midex.kernel.text import mark

_SIGNATURES = (
    (
        b"\xd0\xcf\x11\xe0",
        mark("it is an old .xls or a workbook with a password; save it as .xlsx without one, or as CSV"),
    ),
    (b"%PDF", mark("it is a PDF; export the table as .xlsx or CSV")),
    (b"{\\rtf", mark("it is a text document; save the table as .xlsx or CSV")),
    (b"\x1f\x8b", mark("it is compressed; unpack it first")),
    (b"7z\xbc\xaf", mark("it is compressed; unpack it first")),
    (b"Rar!", mark("it is compressed; unpack it first")),
    (b"PAR1", mark("it is a Parquet file; save it as CSV")),
    (b"\x89PNG", mark("it is a picture")),
    (b"\xff\xd8\xff", mark("it is a picture")),
)
NO_WORKBOOK = mark("it is an archive without a workbook; save the table as .xlsx or CSV")
DAMAGED = mark("a part of the workbook is damaged or missing; open it, save it again and send the new file")


def foreign(data: bytes) -> str:
    """Why the bytes are no table, where their first ones tell; empty where they do not."""
    return next((reason for start, reason in _SIGNATURES if data.startswith(start)), "")
