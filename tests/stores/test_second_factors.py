"""Second factors, bindings and sessions on both engines: sealed, counted once, ended at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction

from midex.kernel.role import Role
from midex.services.actor import Actor
from midex.services.entrance.one_time_code import matching_step
from midex.services.entrance.ports import Passkey
from tests.databases import ENGINES, NewDatabase
from tests.entrance import BOX
from tests.one_time_code import one_time_code

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 3, 1, 9, 0, 10, tzinfo=UTC)
KEY = Passkey(id="k1", credential=b"\x00public", name="blue key")


@pytest.fixture(params=ENGINES)
def alias(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    return new_database(request.param, "restricted")


@pytest.fixture
def stores(alias: str):
    from midex.stores.accounts.factors import FactorStore
    from midex.stores.accounts.store import AccountStore

    accounts = AccountStore(alias, BOX)
    for name in ("ana", "ben"):
        accounts.add(Actor(identity=name, name=name, role=Role.CASEWORKER, office="north"), "a very plain password")
    return accounts, FactorStore(alias, BOX)


def code(at: datetime) -> str:
    return one_time_code(SECRET, at.timestamp())


def test_an_account_keeps_its_office(stores) -> None:
    assert stores[0].find(" Ana ").office == "north"
    assert stores[0].check("ana", "a very plain password").office == "north"


def test_a_code_counts_once_and_none_before_it_afterwards(stores) -> None:
    accounts, factors = stores
    assert accounts.enrol_totp("ana", SECRET)
    assert not accounts.enrol_totp("ana", SECRET)
    assert factors.use_totp("ana", code(NOW), NOW)
    assert not factors.use_totp("ana", code(NOW), NOW + timedelta(seconds=29))
    assert not factors.use_totp("ana", code(NOW - timedelta(seconds=30)), NOW)
    assert factors.use_totp("ana", code(NOW + timedelta(seconds=30)), NOW)
    assert not factors.use_totp("ben", code(NOW), NOW)


def test_two_processes_cannot_both_take_a_code(stores, alias: str) -> None:
    accounts, factors = stores
    accounts.enrol_totp("ana", SECRET)

    def take(_: int) -> bool:
        try:
            return factors.use_totp("ana", code(NOW), NOW)
        finally:
            connections[alias].close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(16))) == 1


def test_who_waits_for_another_process_does_not_get_the_code_it_took(stores, alias: str) -> None:
    accounts, factors = stores
    accounts.enrol_totp("ana", SECRET)

    def take() -> bool:
        try:
            return factors.use_totp("ana", code(NOW), NOW)
        finally:
            connections[alias].close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(using=alias):
            assert factors.use_totp("ana", code(NOW), NOW)
            other = pool.submit(take)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.5)  # it waits for the row
        assert not other.result()


def test_a_secret_counts_once_it_was_confirmed(stores) -> None:
    _, factors = stores
    assert factors.offer_totp("ana", SECRET) == SECRET
    assert factors.offer_totp("ana", "A" * 32) == SECRET
    assert not factors.use_totp("ana", code(NOW), NOW)
    assert not factors.of("ana").any
    assert not factors.confirm_totp("ana", "000000", NOW)
    assert factors.confirm_totp("ana", code(NOW), NOW)
    assert factors.of("ana").totp
    assert not factors.use_totp("ana", code(NOW), NOW)


def test_nothing_that_proves_anything_can_be_read_from_the_database(stores, alias: str) -> None:
    accounts, factors = stores
    accounts.enrol_totp("ana", SECRET)
    accounts.bind("ana", "https://id.example", "subject-4711")
    factors.renew_recovery_codes("ana", ("ABCDE-FGHJK",))
    kept = ""
    with connections[alias].cursor() as cursor:
        for table in ("totp", "recoverycode", "binding"):
            cursor.execute(f"SELECT * FROM accounts_{table}")  # noqa: S608 - three names written above
            kept += repr(cursor.fetchall())
    assert all(canary not in kept for canary in (SECRET, "ABCDE", "4711", "id.example"))


def test_a_sealed_secret_moved_to_another_account_does_not_open(stores, alias: str) -> None:
    from midex.stores.accounts.models import Account, Totp

    accounts, factors = stores
    accounts.enrol_totp("ana", SECRET)
    ben = Account.objects.using(alias).get(identity="ben")
    Totp.objects.using(alias).update(account=ben)
    with pytest.raises(ValueError, match="changed or moved"):
        factors.use_totp("ben", code(NOW), NOW)


def test_a_recovery_code_is_the_accounts_own_and_used_up(stores) -> None:
    _, factors = stores
    factors.renew_recovery_codes("ana", ("ABCDE-FGHJK", "MNPQR-STUVW"))
    assert not factors.use_recovery_code("ben", "ABCDE-FGHJK")
    assert factors.use_recovery_code("ana", "abcdefghjk")
    assert not factors.use_recovery_code("ana", "ABCDE-FGHJK")
    factors.renew_recovery_codes("ana", ("XXXXX-YYYYY",))
    assert not factors.use_recovery_code("ana", "MNPQR-STUVW")


def test_a_passkey_is_one_accounts_and_its_count_never_goes_back(stores) -> None:
    accounts, factors = stores
    assert factors.add_passkey("ana", KEY, NOW)
    assert not factors.add_passkey("ben", KEY, NOW)
    actor, kept = factors.owner_of("k1")
    assert (actor.identity, kept.credential, kept.name) == ("ana", b"\x00public", "blue key")
    assert [factors.use_passkey("k1", count, NOW) for count in (0, 0, 5, 5, 4, 0, 6)] == [
        True, True, True, False, False, False, True,
    ]  # fmt: skip
    assert not factors.drop_passkey("ben", "k1")
    assert accounts.close("ana")
    assert factors.owner_of("k1") is None


def test_a_subject_is_bound_to_one_account_and_one_provider(stores) -> None:
    accounts, _ = stores
    assert accounts.bind("ana", "https://id.example", "4711")
    assert accounts.bind("ana", "https://id.example", "4711")
    assert not accounts.bind("ben", "https://id.example", "4711")
    assert accounts.bound("https://id.example", "4711").identity == "ana"
    assert accounts.bound("https://other.example", "4711") is None
    with pytest.raises(ValueError, match="no open account"):
        accounts.bind("nobody", "https://id.example", "4712")
    accounts.close("ana")
    assert accounts.bound("https://id.example", "4711") is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(at: int, expected: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    moment = datetime.fromtimestamp(at, UTC)
    assert one_time_code(secret, at) == expected
    assert matching_step(secret, expected, moment) == at // 30
    assert matching_step(secret, expected, moment + timedelta(seconds=90)) is None
