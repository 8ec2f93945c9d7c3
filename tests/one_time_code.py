"""What an authenticator app shows (RFC 6238), written a second time so that tests share no line with the program."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time


def one_time_code(secret: str, at: float | None = None) -> str:
    """The six digits of the present half minute, or of the one that a moment lies in."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int((time.time() if at is None else at) // 30)), hashlib.sha1).digest()
    (number,) = struct.unpack(">I", digest[digest[19] % 16 :][:4])
    return str(number % 2**31 % 10**6).zfill(6)


class Phone:
    """An authenticator app of somebody who types no code twice: who needs one more waits for it."""

    def __init__(self, secret: str) -> None:
        self._secret, self._last = secret, 0

    def code(self) -> str:
        """The next code that was not shown yet; its clock may be half a minute ahead of the server's."""
        step = max(self._last + 1, int(time.time() // 30))
        while step > time.time() // 30 + 1:
            time.sleep(0.2)
        self._last = step
        return one_time_code(self._secret, step * 30)
