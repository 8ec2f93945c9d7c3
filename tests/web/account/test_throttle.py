"""Guessing becomes slow quickly; nobody is kept out for long, nor because of somebody else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from midex.kernel.role import Role
from midex.services.entrance.one_time_code import PERIOD
from midex.services.entrance.ports import Entrance
from midex.web.account import throttle
from midex.web.account.device import cookie_name
from midex.web.account.throttle import FREE, FREE_ANYWHERE, FREE_AT_ALL, Guess, Try, forgive, must_wait
from tests.one_time_code import one_time_code
from tests.web.account.conftest import PASSWORD, SECRET, Visit

LONGEST = Guess.PASSWORD.value
WRONG = "wrong"
SIGN_IN = Path(__file__).parents[3] / "docs" / "how-to" / "sign-in.md"


class Watch:
    """Time that passes only when it is told to."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    cache.clear()
    made = Watch()
    monkeypatch.setattr(throttle, "time", made)
    yield made
    cache.clear()


def wait(account: str, address: str = "here", device: str = "", guess: Guess = Guess.PASSWORD) -> int:
    return must_wait(Try(account=account, address=address, device=device, guess=guess))


def guess(client: Client, password: str = WRONG, account: str = "stat", **said: str) -> tuple[int, str]:
    answer = client.post("/sign-in", {"username": account, "password": password}, **said)
    return answer.status_code, answer.content.decode()


def test_after_some_wrong_tries_even_the_right_password_waits_its_turn(visit: Visit, watch: Watch) -> None:
    client = visit()
    assert [guess(client)[0] for _ in range(FREE + 1)] == [200] * (FREE + 1)
    status, page = guess(client, PASSWORD)
    assert (status, "Try again in" in page) == (429, True)
    watch.now += 2
    assert guess(client, PASSWORD)[0] == 302


def test_somebody_elsewhere_keeps_nobody_out(visit: Visit) -> None:
    client = visit()
    for _ in range(FREE + 3):
        guess(client, REMOTE_ADDR="192.0.2.9")
    assert guess(client, PASSWORD, REMOTE_ADDR="192.0.2.10")[0] == 302


def test_an_address_is_taken_from_a_proxy_only_where_there_is_one(visit: Visit) -> None:
    client = visit()
    for number in range(FREE + 1):
        guess(client, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert guess(client, HTTP_X_FORWARDED_FOR="192.0.2.99")[0] == 429
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert guess(client, HTTP_X_FORWARDED_FOR="made up, 192.0.2.99")[0] == 200


def test_each_wrong_try_doubles_the_wait_up_to_a_minute(watch: Watch) -> None:
    assert [wait("ana") for _ in range(FREE)] == [0] * FREE
    waited = []
    for _ in range(9):
        assert wait("ana") == 0
        waited.append(wait("ana"))
        watch.now += waited[-1]
    assert waited == [1, 2, 4, 8, 16, 32, LONGEST, LONGEST, LONGEST]


def test_wrong_codes_are_counted_apart_and_wait_a_quarter_of_an_hour_in_the_end(watch: Watch) -> None:
    for _ in range(FREE + 12):
        assert wait("ana", guess=Guess.CODE) == 0
        watch.now += wait("ana", guess=Guess.CODE)
    assert wait("ana", guess=Guess.CODE) == 0
    assert wait("ana", guess=Guess.CODE) == Guess.CODE.value
    assert wait("ana") == 0


def test_a_name_spelt_differently_is_the_same_account(watch: Watch) -> None:
    for spelt in ("ana", "ANA", " ana", "ａna", "ana"):
        assert wait(spelt) == 0
    assert wait("Ana") > 0


def test_many_accounts_from_one_address_wait_too_and_an_office_that_signs_in_rightly_does_not() -> None:
    for number in range(3 * FREE_AT_ALL):
        right = Try(account=f"colleague{number}", address="office")
        assert must_wait(right) == 0
        forgive(right)
    for number in range(FREE_AT_ALL + 1):
        assert wait(f"guess{number}", "there") == 0
    assert wait("another", "there") > 0
    assert wait("another", "office") == 0


def test_many_addresses_that_try_one_account_wait_too_and_its_known_device_does_not() -> None:
    assert all(wait("ana", f"192.0.2.{number}") == 0 for number in range(FREE_ANYWHERE + 1))
    assert wait("ana", "198.51.100.1") > 0
    assert wait("ana", "198.51.100.1", device="hers") == 0


def test_a_known_device_that_guesses_waits_by_itself() -> None:
    assert [wait("ana", device="hers") for _ in range(FREE + 1)] == [0] * (FREE + 1)
    assert wait("ana", device="hers") > 0
    assert wait("ana", device="her other one") == 0
    assert wait("ana") == 0


def test_a_browser_that_keeps_nothing_waits_for_what_others_at_its_address_tried_and_the_page_says_so(
    visit: Visit,
) -> None:
    kept = visit()
    assert guess(kept, PASSWORD)[0] == 302
    kept.post("/sign-out")
    for number in range(FREE_AT_ALL + 1):
        guess(visit(), account=f"somebody{number}")
    assert guess(visit(), PASSWORD)[0] == 429  # a private window: its owner, with the right password
    assert guess(kept, PASSWORD)[0] == 302  # a profile that was kept
    said = " ".join(SIGN_IN.read_text("utf-8").split())
    costs = said.partition("**A browser that keeps nothing**")[2].partition("**with a passkey alone**")[0]
    assert f"Once {FREE_AT_ALL} wrong tries came from the office's address" in costs
    assert "every further one from there waits, the right password too" in costs
    assert f"up to a minute for a password and {Guess.CODE.value // 60} minutes for a code" in costs
    assert f"after {FREE} wrong tries at one account from one address, {FREE_AT_ALL} from one address or" in said
    assert f"or {FREE_ANYWHERE} at one account, it waits" in said
    assert (LONGEST, throttle.FORGOTTEN) == (60, 60 * 60)
    assert "Whoever signs in **with a passkey alone** is not counted and waits for nobody." in said
    local = {"SERVER_NAME": "localhost"}
    tried = [visit().post("/sign-in/passkey", {"passkey": "wrong"}, **local).status_code for _ in range(FREE_AT_ALL)]
    assert tried == [403] * FREE_AT_ALL


def test_tries_at_once_are_not_more_than_tries_one_after_the_other() -> None:
    with ThreadPoolExecutor(16) as pool:
        allowed = list(pool.map(lambda _: wait("ana") == 0, range(64)))
    assert sum(allowed) == FREE + 1


def test_neither_name_nor_address_is_kept_as_it_is() -> None:
    wait("ana.k", "192.0.2.7")
    kept = repr(cache._cache)
    assert "ana.k" not in kept
    assert "192.0.2.7" not in kept


def test_a_mark_is_for_one_account_names_nobody_and_cannot_be_made_up(visit: Visit) -> None:
    client = visit()
    guess(client, PASSWORD)
    mark = client.cookies[cookie_name()].value
    assert "stat" not in mark
    client.post("/sign-out")
    for _ in range(FREE + FREE_AT_ALL):
        guess(visit())
    assert guess(visit(), PASSWORD)[0] == 429
    made_up = visit()
    made_up.cookies[cookie_name()] = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    assert guess(made_up, PASSWORD)[0] == 429
    assert guess(client, PASSWORD)[0] == 302


def test_ten_thousand_wrong_tries_at_every_account_of_an_office_keep_no_officer_from_a_known_device(
    watch: Watch,
) -> None:
    office = [f"officer{number}" for number in range(12)]
    reached = dict.fromkeys(office, 0)
    for _ in range(10_000):
        watch.now += 0.05  # the attacker sits in the office and tries twenty accounts a second
        for account in office:
            reached[account] += wait(account, "the office's own address") == 0
    print(f"\n120,000 tries in {10_000 * 0.05:.0f} s reached the password {sum(reached.values())} times")  # noqa: T201
    assert sum(reached.values()) <= FREE_AT_ALL + 20
    for account in office:
        assert wait(account, "the office's own address", device=f"the device of {account}") == 0


@pytest.mark.parametrize("addresses", [1, 1_000], ids=["one address", "a thousand addresses"])
def test_a_thousand_wrong_passwords_keep_the_owner_of_a_known_browser_out_for_no_second(
    visit: Visit, addresses: int
) -> None:
    owner = visit()
    assert guess(owner, PASSWORD)[0] == 302
    owner.post("/sign-out")
    reached = sum(wait("stat", address) == 0 for address in thousand(addresses))
    assert 1 <= reached <= FREE_ANYWHERE + 1
    assert guess(visit(), PASSWORD, REMOTE_ADDR="198.51.0.0")[0] == 429
    assert guess(owner, PASSWORD)[0] == 302


def thousand(addresses: int) -> list[str]:
    return [f"198.51.{number % addresses // 250}.{number % addresses % 250}" for number in range(1_000)]


def test_a_thousand_wrong_codes_keep_the_owner_of_a_known_browser_out_for_no_second(
    visit: Visit, door: Entrance, watch: Watch
) -> None:
    door.accounts.enrol_totp("editor", SECRET)
    owner, thief = visit(), visit()
    assert guess(owner, PASSWORD, "editor")[0] == 302
    assert owner.post("/second-factor", {"code": one_time_code(SECRET)}).status_code == 302
    owner.post("/sign-out")
    for _ in range(1_000):
        wait("editor", "192.0.2.9", guess=Guess.CODE)
    assert guess(thief, PASSWORD, "editor", REMOTE_ADDR="192.0.2.9")[0] == 302  # somebody who knows the password
    answer = thief.post("/second-factor", {"code": "000000"}, REMOTE_ADDR="192.0.2.9")
    assert answer.status_code == 429
    assert guess(owner, PASSWORD, "editor")[0] == 302
    later = one_time_code(SECRET, time.time() + PERIOD)
    assert owner.post("/second-factor", {"code": later}).status_code == 302


def test_an_office_behind_one_address_signs_in_from_known_browsers_while_somebody_in_it_guesses(
    visit: Visit, somebody: Callable[..., str]
) -> None:
    office = [somebody(Role.SUBMITTER) for _ in range(6)]
    browsers = {who: visit() for who in office}
    for who, browser in browsers.items():
        assert guess(browser, PASSWORD, who)[0] == 302
        browser.post("/sign-out")
    for number in range(1_000):
        wait(office[number % len(office)], "127.0.0.1")
    assert guess(visit(), account="anybody")[0] == 429
    for who, browser in browsers.items():
        assert guess(browser, PASSWORD, who)[0] == 302
