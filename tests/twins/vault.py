"""The in-memory twin of the vault: no cryptography, the same contract for whoever plays fair."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection
from dataclasses import astuple
from pathlib import Path

from midex.kernel.fault import Fault
from midex.kernel.field import Closed
from midex.services.casework.ports import Place, Receipt


class InMemoryVault:
    """``ports.Vault`` in a dictionary; what it seals is readable by whoever looks."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes | None] = {}
        self._own = secrets.token_bytes(32)

    def admit(self, people: Collection[str]) -> None:
        if "" in people:
            raise ValueError("the empty person is the node itself")
        for person in people:
            self._keys.setdefault(person, secrets.token_bytes(32))

    def seal(self, person: str, place: Place, plaintext: str) -> str:
        key = self._keys[person]
        if key is None:
            raise KeyError(person)
        text = secrets.token_hex(8) + plaintext.encode().hex()
        return f"{text}.{_tag(key, person, place, text)}"

    def open(self, person: str, place: Place, sealed: str, receipt: Receipt) -> str | Closed:
        if person not in receipt.people:
            raise PermissionError("no entry of the journal says that this is read")
        key = self._keys[person]
        if key is None:
            return Closed()
        text, _, tag = sealed.partition(".")
        if tag != _tag(key, person, place, text):
            raise Fault("F305", field=place.field, table=place.table, row=place.row)
        return bytes.fromhex(text[16:]).decode()

    def holds(self, person: str, place: Place, sealed: str) -> bool:
        try:
            self.open(person, place, sealed, Receipt(entry=-1, people=frozenset({person})))
        except Fault:
            return False
        return True

    def salt(self, person: str, name: str) -> bytes | None:
        key = self._keys[person] if person else self._own
        return key and hmac.digest(key, name.encode(), "sha256")

    def erase(self, person: str) -> bool:
        known = self._keys.get(person) is not None
        if known:
            self._keys[person] = None
        return known

    def erased(self) -> frozenset[str]:
        return frozenset(person for person, key in self._keys.items() if key is None)

    def unreached(self) -> tuple[Path, ...]:
        return ()


def _tag(key: bytes, person: str, place: Place, text: str) -> str:
    return hashlib.sha256(key + json.dumps([person, astuple(place), text]).encode()).hexdigest()
