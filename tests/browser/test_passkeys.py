"""Passkeys in a real browser with a virtual authenticator, at a case node that is really served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from midex.kernel.role import Role
from tests.browser.test_public_site import AXE, DESKTOP, PHONE, violations
from tests.case_home import CaseHome, prepare, served
from tests.processes import PASSWORD, done

pytestmark = pytest.mark.browser

SURE = {"hasUserVerification": True, "isUserVerified": True}
UNSURE = {"hasUserVerification": False, "isUserVerified": False}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseHome]:
    names = ("new", "other", "cloned", "removed", "unsure", "plain", "looked-at")
    made = prepare(
        tmp_path_factory.mktemp("passkeys") / "node",
        dict.fromkeys(names, Role.CASEWORKER),
        without_phone=frozenset({"new", "looked-at"}),
    )
    with served(made):
        yield made


class Key:
    """An authenticator of Chromium's own making, as a test of WebAuthn has it."""

    def __init__(self, page: Page, **how: bool) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        self._id = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **how}})[
            "authenticatorId"
        ]

    def credentials(self) -> list[dict[str, Any]]:
        """What it keeps."""
        kept: list[dict[str, Any]] = self._session.send("WebAuthn.getCredentials", {"authenticatorId": self._id})[
            "credentials"
        ]
        return kept

    def put(self, credential: dict[str, Any]) -> None:
        """Keep this one, in place of the same one before."""
        for one in self.credentials():
            which = {"authenticatorId": self._id, "credentialId": one["credentialId"]}
            self._session.send("WebAuthn.removeCredential", which)
        self._session.send("WebAuthn.addCredential", {"authenticatorId": self._id, "credential": credential})


@contextmanager
def opened(chromium: Browser, home: CaseHome, *, javascript: bool = True) -> Iterator[Page]:
    """A browser of one's own, by the name that passkeys need."""
    context = chromium.new_context(viewport=DESKTOP, java_script_enabled=javascript)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{home.name_url}/sign-in")
    yield page
    context.close()


def password(page: Page, home: CaseHome, who: str) -> None:
    page.goto(f"{home.name_url}/sign-in?next=/account")
    page.get_by_label("Account").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def code(page: Page, home: CaseHome, who: str) -> None:
    page.get_by_label("Code").fill(home.phones[who].code())
    page.get_by_role("button", name="Go on").click()


def add(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def with_passkey(page: Page, home: CaseHome, who: str, **how: bool) -> Key:
    """Sign in with an app, and add a passkey; the page shows recovery codes."""
    key = Key(page, **(how or SURE))
    password(page, home, who)
    code(page, home, who)
    add(page, "blue key")
    expect(page.locator("h1")).to_have_text("Keep these recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    return key


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in")


def by_passkey_alone(page: Page, home: CaseHome) -> None:
    page.goto(f"{home.name_url}/sign-in?next=/account")
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()


def is_in(page: Page, who: str) -> None:
    expect(page.locator("h1")).to_have_text("Security of this account")
    expect(page.locator("header")).to_contain_text(f"Display of {who}")


def is_refused(page: Page) -> None:
    expect(page.get_by_role("alert").filter(has_text="Not signed in")).to_be_visible()
    page.goto(page.url.split("/sign-in")[0].split("/second-factor")[0] + "/account")
    assert "/sign-in" in page.url


def test_who_has_no_second_factor_adds_a_passkey_and_then_needs_no_password(chromium: Browser, home: CaseHome) -> None:
    with opened(chromium, home) as page:
        key = Key(page, **SURE)
        password(page, home, "new")
        expect(page.locator("h1")).to_have_text("Set up a second proof")
        add(page, "my laptop")
        expect(page.locator(".recovery code")).to_have_count(10)
        page.get_by_role("link", name="I have kept them").click()
        is_in(page, "new")
        expect(page.locator("main")).to_contain_text("Passkey: my laptop")
        sign_out(page)
        by_passkey_alone(page, home)
        is_in(page, "new")
        (kept,) = key.credentials()
        assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)
        sign_out(page)
        password(page, home, "new")
        expect(page.locator("h1")).to_have_text("One more proof that it is you")
        page.goto(f"{home.name_url}/account")
        assert "/sign-in" in page.url
        password(page, home, "new")
        page.get_by_role("button", name="Use a passkey").click()
        is_in(page, "new")


def test_somebody_elses_passkey_is_no_second_factor(chromium: Browser, home: CaseHome) -> None:
    with opened(chromium, home) as page:
        with_passkey(page, home, "other")
        sign_out(page)
        password(page, home, "plain")
        assert page.get_by_role("button", name="Use a passkey").count() == 0
        page.goto(f"{home.name_url}/account")
        assert "/sign-in" in page.url


def test_a_passkey_whose_count_went_backwards_is_refused_for_there_are_two_of_it(
    chromium: Browser, home: CaseHome
) -> None:
    with opened(chromium, home) as page:
        key = with_passkey(page, home, "cloned")
        sign_out(page)
        (copy,) = key.credentials()
        for _ in range(2):
            by_passkey_alone(page, home)
            is_in(page, "cloned")
            sign_out(page)
        key.put(copy)
        by_passkey_alone(page, home)
        is_refused(page)


def test_a_removed_passkey_is_refused(chromium: Browser, home: CaseHome) -> None:
    with opened(chromium, home) as page:
        with_passkey(page, home, "removed")
        page.get_by_role("button", name="Remove the passkey").click()
        expect(page.locator("main")).not_to_contain_text("blue key")
        sign_out(page)
        by_passkey_alone(page, home)
        is_refused(page)


def test_a_passkey_that_cannot_tell_who_holds_it_is_not_enough_alone(chromium: Browser, home: CaseHome) -> None:
    with opened(chromium, home) as page:
        with_passkey(page, home, "unsure", **UNSURE)
        sign_out(page)
        by_passkey_alone(page, home)
        expect(page.get_by_role("alert").filter(has_text="The browser gave no passkey")).to_be_visible()
        password(page, home, "unsure")
        page.get_by_role("button", name="Use a passkey").click()
        is_in(page, "unsure")


def test_a_closed_accounts_passkey_is_refused(chromium: Browser, home: CaseHome) -> None:
    done("account", "add", "leaves", "--home", home.folder, "--role", "caseworker", "--office", "north")
    with opened(chromium, home) as page:
        Key(page, **SURE)
        password(page, home, "leaves")
        add(page, "a key")
        page.get_by_role("link", name="I have kept them").click()
        done("account", "close", "leaves", "--home", home.folder)
        page.goto(f"{home.name_url}/account")
        assert "/sign-in" in page.url
        by_passkey_alone(page, home)
        is_refused(page)


def test_without_a_script_a_sentence_says_so_and_a_code_lets_in(chromium: Browser, home: CaseHome) -> None:
    with opened(chromium, home, javascript=False) as page:
        page.get_by_role("link", name="Sign in with a passkey").click()
        expect(page.locator("main")).to_contain_text("Passkeys need a browser that knows them, with scripts allowed")
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.locator("h1")).to_have_text("Sign in with a passkey")
        page.get_by_role("link", name="Sign in with a password").click()
        password(page, home, "plain")
        code(page, home, "plain")
        is_in(page, "plain")


def test_at_a_bare_address_no_passkey_is_offered_and_the_page_says_where_they_are(
    chromium: Browser, home: CaseHome
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{home.url}/sign-in")
    assert page.get_by_role("link", name="Sign in with a passkey").count() == 0
    page.goto(f"{home.url}/sign-in/passkey")
    assert page.url.endswith("/sign-in")
    context.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_wrong_with_the_account_pages(
    chromium: Browser, home: CaseHome, size: dict[str, int]
) -> None:
    def in_order(*, heading: str) -> None:
        expect(page.locator("h1")).to_have_text(heading)
        page.evaluate(AXE)
        assert violations(page) == [], page.url
        page.emulate_media(color_scheme="dark")
        assert violations(page, "color-contrast") == [], page.url
        page.emulate_media(color_scheme="light")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    with opened(chromium, home) as page:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(f"{home.name_url}/sign-in/passkey")
        in_order(heading="Sign in with a passkey")
        password(page, home, "looked-at")
        in_order(heading="Set up a second proof")
        page.get_by_role("link", name="Add a passkey").click()
        in_order(heading="Add a passkey")
        page.goto(f"{home.name_url}/set-up/app")
        in_order(heading="Set up an authenticator app")
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Finish").click()
        in_order(heading="Set up an authenticator app")
        password(page, home, "plain")
        in_order(heading="One more proof that it is you")
        code(page, home, "plain")
        in_order(heading="Security of this account")
        page.get_by_role("button", name="Make new recovery codes").click()
        in_order(heading="Keep these recovery codes")
