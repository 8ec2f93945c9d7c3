"""Signing in: a first proof alone opens nothing that needs two, a session ends when it should, and at once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from midex.kernel.role import Role
from midex.policy.second_factor import needs_second_factor
from midex.services.entrance.end_sessions import end_sessions
from midex.services.entrance.ports import Entrance, Outcome
from midex.services.entrance.session import ABSOLUTE, FACTOR, SEEN, STARTED, TOUCH
from midex.web.account.door import WAITING, WAITS, WRONG_CODES
from tests.entrance import sign_in
from tests.one_time_code import one_time_code
from tests.web.account.conftest import PASSWORD, SECRET, Visit

Somebody = Callable[..., str]
BEHIND = ("/office", "/account", "/account/password", "/set-up/app", "/set-up/passkey", "/set-up")


@pytest.fixture(autouse=True)
def nothing_was_tried() -> None:
    cache.clear()


def password(client: Client, who: str, said: str = PASSWORD, **more: str) -> str:
    answer = client.post("/sign-in", {"username": who, "password": said, **more})
    return answer.headers.get("Location", "")


def test_every_role_but_the_submitter_needs_a_second_factor() -> None:
    assert {role for role in Role if not needs_second_factor(role)} == {Role.SUBMITTER}


def test_a_submitter_signs_in_with_a_password_and_is_told_to_the_home(
    visit: Visit, told: list[tuple[str, Outcome]]
) -> None:
    client = visit()
    assert password(client, "stat", next="/work?x=1") == "/work?x=1"
    assert client.get("/work").content == b"work of stat in "
    client.post("/sign-out")
    password(client, "stat", "wrong")
    password(client, "my secret in the wrong field")
    assert told == [
        ("stat", Outcome.SIGNED_IN),
        ("stat", Outcome.SIGNED_OUT),
        ("stat", Outcome.WRONG_PASSWORD),
        ("", Outcome.WRONG_PASSWORD),
    ]


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_a_password_lets_nobody_but_a_submitter_in(visit: Visit, somebody: Somebody, role: Role) -> None:
    client = visit()
    onward = password(client, somebody(role))
    assert onward == ("/work" if role is Role.SUBMITTER else "/set-up")
    assert client.get("/account").status_code == (200 if role is Role.SUBMITTER else 302)


@pytest.mark.parametrize("place", BEHIND)
def test_the_password_alone_opens_nothing(visit: Visit, somebody: Somebody, place: str) -> None:
    who, client = somebody(Role.CASEWORKER, totp=True), visit()
    assert password(client, who) == "/second-factor"
    answer = client.get(place)
    assert answer.status_code == 302
    assert answer["Location"].startswith(("/sign-in", "/second-factor"))


@pytest.mark.parametrize("place", ["/office", "/account", "/account/password", "/second-factor"])
def test_who_has_no_second_factor_yet_is_led_to_one_and_reaches_nothing_else(
    visit: Visit, somebody: Somebody, place: str
) -> None:
    client = visit()
    assert password(client, somebody(Role.CASEWORKER)) == "/set-up"
    assert client.get(place)["Location"].startswith(("/sign-in", "/set-up"))
    assert client.get("/set-up").status_code == 200


def test_setting_up_an_app_after_the_password_leads_in_with_recovery_codes(
    visit: Visit, somebody: Somebody, door: Entrance
) -> None:
    who, client = somebody(Role.CASEWORKER, office="north"), visit()
    password(client, who, next="/office")
    page = client.get("/set-up/app").content.decode()
    secret = found(r"<code>([A-Z2-7 ]+)</code>", page).replace(" ", "")
    assert "data:image/svg+xml" in page
    assert client.get("/set-up/app").content.decode().count(found(r"<code>([A-Z2-7 ]+)</code>", page)) == 1
    assert client.post("/set-up/app", {"code": "000000"}).status_code == 200
    assert client.get("/office").status_code == 302
    codes = client.post("/set-up/app", {"code": one_time_code(secret)}).content.decode()
    assert len(re.findall(r"<code>[2-9A-Z]{5}-[2-9A-Z]{5}</code>", codes)) == 10
    assert 'href="/office"' in codes
    assert client.get("/office").content.decode() == f"office of {who} in north"
    assert secret not in client.get("/account").content.decode()
    with pytest.raises(ValueError, match="never shown"):
        door.factors.offer_totp(who, secret)


def test_a_code_is_right_once(visit: Visit, somebody: Somebody) -> None:
    who, code = somebody(Role.APPROVER, totp=True), one_time_code(SECRET)
    first, second = visit(), visit()
    password(first, who)
    password(second, who)
    assert first.post("/second-factor", {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/work"
    assert second.post("/second-factor", {"code": code}).status_code == 200
    assert second.get("/office").status_code == 302


def test_who_has_no_second_factor_gets_no_codes_in_its_place(visit: Visit, somebody: Somebody, door: Entrance) -> None:
    client, who = visit(), somebody(Role.SUBMITTER)
    password(client, who)
    answer = client.post("/set-up/recovery-codes")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account")
    assert door.factors.of(who).recovery_codes == 0


def test_a_recovery_code_is_right_once_and_however_it_is_typed(
    visit: Visit, somebody: Somebody, door: Entrance
) -> None:
    who = somebody(Role.APPROVER, totp=True)
    door.factors.renew_recovery_codes(who, ("ABCDE-FGHJK", "MNPQR-STUVW"))
    for expected in (302, 200):
        client = visit()
        password(client, who)
        assert client.post("/second-factor", {"code": "abcde fghjk"}).status_code == expected
    assert door.factors.of(who).recovery_codes == 1


def test_after_some_wrong_codes_the_password_is_asked_for_again(
    visit: Visit, somebody: Somebody, told: list[tuple[str, Outcome]]
) -> None:
    who, client = somebody(Role.APPROVER, totp=True), visit()
    password(client, who)
    answers = [client.post("/second-factor", {"code": "000000"}) for _ in range(WRONG_CODES)]
    assert [answer.status_code for answer in answers] == [200] * (WRONG_CODES - 1) + [302]
    assert client.post("/second-factor", {"code": one_time_code(SECRET)})["Location"] == "/sign-in"
    assert told.count((who, Outcome.WRONG_CODE)) == WRONG_CODES


def test_the_first_proof_is_forgotten_after_ten_minutes(visit: Visit, somebody: Somebody) -> None:
    who, client = somebody(Role.APPROVER, totp=True), visit()
    password(client, who)
    session = client.session
    session[WAITING] = {**session[WAITING], "at": time.time() - WAITS}
    session.save()
    assert client.post("/second-factor", {"code": one_time_code(SECRET)})["Location"] == "/sign-in"


def test_a_session_without_the_mark_of_its_second_factor_is_nobodys(visit: Visit, somebody: Somebody) -> None:
    who = somebody(Role.CASEWORKER)
    for factor in ("", None):
        client = sign_in(visit(), who)
        session = client.session
        session[FACTOR] = factor
        session.save()
        assert client.get("/office").status_code == 302
    session = client.session
    del session[FACTOR]
    session.save()
    assert client.get("/office").status_code == 302


def test_the_session_has_another_key_at_each_proof_and_none_before_is_of_use(visit: Visit, somebody: Somebody) -> None:
    who, client = somebody(Role.APPROVER, totp=True), visit()
    client.cookies["midex_hub"] = "planted0planted0planted0planted0"
    password(client, who)
    half = client.cookies["midex_hub"].value
    client.post("/second-factor", {"code": one_time_code(SECRET)})
    whole = client.cookies["midex_hub"].value
    assert len({"planted0planted0planted0planted0", half, whole}) == 3
    for old in ("planted0planted0planted0planted0", half):
        thief = visit()
        thief.cookies["midex_hub"] = old
        assert thief.get("/office").status_code == 302
    assert client.get("/office").status_code == 200


def test_signing_out_ends_it_at_the_server_and_clears_the_browser(visit: Visit) -> None:
    client = visit()
    password(client, "stat")
    kept = client.cookies["midex_hub"].value
    answer = client.post("/sign-out")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies["midex_hub"]["max-age"] == 0
    thief = visit()
    thief.cookies["midex_hub"] = kept
    assert thief.get("/work").status_code == 302


@pytest.mark.parametrize("started", [-ABSOLUTE, 60], ids=["twelve hours ago", "in the future, by no clock of ours"])
def test_twelve_hours_are_the_longest_however_busy(visit: Visit, door: Entrance, started: int) -> None:
    client = sign_in(visit(), "stat")
    session = client.session
    session[STARTED] = time.time() + started
    session.save()
    assert client.get("/work").status_code == 302
    assert door.sessions.of("stat") == ()


def test_a_session_is_written_once_a_minute_and_its_idle_limit_starts_anew(visit: Visit) -> None:
    from midex.stores.accounts.models import Session

    client = sign_in(visit(), "stat")
    with CaptureQueriesContext(connection) as asked:
        client.get("/work")
    assert not [query for query in asked if not query["sql"].startswith("SELECT")]
    session = client.session
    session[SEEN] = time.time() - TOUCH
    session.save()
    before = Session.objects.filter(account__identity="stat").latest("expire_date").expire_date
    with CaptureQueriesContext(connection) as asked:
        client.get("/work")
    assert [query for query in asked if query["sql"].startswith("UPDATE")]
    assert Session.objects.filter(account__identity="stat").latest("expire_date").expire_date > before


def test_who_does_nothing_is_signed_out(visit: Visit, settings_with_a_second: None) -> None:
    client = sign_in(visit(), "stat")
    assert client.get("/work").status_code == 200
    time.sleep(1.1)
    assert client.get("/work").status_code == 302


@pytest.fixture
def settings_with_a_second() -> object:
    from django.test import override_settings

    with override_settings(SESSION_COOKIE_AGE=1):
        yield


def test_nobody_reads_a_key_of_a_session_from_the_database(visit: Visit) -> None:
    from midex.stores.accounts.models import Session

    client = visit()
    password(client, "stat")
    key = client.cookies["midex_hub"].value
    kept = " ".join(str(value) for row in Session.objects.values() for value in row.values())
    assert key not in kept


def test_a_session_ended_elsewhere_is_over_at_the_next_request(visit: Visit, door: Entrance) -> None:
    mine, other = visit(), visit()
    for client in (mine, other):
        client.post("/sign-in", {"username": "stat", "password": PASSWORD}, HTTP_USER_AGENT="Firefox/1 (Linux)")
    page = mine.get("/account").content.decode()
    assert page.count("Firefox, Linux") == 2
    assert page.count("this one") == 1
    names = re.findall(r'name="session" value="([0-9a-f]{64})"', page)
    assert len(names) == 1
    mine.post("/account/end-session", {"session": names[0]})
    assert (mine.get("/work").status_code, other.get("/work").status_code) == (200, 302)
    password(other, "stat")
    assert mine.post("/account/end-all")["Clear-Site-Data"] == '"cache", "storage"'
    assert (mine.get("/work").status_code, other.get("/work").status_code) == (302, 302)


def test_a_second_person_ends_the_sessions_of_an_account_at_its_next_request(
    visit: Visit, door: Entrance, told: list[tuple[str, Outcome]]
) -> None:
    forced, elsewhere, editor = sign_in(visit(), "stat"), sign_in(visit(), "stat"), sign_in(visit(), "editor")
    assert (forced.get("/work").status_code, elsewhere.get("/work").status_code) == (200, 200)
    told.clear()
    assert end_sessions("stat", door) == 2
    assert told == [("stat", Outcome.ENDED_BY_ANOTHER)]
    assert (forced.get("/work").status_code, elsewhere.get("/work").status_code) == (302, 302)
    assert editor.get("/office").status_code == 200
    assert end_sessions("nobody-here", door) is None


def test_nobody_ends_a_session_of_somebody_else(visit: Visit, door: Entrance) -> None:
    editor = sign_in(visit(), "editor")
    (session,) = door.sessions.of("editor")
    sign_in(visit(), "stat").post("/account/end-session", {"session": session.name})
    assert editor.get("/office").status_code == 200


def test_a_closed_account_is_out_at_once_and_not_let_in(visit: Visit, somebody: Somebody, door: Entrance) -> None:
    who = somebody(Role.SUBMITTER)
    client = visit()
    password(client, who)
    assert door.accounts.close(who)
    assert client.get("/work").status_code == 302
    assert password(client, who) == ""
    assert not door.accounts.close(who)


def test_the_wrong_role_is_told_so_and_one_of_several_is_let_in(visit: Visit, somebody: Somebody) -> None:
    assert sign_in(visit(), "editor").get("/work").status_code == 403
    assert sign_in(visit(), "stat").get("/office").status_code == 403
    assert sign_in(visit(), somebody(Role.CASEWORKER)).get("/office").status_code == 200
    assert sign_in(visit(), "stat").get("/open").content == b"open to all"


def test_a_proof_is_changed_only_after_the_password_once_more(visit: Visit, somebody: Somebody, door: Entrance) -> None:
    who = somebody(Role.SUBMITTER, totp=True)
    client = sign_in(visit(), who)
    assert client.post("/account/remove", {"factor": "app"})["Location"].startswith("/account/password")
    assert client.get("/set-up/app")["Location"].startswith("/account/password?next=")
    assert door.factors.of(who).totp
    assert client.post("/account/password", {"password": "wrong"}).status_code == 200
    assert client.post("/account/password", {"password": PASSWORD, "next": "/account"})["Location"] == "/account"
    assert client.post("/account/remove", {"factor": "app"})["Location"] == "/account"
    assert not door.factors.of(who).totp


def test_the_last_proof_of_who_needs_one_stays(visit: Visit, somebody: Somebody, door: Entrance) -> None:
    who, client = somebody(Role.APPROVER, totp=True), visit()
    password(client, who)
    client.post("/second-factor", {"code": one_time_code(SECRET)})
    assert client.post("/account/remove", {"factor": "app"}).status_code == 409
    assert door.factors.of(who).totp


def test_no_cache_keeps_an_account_page(visit: Visit, somebody: Somebody) -> None:
    client = visit()
    assert "no-store" in client.get("/sign-in")["Cache-Control"]
    password(client, somebody(Role.CASEWORKER))
    for place in ("/set-up", "/set-up/app", "/office", "/second-factor"):
        assert "no-store" in client.get(place).headers.get("Cache-Control", "no-store")
    assert "no-store" in client.get("/set-up/app")["Cache-Control"]
    assert "no-store" in sign_in(visit(), "stat").get("/account")["Cache-Control"]


def test_a_wrong_code_on_another_machine_does_not_slow_a_known_one(visit: Visit, somebody: Somebody) -> None:
    who = somebody(Role.APPROVER, totp=True)
    known = visit()
    password(known, who)
    assert known.post("/second-factor", {"code": one_time_code(SECRET)}).status_code == 302
    known.post("/sign-out")
    for _ in range(3):
        thief = visit()
        if password(thief, who) == "/second-factor":
            for _ in range(WRONG_CODES):
                thief.post("/second-factor", {"code": "000000"})
    password(known, who)
    assert known.post("/second-factor", {"code": "000000"}).status_code == 200


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, page
    return match[1]
