"""Ed25519 verification as RFC 8032 writes it down; refuses to sign, so that no private key ever comes near it."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha512

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)

WINDOW = 8
"""Bits of a scalar that one look into a table covers."""

Point = tuple[int, int, int, int]
"""Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, x*y = T/Z (RFC 8032, 5.1.4)."""
Prepared = tuple[int, int, int]
"""(y + x, y - x, 2*d*x*y) of an affine point, ready to be added."""

NEUTRAL: Point = (0, 1, 1, 0)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made with this key's private half (RFC 8032, 5.1.7)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    tables = _tables_of(public_key)
    s = int.from_bytes(signature[32:], "little")
    if tables is None or s >= L:
        return False
    k = int.from_bytes(sha512(signature[:32] + public_key + message).digest(), "little") % L
    # R = [s]B - [k]A; comparing encodings refuses every second way of writing R
    found = _multiplied(tables, k, _multiplied(_base_tables(), s, NEUTRAL))
    return _encoded(found) == signature[:32]


def decoded(encoding: bytes) -> tuple[int, int] | None:
    """The affine point of 32 bytes (RFC 8032, 5.1.3), or None where they are none."""
    y = int.from_bytes(encoding, "little") & ((1 << 255) - 1)
    sign = encoding[31] >> 7
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == P - u and u:
        x = x * SQRT_MINUS_ONE % P
    elif v * x * x % P != u:
        return None
    if x == 0 and sign:
        return None
    return (P - x if x & 1 != sign else x), y


def _encoded(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _add(one: Point, other: Prepared) -> Point:
    x, y, z, t = one
    plus, minus, t2d = other
    a, b, c = (y - x) * minus % P, (y + x) * plus % P, t * t2d % P
    e, f, g, h = b - a, 2 * z - c, 2 * z + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _multiplied(tables: list[list[Prepared]], scalar: int, start: Point) -> Point:
    """``start`` plus the table's point times ``scalar``."""
    found = start
    for table in tables:
        if digit := scalar & ((1 << WINDOW) - 1):
            found = _add(found, table[digit])
        scalar >>= WINDOW
    return found


@lru_cache(maxsize=8)
def _tables_of(public_key: bytes) -> list[list[Prepared]] | None:
    """Tables of the key's negative."""
    point = decoded(public_key)
    return None if point is None else _tables(-point[0] % P, point[1])


@lru_cache(maxsize=1)
def _base_tables() -> list[list[Prepared]]:
    base = decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    if base is None:
        raise ArithmeticError("the base point is on the curve")
    return _tables(*base)


def _tables(x: int, y: int) -> list[list[Prepared]]:
    """For each window of a scalar, the multiples of the point that its digits stand for."""
    tables = []
    for _ in range(0, 256, WINDOW):
        (step,) = _prepared([(x, y, 1, x * y % P)])
        points = [NEUTRAL]
        for _ in range(1 << WINDOW):
            points.append(_add(points[-1], step))
        tables.append(_prepared(points[:-1]))
        last_x, last_y, last_z, _ = points[-1]
        inverse = pow(last_z, -1, P)
        x, y = last_x * inverse % P, last_y * inverse % P
    return tables


def _prepared(points: list[Point]) -> list[Prepared]:
    """Affine points ready to be added, with one inversion for all of them."""
    products, product = [], 1
    for point in points:
        products.append(product)
        product = product * point[2] % P
    inverse = pow(product, -1, P)
    found: list[Prepared] = []
    for (px, py, pz, _), before in zip(reversed(points), reversed(products), strict=True):
        own, inverse = inverse * before % P, inverse * pz % P
        x, y = px * own % P, py * own % P
        found.append(((y + x) % P, (y - x) % P, 2 * D * x * y % P))
    return found[::-1]
