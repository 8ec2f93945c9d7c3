"""Guessing passwords becomes slow quickly; nobody is kept out for long, nor because of somebody elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from midex.web.statistics import throttle
from midex.web.statistics.throttle import FREE, FREE_AT_ALL, LONGEST, forgive, must_wait
from tests.web.statistics.conftest import PASSWORD, Visit
from tests.world import World


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


WRONG = "wrong"


def guess(client: Client, password: str = WRONG, **said: str) -> tuple[int, str]:
    answer = client.post("/sign-in", {"username": "stat", "password": password}, **said)
    return answer.status_code, answer.content.decode()


def test_after_some_wrong_tries_even_the_right_password_waits_its_turn(
    world: World, visit: Visit, watch: Watch
) -> None:
    client = visit("", world.node())
    assert [guess(client)[0] for _ in range(FREE + 1)] == [200] * (FREE + 1)
    status, page = guess(client, PASSWORD)
    assert (status, "Try again in" in page) == (429, True)
    watch.now += 2
    assert guess(client, PASSWORD)[0] == 302


def test_somebody_elsewhere_keeps_nobody_out(world: World, visit: Visit) -> None:
    client = visit("", world.node())
    for _ in range(FREE + 3):
        guess(client, REMOTE_ADDR="192.0.2.9")
    assert guess(client, PASSWORD, REMOTE_ADDR="192.0.2.10")[0] == 302


def test_an_address_is_taken_from_a_proxy_only_where_there_is_one(world: World, visit: Visit) -> None:
    client = visit("", world.node())
    for number in range(FREE + 1):
        guess(client, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert guess(client, HTTP_X_FORWARDED_FOR="192.0.2.99")[0] == 429
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert guess(client, HTTP_X_FORWARDED_FOR="made up, 192.0.2.99")[0] == 200


def test_each_wrong_try_doubles_the_wait_up_to_a_minute(watch: Watch) -> None:
    assert [must_wait("ana", "here") for _ in range(FREE)] == [0] * FREE
    waited = []
    for _ in range(9):
        assert must_wait("ana", "here") == 0
        waited.append(must_wait("ana", "here"))
        watch.now += waited[-1]
    assert waited == [1, 2, 4, 8, 16, 32, LONGEST, LONGEST, LONGEST]


def test_a_name_spelt_differently_is_the_same_account(watch: Watch) -> None:
    for spelt in ("ana", "ANA", " ana", "ａna", "ana"):
        assert must_wait(spelt, "here") == 0
    assert must_wait("Ana", "here") > 0


def test_many_accounts_from_one_address_wait_too_and_an_office_that_signs_in_rightly_does_not() -> None:
    for number in range(3 * FREE_AT_ALL):
        assert must_wait(f"colleague{number}", "office") == 0
        forgive(f"colleague{number}", "office")
    for number in range(FREE_AT_ALL + 1):
        assert must_wait(f"guess{number}", "there") == 0
    assert must_wait("another", "there") > 0
    assert must_wait("another", "office") == 0


def test_tries_at_once_are_not_more_than_tries_one_after_the_other() -> None:
    with ThreadPoolExecutor(16) as pool:
        allowed = list(pool.map(lambda _: must_wait("ana", "here") == 0, range(64)))
    assert sum(allowed) == FREE + 1


def test_neither_name_nor_address_is_kept_as_it_is() -> None:
    must_wait("ana.k", "192.0.2.7")
    kept = repr(cache._cache)
    assert "ana.k" not in kept
    assert "192.0.2.7" not in kept
