"""A QR code as an image in the page itself: what it says is a secret, and no address of its own may hold it."""

from __future__ import annotations

import base64
from io import BytesIO

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathFillImage


def qr_code(text: str) -> str:
    """A ``data:`` address of an SVG image, dark on white with the quiet margin that cameras need."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4, image_factory=SvgPathFillImage)
    code.add_data(text)
    code.make(fit=True)
    out = BytesIO()
    code.make_image().save(out)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
