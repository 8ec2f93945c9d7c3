"""The key store forgets: after an erasure no file of it holds the key; threads, processes and a kill do no harm."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from midex.kernel.fault import Fault
from midex.stores import key_file, key_store
from midex.stores.key_file import connect
from midex.stores.key_store import KeyStore

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TOMB = (int(NOW.timestamp()), b"s" * 32)


def wrapped() -> bytes:
    return os.urandom(60)


def bytes_left(folder: Path) -> bytes:
    """Everything in every file of the folder, whatever its name."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keystore")


def forget(store: KeyStore, person: str) -> int:
    return store.forget([(person, *TOMB)])


def test_a_key_is_found_until_it_is_forgotten(store: KeyStore) -> None:
    key = wrapped()
    store.add([("amina", key), ("bilal", wrapped())])
    assert store.find("amina") == key
    assert forget(store, "amina")
    assert store.find("amina") is None
    assert store.find("bilal")
    with pytest.raises(KeyError):
        store.find("nobody")


def test_the_first_key_of_a_person_stays(store: KeyStore) -> None:
    key = wrapped()
    store.add([("amina", key)])
    store.add([("amina", wrapped()), ("amina", wrapped())])
    assert store.find("amina") == key


def test_a_tombstone_remains_and_no_key_comes_after_it(store: KeyStore) -> None:
    store.add([("amina", wrapped())])
    assert forget(store, "amina")
    assert not forget(store, "amina")
    assert not forget(store, "from a list of erasures")
    store.add([("amina", wrapped()), ("from a list of erasures", wrapped())])
    assert store.forgotten() == {"amina": NOW, "from a list of erasures": NOW}
    assert store.find("from a list of erasures") is None
    assert store.erasures() == 2


def test_no_file_holds_a_forgotten_key_in_any_of_many_orders(tmp_path: Path) -> None:
    chance = random.Random(3)
    store = KeyStore(tmp_path)
    keys: dict[str, bytes] = {}
    gone: dict[str, bytes] = {}
    for turn in range(120):
        new = {f"{chance.getrandbits(128):032x}": wrapped() for _ in range(chance.choice([3, 5, 40]))}
        store.add(new.items())
        keys |= new
        if turn % 3 == 0:
            for person in chance.sample(sorted(keys), 3):
                gone[person] = keys.pop(person)
                assert forget(store, person)
    left = bytes_left(tmp_path)
    assert not [person for person, key in gone.items() if key in left or key[:8] in left or key[-8:] in left]
    assert all(key in left for key in keys.values())


def test_the_log_is_empty_after_an_erasure_while_the_store_stays_open(store: KeyStore) -> None:
    store.add([("amina", wrapped())])
    log = store.file.with_name(f"{store.file.name}-wal")
    assert log.stat().st_size > 0
    forget(store, "amina")
    assert log.stat().st_size == 0


ERASE_AND_DIE = """
import os, sys
from pathlib import Path
from midex.stores.key_store import KeyStore
class Killed(KeyStore):
    def scrub(self): pass
store = Killed(Path(sys.argv[1]))
store.forget([("amina", 1, b"s" * 32)])
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_process_left_in_the_log_goes_when_the_store_is_opened(tmp_path: Path) -> None:
    key = wrapped()
    KeyStore(tmp_path).add([("amina", key)])
    connect(tmp_path / key_store.FILE).close()
    subprocess.run([sys.executable, "-c", ERASE_AND_DIE, tmp_path], check=False, timeout=60)
    assert (tmp_path / f"{key_store.FILE}-wal").stat().st_size > 0
    store = KeyStore(tmp_path)
    assert store.find("amina") is None
    assert key not in bytes_left(tmp_path)


ADD_MANY = """
import sys
from pathlib import Path
from midex.stores.key_store import KeyStore
store = KeyStore(Path(sys.argv[1]))
for number in range(100):
    store.add([(f"p{number}", sys.argv[2].encode() * 60)])
"""


def test_several_processes_open_a_new_store_and_agree_on_every_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ADD_MANY, str(tmp_path)]
    running = [subprocess.Popen([*command, name], stderr=subprocess.PIPE) for name in "abcd"]
    said = [process.communicate(timeout=60)[1].decode() for process in running]
    assert said == [""] * 4
    store = KeyStore(tmp_path)
    assert {len(set(store.find(f"p{number}") or b"")) for number in range(100)} == {1}


def test_keys_are_kept_before_add_returns(tmp_path: Path) -> None:
    added = "KeyStore(Path(sys.argv[1])).add([('amina', b'k' * 60)]); os.kill(os.getpid(), 9)"
    program = f"import os, sys; from pathlib import Path; from midex.stores.key_store import KeyStore; {added}"
    subprocess.run([sys.executable, "-c", program, tmp_path], check=False, timeout=60)
    assert KeyStore(tmp_path).find("amina") == b"k" * 60


def test_a_batch_that_fails_leaves_nothing_of_itself(store: KeyStore) -> None:
    def broken() -> object:
        yield "amina", wrapped()
        yield "bilal", None

    with pytest.raises(sqlite3.IntegrityError):
        store.add(broken())
    with pytest.raises(KeyError):
        store.find("amina")


def test_only_the_owner_can_read_the_keys(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keystore")
    store.add([("amina", wrapped())])
    assert stat.S_IMODE((tmp_path / "keystore").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "keystore").iterdir()} == {0o600}


def test_a_store_with_weakened_settings_does_not_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "SETTINGS", {**key_file.SETTINGS, "page_size": 4097})
    with pytest.raises(Fault) as wrong:
        KeyStore(tmp_path)
    assert wrong.value.code == "F306"
    assert "page_size is 4096" in str(wrong.value)
