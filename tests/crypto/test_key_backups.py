"""A backup of the keys brings everybody back but those who were erased, and is refused when it is damaged."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from midex.crypto.vault import PersonVault
from midex.kernel.fault import Fault
from midex.kernel.field import Closed
from midex.services.casework.ports import Place, Receipt, RestoredKeys
from midex.stores.key_backup import FILE, PART
from midex.stores.key_store import KeyStore

NAME = Place(table="event", row="c1/1", field="name")
PEOPLE = tuple(f"person-{number}" for number in range(40))
READ = Receipt(entry=7, people=frozenset(PEOPLE))
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Kept:
    """A vault whose wrapped keys are known to the test, and one sealed text of each person."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = KeyStore(folder / "keystore")
        self.vault = PersonVault(bytes(32), self.store, lambda: NOW)
        self.vault.admit(PEOPLE)
        self.wrapped = {person: self.store.find(person) or b"" for person in PEOPLE}
        self.sealed = {person: self.vault.seal(person, NAME, person) for person in PEOPLE}

    def opens(self, vault: PersonVault) -> set[str]:
        """Those whose text a vault opens."""
        return {person for person in PEOPLE if vault.open(person, NAME, self.sealed[person], READ) == person}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "home")


@pytest.fixture
def folder(kept: Kept, tmp_path: Path) -> Path:
    kept.vault.back_up(tmp_path / "backup")
    return tmp_path / "backup"


def empty(folder: Path, node_key: bytes = bytes(32)) -> PersonVault:
    return PersonVault(node_key, KeyStore(folder / "keystore"), lambda: NOW)


def reason(vault: PersonVault, folder: Path) -> str:
    """Why a backup is refused; nothing came in."""
    before = vault.count()
    with pytest.raises(Fault) as wrong:
        vault.restore(folder)
    assert wrong.value.code == "F313"
    assert vault.count() == before
    return str(wrong.value)


def test_everybody_comes_back_from_a_backup(kept: Kept, folder: Path, tmp_path: Path) -> None:
    new = empty(tmp_path / "new")
    assert new.restore(folder) == RestoredKeys(keys=40, erased=0)
    assert kept.opens(new) == set(PEOPLE)
    assert [backup.folder for backup in new.backups()] == [folder]
    assert new.restore(folder) == RestoredKeys(keys=0, erased=0)


def test_an_erased_key_is_gone_from_the_backup_at_once(kept: Kept, folder: Path) -> None:
    kept.vault.erase(PEOPLE[0])
    left = b"".join(file.read_bytes() for file in folder.iterdir())
    assert kept.wrapped[PEOPLE[0]] not in left
    assert all(kept.wrapped[person] in left for person in PEOPLE[1:])
    assert [backup.waiting for backup in kept.vault.backups()] == [0]


def test_a_folder_out_of_reach_waits_and_is_caught_up_with(kept: Kept, folder: Path) -> None:
    away = folder.rename(folder.with_name("away"))
    kept.vault.erase(PEOPLE[0])
    kept.vault.erase(PEOPLE[1])
    assert [backup.waiting for backup in kept.vault.backups()] == [2]
    away.rename(folder)
    assert [backup.waiting for backup in kept.vault.backups()] == [0]
    left = (folder / FILE).read_bytes()
    assert not [person for person in PEOPLE[:2] if kept.wrapped[person] in left]


def test_a_damaged_backup_does_not_stop_an_erasure_and_stays_on_the_list(kept: Kept, folder: Path) -> None:
    (folder / FILE).write_bytes(b"no database at all" * 100)
    assert kept.vault.erase(PEOPLE[0])
    assert [backup.waiting for backup in kept.vault.backups()] == [1]
    kept.vault.back_up(folder)
    assert [backup.waiting for backup in kept.vault.backups()] == [0]


def test_only_the_newest_is_kept_and_the_one_before_is_overwritten(kept: Kept, folder: Path) -> None:
    with (folder / FILE).open("rb") as before:
        size = os.fstat(before.fileno()).st_size
        kept.vault.back_up(folder)
        assert before.read() == bytes(size)
    assert [file.name for file in folder.iterdir()] == [FILE]
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600


def test_what_a_stopped_backup_left_is_overwritten(kept: Kept, folder: Path) -> None:
    (folder / PART).write_bytes(b"half a copy")
    with (folder / PART).open("rb") as half:
        kept.vault.back_up(folder)
        assert half.read() == bytes(11)


def test_who_was_erased_since_stays_erased_after_a_restore(kept: Kept, folder: Path, tmp_path: Path) -> None:
    old = shutil.copytree(folder, tmp_path / "a copy nobody knew of")
    kept.vault.erase(PEOPLE[0])
    assert kept.vault.restore(old) == RestoredKeys(keys=0, erased=0)
    assert kept.opens(kept.vault) == set(PEOPLE[1:])
    assert kept.wrapped[PEOPLE[0]] not in (old / FILE).read_bytes()


def test_who_is_in_the_list_of_the_erased_never_comes_back(kept: Kept, folder: Path, tmp_path: Path) -> None:
    new = empty(tmp_path / "new")
    assert new.restore(folder, [PEOPLE[0], "unknown"]) == RestoredKeys(keys=39, erased=2)
    assert kept.opens(new) == set(PEOPLE[1:])
    assert new.open(PEOPLE[0], NAME, kept.sealed[PEOPLE[0]], READ) == Closed()
    left = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and "home" not in file.parts)
    assert kept.wrapped[PEOPLE[0]] not in left
    new.admit(["unknown"])
    with pytest.raises(KeyError):
        new.seal("unknown", NAME, "")


def test_the_tombstones_of_a_backup_come_back_with_it(kept: Kept, folder: Path, tmp_path: Path) -> None:
    kept.vault.erase(PEOPLE[0])
    new = empty(tmp_path / "new")
    assert new.restore(folder) == RestoredKeys(keys=39, erased=1)
    assert new.erased() == {PEOPLE[0]}


def test_a_flipped_byte_is_refused_or_changed_nothing_that_is_kept(kept: Kept, folder: Path, tmp_path: Path) -> None:
    kept.vault.erase(PEOPLE[0])
    sound = (folder / FILE).read_bytes()
    chance = random.Random(11)
    refused = 0
    for number in range(150):
        place = chance.randrange(len(sound))
        (folder / FILE).write_bytes(sound[:place] + bytes([sound[place] ^ 1 << number % 8]) + sound[place + 1 :])
        new = empty(tmp_path / f"new{number}")
        try:
            assert new.restore(folder) == RestoredKeys(keys=39, erased=1)
        except Fault as wrong:
            if wrong.code != "F313":
                raise
            assert new.count() == 0
            refused += 1
        else:
            assert kept.opens(new) == set(PEOPLE[1:])
            assert new.erased() == {PEOPLE[0]}
    assert refused > 10


@pytest.mark.parametrize("share", [0, 0.3, 0.7, 0.99])
def test_a_shortened_backup_is_refused(kept: Kept, folder: Path, tmp_path: Path, share: float) -> None:
    file = folder / FILE
    file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])
    reason(empty(tmp_path / "new"), folder)


def test_a_backup_without_one_of_its_keys_is_refused(kept: Kept, folder: Path, tmp_path: Path) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("DELETE FROM keys WHERE number = 5")
    connection.close()
    assert "1 keys are missing" in reason(empty(tmp_path / "new"), folder)


def test_another_nodes_backup_is_refused(kept: Kept, folder: Path, tmp_path: Path) -> None:
    assert "node's key" in reason(empty(tmp_path / "new", b"1" * 32), folder)


def test_an_erasure_that_somebody_dated_back_is_refused(kept: Kept, folder: Path, tmp_path: Path) -> None:
    kept.vault.erase(PEOPLE[0])
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("UPDATE erased SET at = at - 1")
    connection.close()
    assert "not as this node sealed it" in reason(empty(tmp_path / "new"), folder)


def test_no_backup_at_all_is_refused(kept: Kept, tmp_path: Path) -> None:
    assert "no such file" in reason(kept.vault, tmp_path)


def test_a_backup_never_replaces_a_key_in_use(kept: Kept, folder: Path, tmp_path: Path) -> None:
    new = empty(tmp_path / "new")
    new.admit(PEOPLE[:1])
    sealed = new.seal(PEOPLE[0], NAME, "new text")
    assert "another key" in reason(new, folder)
    assert new.open(PEOPLE[0], NAME, sealed, READ) == "new text"


def test_erasing_while_backups_are_made_leaves_no_key_in_any(kept: Kept, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "ab"]
    with ThreadPoolExecutor(4) as pool:
        made = [pool.submit(kept.vault.back_up, folders[n % 2]) for n in range(10)]
        gone = [pool.submit(kept.vault.erase, person) for person in PEOPLE[:20]]
        assert [done.result() for done in gone] == [True] * 20
        assert [done.result() for done in made] == [None] * 10
    left = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert not [person for person in PEOPLE[:20] if kept.wrapped[person] in left]
    assert [backup.waiting for backup in kept.vault.backups()] == [0, 0]
