"""A key for each person: fields sealed under it, salts derived from it, all of it gone when the key is destroyed.

Refuses to keep anything: where wrapped keys lie is the key store's business. Keys in this process's memory cannot be
overwritten in Python; they are dropped.
"""

from __future__ import annotations

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from midex.crypto.aead import KEY_BYTES, NONCE_BYTES, Aead, TamperedError, derive
from midex.crypto.signing import keep_secret
from midex.kernel.fault import Fault
from midex.kernel.field import Closed
from midex.services.casework.ports import KeyBackup, Place, Receipt, RestoredKeys

FILE = "vault.key"
"""File of the node's key-encryption key, beside its other private keys."""

VERSION = b"\x01"
CACHED = 4096
"""People whose keys a process keeps unwrapped."""


class KeptKey(Protocol):
    """What a store or its backup says about a person: a wrapped key, or when it was destroyed and the seal of that."""

    @property
    def person(self) -> str: ...
    @property
    def wrapped(self) -> bytes: ...
    @property
    def erased_at(self) -> int | None: ...
    @property
    def seal(self) -> bytes | None: ...


class WrappedKeys(Protocol):
    """The key store: wrapped keys by person, and the names of those whose key was destroyed."""

    def add(self, keys: Iterable[tuple[str, bytes]]) -> None:
        """Keep keys of people who have none and were not erased; durable when it returns."""
        ...

    def find(self, person: str) -> bytes | None:
        """A wrapped key; None where it was destroyed, KeyError where the person is unknown."""
        ...

    def count(self) -> int:
        """How many people have a key."""
        ...

    def forget(self, tombstones: Iterable[tuple[str, int, bytes]]) -> int:
        """Destroy keys here and in backups; leave who, the second, and a seal that vouches for it. How many had one."""
        ...

    def erasures(self) -> int:
        """How many keys were destroyed so far, by any process."""
        ...

    def forgotten(self) -> Mapping[str, datetime]:
        """Everyone whose key was destroyed, and when."""
        ...

    def kept(self) -> Iterator[KeptKey]:
        """Everything the store says about people."""
        ...

    def back_up(self, folder: Path, at: datetime) -> None:
        """Put a copy of the store in place of the one in ``folder``."""
        ...

    def know(self, folder: Path) -> None:
        """Remember a folder that a backup was found in."""
        ...

    def catch_up(self) -> None:
        """Erase in the known backups what was erased here since."""
        ...

    def backups(self) -> tuple[KeyBackup, ...]:
        """The folders with a backup, and how many erasures each still waits for."""
        ...

    def backup_in(self, folder: Path) -> Iterator[KeptKey]:
        """What the backup in a folder holds."""
        ...


@dataclass(frozen=True)
class _Keys:
    fields: Aead
    salts: bytes


class PersonVault:
    """``ports.Vault`` and ``ports.KeyBackups`` over a key store; safe to use from several threads and processes."""

    def __init__(self, node_key: bytes, store: WrappedKeys, clock: Callable[[], datetime]) -> None:
        self._wrapping = Aead(derive(node_key, b"midex vault: wrap the keys of persons, 1"))
        self._own = _keys(derive(node_key, b"midex vault: the node itself, 1"))
        self._tombs = derive(node_key, b"midex vault: seal tombstones, 1")
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._cache: OrderedDict[str, _Keys] = OrderedDict()
        self._erasures = store.erasures()

    def admit(self, people: Collection[str]) -> None:
        """Make keys for people who have none; durable when it returns."""
        if "" in people:
            raise ValueError("the empty person is the node itself")
        self._store.add((person, self._wrap(person, os.urandom(KEY_BYTES))) for person in people)

    def seal(self, person: str, place: Place, plaintext: str) -> str:
        """A text that opens only with the person's key and in the same place; KeyError where there is no key."""
        keys = self._keys_of(person)
        if keys is None:
            raise KeyError(person)
        nonce = os.urandom(NONCE_BYTES)
        sealed = keys.fields.seal(nonce, plaintext.encode(), _associated(person, place))
        return urlsafe_b64encode(VERSION + nonce + sealed).rstrip(b"=").decode("ascii")

    def open(self, person: str, place: Place, sealed: str, receipt: Receipt) -> str | Closed:
        """The plaintext; Closed once the person is erased; PermissionError or fault F305 as the port says."""
        if person not in receipt.people:
            raise PermissionError("no entry of the journal says that this is read")
        keys = self._keys_of(person)
        if keys is None:
            return Closed()
        try:
            return _opened(keys, person, place, sealed).decode()
        except TamperedError:
            raise Fault("F305", field=place.field, table=place.table, row=place.row) from None

    def holds(self, person: str, place: Place, sealed: str) -> bool:
        """Whether the text is as it was sealed, for this person and place; what it says stays here."""
        keys = self._keys_of(person)
        try:
            if keys is not None:
                _opened(keys, person, place, sealed)
        except TamperedError:
            return False
        return True

    def salt(self, person: str, name: str) -> bytes | None:
        """32 bytes for what ``name`` names, from the person's key or, for the empty person, the node's own."""
        keys = self._keys_of(person) if person else self._own
        return hmac.digest(keys.salts, name.encode(), "sha256") if keys else None

    def wrongs(self) -> Iterator[str]:
        """Each key and each erasure in the key store that is not as this node made it."""
        return filter(None, map(self._wrong, self._store.kept()))

    def erase(self, person: str) -> bool:
        """Destroy the person's key here and in the backups this node knows; False where there was none."""
        try:
            self._store.find(person)
        except KeyError:
            return False
        destroyed = self._store.forget([self._tombstone(person, self._now())])
        with self._lock:
            self._cache.pop(person, None)
        return destroyed > 0

    def erased(self) -> frozenset[str]:
        """Everyone whose key was destroyed."""
        return frozenset(self._store.forgotten())

    def unreached(self) -> tuple[Path, ...]:
        """Folders with a copy of the keys in which an erasure waits until they are within reach."""
        return tuple(backup.folder for backup in self._store.backups() if backup.waiting)

    def count(self) -> int:
        """How many people have a key."""
        return self._store.count()

    def back_up(self, folder: Path) -> None:
        """Put a copy of the key store in place of the one in ``folder``, which is known from now on."""
        self._store.back_up(folder, self._clock())

    def backups(self) -> tuple[KeyBackup, ...]:
        """The known folders; tries first to make there the erasures they wait for."""
        self._store.catch_up()
        return self._store.backups()

    def restore(self, folder: Path, erased: Collection[str] = ()) -> RestoredKeys:
        """Bring back the keys of a copy, and erase again everyone known as erased; fault F313 as the port says."""
        kept = [self._tried(key, folder) for key in self._store.backup_in(folder)]
        keys, tombs = self._store.count(), self._store.erasures()
        # first, so that a key that must not come back is not even written
        again = [(key.person, key.erased_at or 0, key.seal) for key in kept if key.seal is not None]
        self._store.forget([*again, *(self._tombstone(person, self._now()) for person in erased)])
        lost = self._store.erasures() - tombs
        self._store.add((key.person, key.wrapped) for key in kept if key.seal is None)
        self._store.know(folder)
        return RestoredKeys(keys=self._store.count() - keys, erased=lost)

    def _tried(self, kept: KeptKey, folder: Path) -> KeptKey:
        """What a backup says about a person, if this node wrote it and it contradicts nothing here."""
        reason = self._wrong(kept)
        if not reason and kept.seal is None and self._has_another(kept):
            reason = "somebody has another key here; what is sealed under the one in it would be lost"
        if reason:
            raise Fault("F313", file=str(folder), reason=reason)
        return kept

    def _wrong(self, kept: KeptKey) -> str:
        if kept.seal is None:
            return "" if self._holds(kept.person, kept.wrapped) else "a key in it does not open with this node's key"
        seal = self._tombstone(kept.person, kept.erased_at or 0)[2]
        is_tomb = hmac.compare_digest(seal, kept.seal) and not any(kept.wrapped)
        return "" if is_tomb else "an erasure in it is not as this node sealed it"

    def _has_another(self, kept: KeptKey) -> bool:
        try:
            return self._store.find(kept.person) not in {None, kept.wrapped}
        except KeyError:
            return False

    def _holds(self, person: str, wrapped: bytes) -> bool:
        try:
            self._unwrap(person, wrapped)
        except TamperedError:
            return False
        return True

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _tombstone(self, person: str, at: int) -> tuple[str, int, bytes]:
        return person, at, hmac.digest(self._tombs, _prefixed(person, str(at)), "sha256")

    def _keys_of(self, person: str) -> _Keys | None:
        erasures = self._store.erasures()
        with self._lock:
            if erasures != self._erasures:  # perhaps by another process; nobody says who, so all are forgotten
                self._cache.clear()
                self._erasures = erasures
            if person in self._cache:
                self._cache.move_to_end(person)
                return self._cache[person]
        wrapped = self._store.find(person)
        return None if wrapped is None else self._remember(person, wrapped, erasures)

    def _remember(self, person: str, wrapped: bytes, erasures: int) -> _Keys:
        try:
            keys = _keys(self._unwrap(person, wrapped))
        except TamperedError:
            raise Fault(
                "F311", place="the key store", reason="a key in it does not open with this node's key"
            ) from None
        with self._lock:
            if erasures == self._erasures:
                self._cache[person] = keys
            while len(self._cache) > CACHED:
                self._cache.popitem(last=False)
        return keys

    def _wrap(self, person: str, key: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapping.seal(nonce, key, _prefixed(person))

    def _unwrap(self, person: str, wrapped: bytes) -> bytes:
        return self._wrapping.open(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _prefixed(person))


def make_node_key(folder: Path) -> bool:
    """Make the key-encryption key where it is missing; answers whether it was."""
    if (folder / FILE).exists():
        return False
    keep_secret(folder / FILE, os.urandom(KEY_BYTES).hex())
    return True


def read_node_key(folder: Path) -> bytes:
    """The key-encryption key kept in ``folder``."""
    return bytes.fromhex((folder / FILE).read_text("ascii"))


def _keys(key: bytes) -> _Keys:
    fields = Aead(derive(key, b"midex vault: sealed fields, 1"))
    return _Keys(fields, derive(key, b"midex vault: salts of commitments, 1"))


def _opened(keys: _Keys, person: str, place: Place, sealed: str) -> bytes:
    nonce, ciphertext = _parts(sealed)
    return keys.fields.open(nonce, ciphertext, _associated(person, place))


def _associated(person: str, place: Place) -> bytes:
    return _prefixed("midex-sealed/1", person, place.table, place.row, place.field, str(place.version))


def _prefixed(*parts: str) -> bytes:
    """The parts with their lengths before them, so that no two lists of parts have the same bytes."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _parts(sealed: str) -> tuple[bytes, bytes]:
    """Nonce and ciphertext of a sealed text in its one spelling; TamperedError for every other text."""
    try:
        raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except (NotBase64, ValueError):
        raise TamperedError from None
    if urlsafe_b64encode(raw).rstrip(b"=").decode("ascii") != sealed or raw[:1] != VERSION:
        raise TamperedError
    return raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :]
