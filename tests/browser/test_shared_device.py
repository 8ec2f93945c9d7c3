"""One computer for several people: who comes next, in the same profile of the same browser, finds nothing of who left.

Looked for in pages, cookies, storage and caches, and byte by byte in the profile's files.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from midex.kernel.role import Role
from midex.services.actor import Actor
from tests.browser.conftest import FLAGS
from tests.case_home import OTHER_OFFICE, CaseHome, prepare, served
from tests.going_back import go_back
from tests.processes import PASSWORD

pytestmark = pytest.mark.browser

FIRST, SECOND = "quillon", "verbena"
PERSON = ("Zephyrinna", "Marrowbank")
AS_THE_HANDBOOK_SAYS = {"credentials_enable_service": False, "profile": {"password_manager_enabled": False}}
"""A computer that is shared does not offer to keep passwords (`docs/how-to/sign-in.md`)."""

WRITTEN = 4_000
"""Milliseconds after which Chromium has written what it would restore."""

LEFT_BEHIND = """async () => {
  const names = await caches.keys(), bases = await indexedDB.databases();
  const workers = await navigator.serviceWorker.getRegistrations();
  return [localStorage.length, sessionStorage.length, names.length, bases.length, workers.length];
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseHome]:
    # of another office: what is seen of the case is not what this account may see
    second = Actor(identity=SECOND, name=f"Display of {SECOND}", role=Role.CASEWORKER, office=OTHER_OFFICE)
    made = prepare(tmp_path_factory.mktemp("shared") / "node", {FIRST: Role.REGISTRATION_OFFICER}, second)
    with served(made):
        yield made


@contextmanager
def browser(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    """The browser of this profile, with windows' worth of files on the disk."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing; on Debian: apt-get install chromium")
        pytest.skip("not run: no Chromium; on Debian: apt-get install chromium")
    settings = profile / "Default" / "Preferences"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(AS_THE_HANDBOOK_SAYS))
    context = playwright.chromium.launch_persistent_context(profile, executable_path=found, args=list(FLAGS))
    yield context
    context.close()


def sign_in(page: Page, home: CaseHome, who: str) -> None:
    page.goto(home.name_url)
    page.get_by_label("Account").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(home.phones[who].code())
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("header")).to_contain_text(f"Display of {who}")


def register(page: Page, home: CaseHome) -> None:
    """Open a case and write down who somebody is."""
    page.get_by_role("link", name="Open a case").click()
    page.locator("#id_language").select_option("fa")
    page.get_by_role("button", name="Keep this step").click()
    case = page.url
    page.goto(f"{case}/steps/register")
    page.locator("#id_given_names").fill(PERSON[0])
    page.locator("#id_family_names").fill(PERSON[1])
    page.locator("#id_birth").fill("not a day")
    for field, said in (("sex", "F"), ("citizenship", "AF"), ("accompanied", "adult")):
        page.locator(f"#id_{field}").select_option(said)
    page.get_by_role("button", name="Keep this step").click()
    expect(page.locator("#errors")).to_contain_text("Date of birth")  # the answer to the form is a page of its own
    page.wait_for_timeout(WRITTEN)
    page.locator("#id_birth").fill("1991")
    page.get_by_role("button", name="Keep this step").click()
    page.wait_for_load_state()
    if (apart := page.get_by_role("button", name="None of these")).count():  # somebody like them was here before
        page.wait_for_timeout(WRITTEN)
        apart.click()
    expect(page.locator("main")).to_contain_text(PERSON[0])
    page.reload()


def find(page: Page, home: CaseHome) -> None:
    """Look for the same person by name."""
    page.goto(f"{home.name_url}/cases/find")
    page.locator("main input[name=text]").fill(" ".join(PERSON))
    page.locator("main form button:not([type=button])").last.click()
    expect(page.locator("main")).to_contain_text("2026-")
    page.wait_for_timeout(WRITTEN)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in")


def time_passes(home: CaseHome) -> None:
    """The idle limit of everybody who is signed in is over."""
    with sqlite3.connect(home.folder / "restricted.sqlite3") as database:
        database.execute("UPDATE accounts_session SET expire_date = '2020-01-01 00:00:00'")


def key_of(context: BrowserContext) -> str:
    (key,) = [one["value"] for one in context.cookies() if not one["name"].endswith(("_csrf", "_device"))]
    return str(key)


def finds_nothing(context: BrowserContext, page: Page, home: CaseHome, canaries: list[str]) -> None:
    """What the next person sees, and what the browser keeps."""
    for address in ("/", "/account"):
        page.goto(home.name_url + address)
        assert not [one for one in canaries if one in page.content()], address
    seen = 0
    while go_back(page):
        seen += 1
        assert not [one for one in canaries if one in page.content()], page.url
    assert seen > 4, "nothing was gone back to"
    page.goto(home.name_url)
    assert page.evaluate(LEFT_BEHIND) == [0, 0, 0, 0, 0]
    assert not [one for one in canaries if one in repr(context.cookies())]


def on_disk(profile: Path, canaries: list[str]) -> list[tuple[str, str]]:
    """Each file of the profile that holds a canary in one or two bytes a letter."""
    found = []
    for file in sorted(profile.rglob("*")):
        if file.is_file() and not file.is_symlink():
            kept = file.read_bytes()
            found += [
                (str(file.relative_to(profile)), one)
                for one in canaries
                if one.encode() in kept or one.encode("utf-16-le") in kept
            ]
    return found


@pytest.mark.parametrize("leaves", ["signs out", "walks away"])
def test_who_comes_next_finds_nothing_of_who_was_there(
    playwright: Playwright, home: CaseHome, tmp_path: Path, leaves: str
) -> None:
    profile = tmp_path / "profile"
    with browser(playwright, profile) as context:
        page = context.pages[0]
        sign_in(page, home, FIRST)
        register(page, home)
        find(page, home)
        key = key_of(context)
        canaries = [FIRST, f"Display of {FIRST}", *PERSON, key]
        if leaves == "signs out":
            sign_out(page)
        else:
            time_passes(home)
            page.goto(home.name_url)
            assert "/sign-in" in page.url
        sign_in(page, home, SECOND)
        assert key_of(context) != key
        finds_nothing(context, page, home, canaries)
    assert on_disk(profile, ["localhost"]), "the profile holds nothing at all: the search is blind"
    assert on_disk(profile, canaries) == []
