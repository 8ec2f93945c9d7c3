"""Answers kept in memory: bounded, the same for everyone, safe between threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.http import HttpResponse

from midex.web.kept import OVERHEAD, Kept


def test_what_was_kept_is_answered_again_with_its_headers() -> None:
    kept = Kept()
    kept.keep("a", HttpResponse(b"figures", headers={"ETag": '"x"', "Content-Type": "text/csv"}))
    for _ in range(2):
        again = kept.find("a")
        assert again is not None
        assert (again.content, again["ETag"], again["Content-Type"]) == (b"figures", '"x"', "text/csv")
    assert kept.find("b") is None


def test_what_is_added_for_one_visitor_stays_with_that_visitor() -> None:
    kept = Kept()
    kept.keep("a", HttpResponse(b"figures"))
    first = kept.find("a")
    assert first is not None
    first["X-Own"] = "mine"
    second = kept.find("a")
    assert second is not None
    assert "X-Own" not in second


def test_the_answer_not_asked_for_longest_goes_first_and_the_room_is_never_exceeded() -> None:
    kept = Kept(room=3 * (OVERHEAD + 10))
    for name in "abc":
        kept.keep(name, HttpResponse(name.encode() * 10))
    kept.find("a")
    kept.keep("d", HttpResponse(b"d" * 10))
    assert [name for name in "abcd" if kept.find(name)] == ["a", "c", "d"]


def test_a_key_kept_twice_takes_room_once() -> None:
    kept = Kept(room=2 * (OVERHEAD + 10))
    for _ in range(5):
        kept.keep("a", HttpResponse(b"a" * 10))
    kept.keep("b", HttpResponse(b"b" * 10))
    assert kept.find("a")
    assert kept.find("b")


def test_long_answers_failures_and_answers_with_a_cookie_are_not_kept() -> None:
    kept = Kept(largest=10)
    kept.keep("long", HttpResponse(b"x" * 11))
    kept.keep("failed", HttpResponse(b"no", status=404))
    own = HttpResponse(b"mine")
    own.set_cookie("who", "me")
    kept.keep("own", own)
    assert not any(kept.find(name) for name in ("long", "failed", "own"))


def test_many_threads_keep_and_find_without_mixing_answers() -> None:
    kept = Kept(room=20 * (OVERHEAD + 4))

    def visit(number: int) -> bool:
        key = number % 50
        kept.keep(key, HttpResponse(f"{key:04d}".encode()))
        found = kept.find(key)
        return found is None or found.content == f"{key:04d}".encode()

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(visit, range(4000)))
