"""The whole way in a real browser without JavaScript: a statistician's file becomes public with two approvals.

Hub and node are real processes; what is clicked is what a person would click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_public_site import AXE, DESKTOP, PHONE, violations
from tests.one_time_code import Phone
from tests.processes import PASSWORD, Served, done, free_port, serving
from tests.world import figures

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Places:
    """A served hub and node; ``stat`` submits at the node, and has an account at the hub as well."""

    hub: Served
    node: Served
    folder: Path
    phones: dict[str, Phone] = field(default_factory=dict)
    """Of those with an account at the hub, where a code is asked for as well."""

    @property
    def office(self) -> str:
        return f"{self.hub.url}/office/"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    folder = tmp_path_factory.mktemp("homes")
    hub, node, at_hub, at_node = folder / "hub", folder / "me", free_port(), free_port()
    done("init", "--home", hub, "--kind", "hub", "--port", str(at_hub))
    done("init", "--home", node, "--kind", "node", "--participant", "ME", "--hub", f"http://127.0.0.1:{at_hub}")
    done("account", "add", "--home", node, "stat", "--role", "submitter")
    for name in ("stat", "editor", "reviewer"):
        done("account", "add", "--home", hub, name, "--role", "approver")
    secrets = {name: done("account", "totp", "--home", hub, name).split()[0] for name in ("stat", "editor", "reviewer")}
    with ExitStack() as stack:
        served = Places(
            hub=stack.enter_context(serving(hub, at_hub)),
            node=stack.enter_context(serving(node, at_node)),
            folder=folder,
            phones={name: Phone(secret) for name, secret in secrets.items()},
        )
        done("keys", "enrol", "--home", node, "--code", done("keys", "invite", "--home", hub, "--participant", "ME"))
        yield served


@contextmanager
def signed_in(
    chromium: Browser, start: str, who: str, phone: Phone | None = None, *, javascript: bool = False
) -> Iterator[Page]:
    """A browser of one's own, by default without JavaScript."""
    context = chromium.new_context(viewport=DESKTOP, java_script_enabled=javascript)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(start)
    page.get_by_label("Account").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    if phone:
        assert heading(page) == "One more proof that it is you"
        page.get_by_label("Code").fill(phone.code())
        page.get_by_role("button", name="Go on").click()
    yield page
    context.close()


def check(page: Page, folder: Path, content: bytes) -> None:
    """Upload a file as a person would."""
    file = folder / "figures.csv"
    file.write_bytes(content)
    page.get_by_role("link", name="Check and send a file").first.click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Check the file").click()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def spoilt(content: bytes) -> bytes:
    return content.replace(b",PER,ME,2024,", b",PER,ME,2024,-", 1)


def test_a_file_with_an_error_is_corrected_sent_approved_by_two_and_public(chromium: Browser, places: Places) -> None:
    right = figures("ME", "2024")
    with signed_in(chromium, places.node.url, "stat") as desk:
        assert heading(desk) == "What is due"
        check(desk, places.folder, spoilt(right))
        assert "error" in heading(desk)
        expect(desk.locator(".place").first).to_contain_text("row 2")
        expect(desk.locator(".place").first).to_contain_text("column OBS_VALUE")
        expect(desk.locator("td.meant").first).to_contain_text("-")
        check(desk, places.folder, right)
        assert heading(desk) == "This file can be sent"
        desk.get_by_role("button", name="Submit to the hub").click()
        assert heading(desk) == "Received by the hub"
        expect(desk.locator("main")).to_contain_text("checked just now, the signature fits")
        with desk.expect_download() as download:
            desk.get_by_role("link", name="Download the receipt").click()
        assert '"receipt_signature"' in download.value.path().read_text("utf-8")

    with signed_in(chromium, places.office, "editor", places.phones["editor"]) as office:
        card = office.locator("section", has=office.get_by_role("heading", name="MIGR_EIORD", exact=True))
        card.get_by_role("button", name=re.compile("Propose")).click()
        proposal = office.url
        office.get_by_role("button", name="Approve").click()
        expect(office.locator("main")).to_contain_text("You have approved it")

    with signed_in(chromium, proposal, "stat", places.phones["stat"]) as submitter:
        expect(submitter.locator("main")).to_contain_text(
            "stat submitted figures of this release and cannot approve it"
        )
        expect(submitter.get_by_role("button", name=re.compile("Approve"))).to_have_count(0)

    with signed_in(chromium, proposal, "reviewer", places.phones["reviewer"]) as office:
        office.get_by_role("button", name="Approve and publish").click()
        assert heading(office) == "Vintage 1 is public"
        office.get_by_role("link", name="See it on the public site").click()
        assert "ordered to leave" in heading(office).lower()
        office.goto(places.hub.url)
        assert {cookie.get("path") for cookie in office.context.cookies()} == {"/office/"}


def test_when_the_hub_is_away_nothing_is_lost_and_one_click_sends_it_again(chromium: Browser, places: Places) -> None:
    with signed_in(chromium, places.node.url, "stat") as desk:
        check(desk, places.folder, figures("ME", "2023"))
        places.hub.kill()
        try:
            desk.get_by_role("button", name="Submit to the hub").click(timeout=60_000)
            assert heading(desk) == "Signed and kept; the hub has not answered"
        finally:
            places.hub.start()
        desk.get_by_role("button", name="Send it again").click(timeout=60_000)
        assert heading(desk) == "Received by the hub"


def test_what_waits_survives_leaving_the_page(chromium: Browser, places: Places) -> None:
    with signed_in(chromium, places.node.url, "stat") as desk:
        check(desk, places.folder, figures("ME", "2022"))
        desk.get_by_role("link", name="Desk").first.click()
        expect(desk.locator("main")).to_contain_text("A checked file waits for your word")
        desk.get_by_role("button", name="Sign out").click()
        assert "Node of Montenegro" in heading(desk)
    with signed_in(chromium, places.node.url, "stat") as desk:
        desk.get_by_role("button", name="Forget it").click()
        expect(desk.locator("main")).not_to_contain_text("A checked file waits")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_wrong_in_light_and_dark_and_nothing_overflows(
    chromium: Browser, places: Places, size: dict[str, int]
) -> None:
    def in_order(page: Page) -> None:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(AXE)
        assert violations(page) == [], page.url
        page.emulate_media(color_scheme="dark")
        assert violations(page, "color-contrast") == [], page.url
        page.emulate_media(color_scheme="light")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    with signed_in(chromium, places.node.url, "nobody", javascript=True) as page:
        in_order(page)  # sign-in, with an error
    with signed_in(chromium, places.node.url, "stat", javascript=True) as page:
        page.goto(f"{places.node.url}/upload")
        page.get_by_role("button", name="Check the file").click()
        in_order(page)  # the form, with an error
        check(page, places.folder, spoilt(figures("ME", "2021", "2024")))
        in_order(page)
        check(page, places.folder, figures("ME", "2021"))
        in_order(page)
        page.goto(f"{places.node.url}/desk")
        in_order(page)
        page.get_by_role("button", name="Submit to the hub").click()
        in_order(page)
    with signed_in(chromium, places.office, "editor", places.phones["editor"], javascript=True) as page:
        in_order(page)
        card = page.locator("section", has=page.get_by_role("heading", name="MIGR_EIORD", exact=True))
        card.get_by_role("button", name=re.compile("Propose")).click()
        in_order(page)
        page.goto(f"{places.office}releases")
        in_order(page)
