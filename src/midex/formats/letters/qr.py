"""A case number as a QR code, drawn as one SVG path; it says the number and nothing else."""

from __future__ import annotations

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Modules of margin that cameras need."""


def qr_svg(number: str) -> str:
    """Dark squares on nothing, with the quiet margin."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(number)
    code.make(fit=True)
    rows = code.get_matrix()
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path d="{squares}"/></svg>'
    )
