"""The vault and its twin keep one contract: what is sealed opens in its place, for a receipt, until erasure."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.crypto.vault import FILE, PersonVault, _associated, make_node_key, read_node_key
from midex.kernel.fault import Fault
from midex.kernel.field import Closed
from midex.services.casework.ports import Place, Receipt, Vault
from midex.stores.key_store import KeyStore
from tests.twins.vault import InMemoryVault

NAME = Place(table="event", row="c1/1", field="name")
READ = Receipt(entry=7, people=frozenset({"amina", "bilal"}))


def clock() -> datetime:
    return datetime(2026, 3, 1, 9, tzinfo=UTC)


def kept_in(folder: Path, node_key: bytes = bytes(32)) -> PersonVault:
    return PersonVault(node_key, KeyStore(folder / "keystore"), clock)


@pytest.fixture(params=["sqlite", "twin"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    made: Vault = kept_in(tmp_path) if request.param == "sqlite" else InMemoryVault()
    made.admit(["amina", "bilal"])
    return made


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Fault) as wrong:
        act()
    return wrong.value.code


@pytest.mark.parametrize("text", ["", "Amina", "Амина", "ا", "x" * 5000])
def test_what_is_sealed_opens_as_it_was(vault: Vault, text: str) -> None:
    assert vault.open("amina", NAME, vault.seal("amina", NAME, text), READ) == text


def test_nothing_opens_without_a_receipt_that_names_the_person(vault: Vault) -> None:
    sealed = vault.seal("amina", NAME, "Amina")
    with pytest.raises(PermissionError):
        vault.open("amina", NAME, sealed, Receipt(entry=7, people=frozenset({"bilal"})))
    with pytest.raises(PermissionError):
        vault.open("amina", NAME, sealed, Receipt(entry=7, people=frozenset()))


@pytest.mark.parametrize(
    "elsewhere",
    [{"table": "read"}, {"row": "c1/2"}, {"field": "alias"}, {"version": 2}, {"row": "c1/1n", "field": "ame"}],
)
def test_a_sealed_text_opens_nowhere_else(vault: Vault, elsewhere: dict[str, str]) -> None:
    sealed = vault.seal("amina", NAME, "Amina")
    assert code_of(lambda: vault.open("amina", replace(NAME, **elsewhere), sealed, READ)) == "F305"


def test_a_sealed_text_opens_for_nobody_else(vault: Vault) -> None:
    sealed = vault.seal("amina", NAME, "Amina")
    assert code_of(lambda: vault.open("bilal", NAME, sealed, READ)) == "F305"


def test_a_sealed_text_with_any_letter_changed_is_refused_and_says_nothing_of_itself(vault: Vault) -> None:
    sealed = vault.seal("amina", NAME, "Amina of Homs")
    changed = {
        sealed[:n] + other + sealed[n + 1 :] for n in range(len(sealed)) for other in "Aa0_=é" if sealed[n] != other
    }
    changed |= {sealed[:n] for n in range(len(sealed))} | {sealed + "A", sealed + "=", " " + sealed, sealed + "\n"}
    for text in changed:
        with pytest.raises(Fault) as wrong:
            vault.open("amina", NAME, text, READ)
        assert wrong.value.code == "F305"
        assert "Amina" not in str(wrong.value) + repr(wrong.value.__cause__)


def test_the_same_text_is_sealed_differently_every_time(vault: Vault) -> None:
    assert len({vault.seal("amina", NAME, "Amina") for _ in range(50)}) == 50


def test_nothing_is_sealed_for_a_person_without_a_key(vault: Vault) -> None:
    for act in (lambda: vault.seal("nobody", NAME, ""), lambda: vault.salt("nobody", "c1/1")):
        with pytest.raises(KeyError):
            act()


def test_admitting_again_keeps_the_key(vault: Vault) -> None:
    sealed, salt = vault.seal("amina", NAME, "Amina"), vault.salt("amina", "c1/1")
    vault.admit(["amina", "amina", "new"])
    assert vault.open("amina", NAME, sealed, READ) == "Amina"
    assert vault.salt("amina", "c1/1") == salt
    vault.seal("new", NAME, "")


def test_a_salt_depends_on_the_person_and_the_name(vault: Vault) -> None:
    salts = {vault.salt(person, name) for person in ("amina", "bilal", "") for name in ("c1/1", "c1/2", "")}
    assert len(salts) == 9
    assert {len(salt or b"") for salt in salts} == {32}
    assert vault.salt("", "c1/1") == vault.salt("", "c1/1")


def test_the_empty_person_is_the_node_and_has_no_key_to_erase(vault: Vault) -> None:
    with pytest.raises(ValueError, match="the node itself"):
        vault.admit([""])
    assert not vault.erase("")
    assert vault.salt("", "c1/1")


def test_an_erased_person_is_closed_for_ever(vault: Vault) -> None:
    sealed = vault.seal("amina", NAME, "Amina")
    assert vault.erase("amina")
    assert vault.open("amina", NAME, sealed, READ) == Closed()
    assert vault.salt("amina", "c1/1") is None
    with pytest.raises(KeyError):
        vault.seal("amina", NAME, "Amina")
    vault.admit(["amina"])
    assert vault.open("amina", NAME, sealed, READ) == Closed()
    assert vault.erased() == {"amina"}


def test_erasing_one_person_leaves_the_others(vault: Vault) -> None:
    sealed, salt = vault.seal("bilal", NAME, "Bilal"), vault.salt("bilal", "c1/1")
    vault.erase("amina")
    assert vault.open("bilal", NAME, sealed, READ) == "Bilal"
    assert vault.salt("bilal", "c1/1") == salt


def test_erasing_twice_or_erasing_nobody_answers_false(vault: Vault) -> None:
    assert vault.erase("amina")
    assert not vault.erase("amina")
    assert not vault.erase("nobody")
    assert vault.erased() == {"amina"}


PARTS = st.text(max_size=4)


@given(st.tuples(PARTS, PARTS, PARTS, PARTS), st.tuples(PARTS, PARTS, PARTS, PARTS))
def test_two_places_never_have_the_same_associated_data(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    first, second = (_associated(person, Place(*place)) for person, *place in (one, other))
    assert (first == second) is (one == other)


def test_sealed_fields_open_in_a_process_that_starts_later(tmp_path: Path) -> None:
    before = kept_in(tmp_path)
    before.admit(["amina"])
    sealed, salt = before.seal("amina", NAME, "Amina"), before.salt("amina", "c1/1")
    after = kept_in(tmp_path)
    assert after.open("amina", NAME, sealed, READ) == "Amina"
    assert (after.salt("amina", "c1/1"), after.salt("", "x")) == (salt, before.salt("", "x"))


def test_a_person_erased_elsewhere_is_closed_here_although_the_key_was_in_use(tmp_path: Path) -> None:
    here, elsewhere = kept_in(tmp_path), kept_in(tmp_path)
    here.admit(["amina"])
    sealed = here.seal("amina", NAME, "Amina")
    assert elsewhere.erase("amina")
    assert here.open("amina", NAME, sealed, READ) == Closed()
    assert here.salt("amina", "c1/1") is None


def test_another_nodes_key_opens_nothing(tmp_path: Path) -> None:
    kept_in(tmp_path).admit(["amina"])
    other = kept_in(tmp_path, node_key=b"1" * 32)
    assert code_of(lambda: other.seal("amina", NAME, "Amina")) == "F311"


def test_a_wrapped_key_belongs_to_one_person(tmp_path: Path) -> None:
    vault, store = kept_in(tmp_path), KeyStore(tmp_path / "keystore")
    vault.admit(["amina"])
    wrapped = store.find("amina")
    assert wrapped is not None
    store.add([("bilal", wrapped), ("changed", wrapped[:-1] + bytes([wrapped[-1] ^ 1]))])
    vault.seal("amina", NAME, "")
    assert code_of(lambda: vault.seal("bilal", NAME, "")) == "F311"
    assert code_of(lambda: vault.seal("changed", NAME, "")) == "F311"


def test_threads_seal_and_open_while_others_are_admitted_and_erased(tmp_path: Path) -> None:
    vault = kept_in(tmp_path)
    vault.admit(["amina", *(f"p{n}" for n in range(20))])

    def work(number: int) -> bool:
        vault.admit([f"new{number}"])
        assert vault.erase(f"p{number}")
        return all(vault.open("amina", NAME, vault.seal("amina", NAME, str(n)), READ) == str(n) for n in range(50))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(20)))
    assert vault.erased() == {f"p{n}" for n in range(20)}


def test_the_node_key_is_made_once(tmp_path: Path) -> None:
    assert make_node_key(tmp_path / "keys")
    key = read_node_key(tmp_path / "keys")
    assert not make_node_key(tmp_path / "keys")
    assert read_node_key(tmp_path / "keys") == key
    assert len(key) == 32
    assert (tmp_path / "keys" / FILE).stat().st_mode & 0o777 == 0o600
