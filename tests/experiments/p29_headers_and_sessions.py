"""P29: every answer says what may be done with it, nothing is changed without a token, no planted text runs, and a
session ends when it should. Tried at homes that are really served, by raw HTTP and in a real Chromium.

A trial is one thing that was looked at: a header of an answer, a request without a token, a page that shows a text.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from midex.kernel.role import Role
from midex.services.actor import Actor
from tests.add_accounts import add_accounts
from tests.case_home import OTHER_OFFICE, prepare, secret, served
from tests.casework import INFORMED, REGISTERED
from tests.experiments.experiment import Change, Experiment, Outcome, Sabotage
from tests.experiments.planted import FORMS, Eyes, chromium, mark, text
from tests.experiments.visitor import Visitor
from tests.going_back import go_back
from tests.one_time_code import Phone
from tests.processes import Served, done, environment, free_port, serving

FULL, SMALL, WITHOUT_BROWSER = 40_000, 400, 1
WANTED = {
    "Content-Security-Policy": (
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ),
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("DENY",),
    "Referrer-Policy": ("same-origin",),
    "Cross-Origin-Opener-Policy": ("same-origin",),
    "Cross-Origin-Resource-Policy": ("-origin",),
    "Permissions-Policy": ("camera=()", "geolocation=()"),
}
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ODD = ("/static/midex/site.css", "/static/midex/passkey.js", "/static/nothing", "/no/such/page", "/%00", "/healthz")
PLANTED_AT_ONCE = 20
"""Cases of one officer: fewer than one account may open in an hour."""

GLASS_AT_ONCE = 5


@dataclass
class Tally:
    """What was looked at, and what was wrong."""

    trials: int = 0
    failures: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    def check(self, right: bool, what: str, about: object = "") -> None:
        """One trial."""
        self.trials += 1
        self.notes[what] += 1
        if not right:
            self.failures += 1
            sys.stderr.write(f"{what}: {about}\n")

    def watch(self, answer: httpx.Response) -> None:
        """The headers of one answer, and the flags of its cookies."""
        self.notes["answers"] += 1
        self.notes[f"answers with {answer.status_code // 100}xx"] += 1
        where = f"{answer.request.method} {answer.request.url.path} {answer.status_code}"
        for name, parts in WANTED.items():
            said = answer.headers.get(name, "")
            self.check(all(part in said for part in parts), "headers", f"{where}: {name}")
        self.check(answer.status_code != 500, "answers that are no accident", where)
        policy = answer.headers.get("Content-Security-Policy", "")
        self.check("unsafe" not in policy and "*" not in policy, "policies that allow nothing unsafe", where)
        for cookie in answer.headers.get_list("Set-Cookie"):
            flags = {part.strip().lower() for part in cookie.split(";")[1:]}
            name = cookie.partition("=")[0]
            if "max-age=0" in flags:  # nothing is in a cookie that is taken away
                continue
            self.check({"httponly", "samesite=lax"} <= flags, "cookies", f"{where}: {name}")
            if answer.request.headers.get("X-Forwarded-Proto") == "https":
                self.check("secure" in flags, "cookies over TLS", f"{where}: {name}")


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Everything with ``FULL`` trials; with fewer, one home, few accounts and few texts."""
    tally, whole = Tally(), trials >= FULL
    draw = random.Random(seed)
    texts = draw.sample(range(len(FORMS)), len(FORMS)) if whole else [1, draw.randrange(2, len(FORMS))]
    with ExitStack() as stack:
        home = _case_home(folder / "case", whole, stack)
        case = _first_case(home, tally)
        _crawl(home, [*home.names(), ""] if whole else ["officer", ""], UNSAFE if whole else UNSAFE[:1], tally, case)
        _sessions(home, tally)
        if trials > WITHOUT_BROWSER:
            _planted_in_cases(home, texts, tally)
        if whole:
            hub, node = _hub(folder / "hub", stack), _node(folder / "node", stack)
            for one in (hub, node):
                _crawl(one, [*one.names(), ""], UNSAFE, tally)
                _sessions(one, tally)
            _planted_in_files(node, texts, tally)
            _planted_in_addresses(hub, texts, tally)
            _over_tls(folder / "tls", stack, tally)
    return Outcome(tally.trials, tally.failures, dict(tally.notes))


@dataclass
class Site:
    """A served home and its people."""

    folder: Path
    url: str
    root: str
    people: dict[str, Actor]
    phones: dict[str, Phone]
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def names(self) -> list[str]:
        """One account of each role."""
        return [name for name in self.people if name in {role.value for role in Role} | {"officer"}]

    def visitor(self, name: str, tally: Tally) -> Visitor:
        """The browser of an account, signed in once; of nobody, a new one."""
        if name not in self.visitors or not name:
            made = Visitor(self.url, tally.watch, self.root)
            if name and not made.sign_in(name, self.phones.get(name)):
                raise RuntimeError(f"{name} could not sign in at {self.folder.name}")
            self.visitors[name] = made
        return self.visitors[name]


def _case_home(folder: Path, whole: bool, stack: ExitStack) -> Site:
    roles = {role.value: role for role in Role} if whole else {"submitter": Role.SUBMITTER}
    officers = {f"officer{number or ''}": Role.REGISTRATION_OFFICER for number in range(3 if whole else 1)}
    others = [
        # what an account is called is shown to whoever keeps the accounts, and in lists of colleagues
        Actor(identity=f"south{at}", name=" ".join(map(text, range(at, at + 2))), role=Role.CASEWORKER, office=place)
        for at, place in zip(range(0, len(FORMS), 2), _places(), strict=False)
    ]
    made = others if whole else others[:1]
    home = prepare(folder, {**roles, **officers, "supervisor": Role.SUPERVISOR, "fixed": Role.CASEWORKER}, *made,
                   without_phone=frozenset({"submitter"}))  # fmt: skip
    stack.enter_context(served(home))
    return Site(folder, home.name_url, "/", home.people, home.phones)


def _places() -> Iterable[str]:
    while True:
        yield OTHER_OFFICE


def _statistical(folder: Path, root: str, *how: str) -> tuple[Site, Served]:
    port = free_port()
    done("init", "--home", folder, "--port", str(port), *how)
    people = {role.value: Actor(identity=role.value, name=role.value, role=role) for role in Role}
    people["fixed"] = Actor(identity="fixed", name="fixed", role=Role.APPROVER)
    secrets = {name: secret() for name, one in people.items() if one.role is not Role.SUBMITTER}
    add_accounts(folder, people.values(), secrets)
    phones = {name: Phone(said) for name, said in secrets.items()}
    return Site(folder, f"http://localhost:{port}", root, people, phones), Served(folder, port, folder.parent / "log")


def _hub(folder: Path, stack: ExitStack) -> Site:
    site, server = _statistical(folder, "/office/", "--kind", "hub")
    stack.enter_context(serving(server.home, httpx.URL(site.url).port or 0))
    return site


def _node(folder: Path, stack: ExitStack) -> Site:
    site, server = _statistical(folder, "/", "--kind", "node", "--participant", "ME", "--hub", "http://127.0.0.1:9")
    stack.enter_context(serving(server.home, httpx.URL(site.url).port or 0))
    return site


def _crawl(site: Site, names: list[str], unsafe: tuple[str, ...], tally: Tally, *cases: str) -> None:
    """Every address, by every account and by nobody, with every method; unsafe ones never with a token."""
    known = subprocess.run(
        [sys.executable, "-m", "tests.experiments.addresses", str(site.folder), *cases],
        capture_output=True, text=True, check=True, env=environment({}),
    )  # fmt: skip
    addresses: list[tuple[str, bool]] = json.loads(known.stdout.splitlines()[-1])
    tally.notes["addresses"] += len(addresses)
    for name in names:
        visitor = site.visitor(name, tally)
        for address, open_to_programs in addresses:
            answer = visitor.get(address)
            if name and "text/html" in answer.headers.get("Content-Type", "") and _is_kept_for_accounts(answer, site):
                kept = answer.headers.get("Cache-Control", "")
                tally.check("no-store" in kept, "pages of accounts that no cache keeps", f"{name} {address}")
            for method in unsafe:
                said = visitor.ask(method, address, content=b"", headers={"Origin": "https://elsewhere.example"})
                safe = open_to_programs or said.status_code in {403, 404, 405}
                tally.check(safe, "unsafe requests without a token", f"{name} {method} {address} {said.status_code}")
                if not open_to_programs and method == "POST":
                    tally.check(said.status_code == 403, "forms without a token", f"{name} {address}")
            visitor.ask("OPTIONS", address)
        for address in ODD:
            visitor.get(address)
        visitor.ask("GET", "/", headers={"Host": "evil.example"})
        visitor.ask("HEAD", "/")
        if name:
            tally.check(visitor.is_in(), "accounts still in after all that", name)


def _is_kept_for_accounts(answer: httpx.Response, site: Site) -> bool:
    return answer.status_code == 200 and f"{site.root}sign-out" in answer.text


def _first_case(site: Site, tally: Tally) -> str:
    return _register(site, "officer", 0, tally)


def _call(visitor: Visitor, address: str, said: object) -> httpx.Response:
    """The JSON interface, with the session and the token of the pages."""
    token = next((value for name, value in visitor.cookies().items() if name.endswith("_csrf")), "")
    headers = {"X-CSRFToken": token, "Idempotency-Key": uuid4().hex}
    return visitor.ask("POST", address, json=said, headers=headers)


def _register(site: Site, who: str, number: int, tally: Tally) -> str:
    """A case in which every field of text holds the text of a number; answers with its name."""
    visitor, planted = site.visitor(who, tally), text(number)
    opened = _call(visitor, "/api/cases", {"fields": INFORMED})
    name: str = opened.json()["case"]
    fields = dict.fromkeys(("given_names", "family_names", "safe_contact"), planted)
    said: dict[str, Any] = {"fields": {**REGISTERED, **fields}}
    registered = _call(visitor, f"/api/cases/{name}/steps/register", said)
    if registered.status_code == 409:  # texts of one form are alike
        apart = [one["case"] for one in registered.json()["may_be_known"]]
        registered = _call(visitor, f"/api/cases/{name}/steps/register", {**said, "told_apart": apart})
    reason = {"fields": {"given_names": planted, "birth": "1990", "reason": planted}}
    corrected = _call(visitor, f"/api/cases/{name}/steps/correct", reason)
    for step in (registered, corrected):
        if step.status_code != 201:
            raise RuntimeError(f"a step was not taken: {step.status_code} {step.text[:300]}")
    return name


def _sessions(site: Site, tally: Tally) -> None:
    """Planted keys are worth nothing, signing out ends it at the server, and what is left tells nothing."""
    attacker = Visitor(site.url, tally.watch, site.root)
    attacker.get(f"{site.root}sign-in/passkey")
    planted = attacker.session()
    tally.check(bool(planted), "sessions that an attacker could plant", site.folder.name)
    for name, phone in (("fixed", site.phones["fixed"]), ("submitter", None)):
        victim = Visitor(site.url, tally.watch, site.root)
        victim.http.cookies.update(attacker.http.cookies)
        tally.check(victim.sign_in(name, phone), "accounts that sign in", name)
        tally.check(victim.session() != planted, "keys that are new after signing in", name)
        thief = Visitor(site.url, tally.watch, site.root)
        thief.http.cookies.update(attacker.http.cookies)
        tally.check(not thief.is_in(), "planted keys", name)
        stolen = Visitor(site.url, tally.watch, site.root)
        stolen.http.cookies.update(victim.http.cookies)
        tally.check(stolen.is_in(), "copied cookies that count before signing out", name)
        said = victim.sign_out()
        tally.check(not stolen.is_in(), "copied cookies after signing out", name)
        tally.check('"cache"' in said.headers.get("Clear-Site-Data", ""), "browsers told to forget", name)
        tally.check(victim.session() == "", "cookies of sessions that are gone", name)


def _planted_in_cases(site: Site, texts: list[int], tally: Tally) -> None:
    """Every text in every field of a case, in reasons and in names of accounts; every page that shows them."""
    with chromium() as browser:
        eyes = Eyes(browser.new_page())
        for at in range(0, len(texts), PLANTED_AT_ONCE):
            who = f"officer{at // PLANTED_AT_ONCE or ''}"
            visitor = site.visitor(who, tally)
            _carry(browser, visitor, site)
            for number in texts[at : at + PLANTED_AT_ONCE]:
                name = _register(site, who, number, tally)
                _look(eyes, f"{site.url}/cases/{name}", number, tally, times=5)
                eyes.page.goto(f"{site.url}/cases/{name}/steps/correct")
                for field_name in ("given_names", "family_names"):
                    eyes.page.fill(f"#id_{field_name}", text(number))
                eyes.page.get_by_role("button", name="Keep this step").click()
                _look(eyes, "", number, tally, times=2)
                _look(eyes, f"{site.url}/?name={quote(text(number)[:20])}", -1, tally)
                _look(eyes, f"{site.url}/cases/{quote(text(number), safe='')}", -1, tally)
                _break_glass(site, name, number, texts, tally)
            _back_shows_nothing(eyes, site, visitor, name, tally)
        _carry(browser, site.visitor("supervisor", tally), site)
        _look(eyes, f"{site.url}/oversight/notices", -1, tally)
        tally.check(eyes.look()[1].count("mk") >= len(texts), "reasons of break-glass that are shown")
        if "administrator" in site.people:
            _carry(browser, site.visitor("administrator", tally), site)
            _look(eyes, f"{site.url}/accounts", -1, tally)
            shown = eyes.look()[1]
            for number in range(len(FORMS)):
                tally.check(mark(number) in shown, "names of accounts that are shown", number)


def _break_glass(site: Site, name: str, number: int, texts: list[int], tally: Tally) -> None:
    """Somebody of another office sees the case, and says the text as the reason."""
    who = f"south{2 * (texts.index(number) // GLASS_AT_ONCE)}"
    said = _call(
        site.visitor(who, tally), f"/api/cases/{name}/break-glass", {"reason": f"{text(number)} {mark(number)}"}
    )
    if said.status_code != 201:
        raise RuntimeError(f"the glass was not broken: {said.status_code} {said.text[:300]}")


def _back_shows_nothing(eyes: Eyes, site: Site, visitor: Visitor, name: str, tally: Tally) -> None:
    """Somebody signs out; whoever presses "back" afterwards sees nothing of the case."""
    page = eyes.page
    page.goto(f"{site.url}/cases/{name}")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    for _ in range(2):
        go_back(page)
        tally.check("Caseload of" not in eyes.look()[1], "pages seen by going back after signing out", page.url)
    tally.check(not visitor.is_in(), "copied cookies after signing out", "in the browser")
    del site.visitors[next(who for who, one in site.visitors.items() if one is visitor)]


def _planted_in_files(site: Site, texts: list[int], tally: Tally) -> None:
    """Every text as a file's name, in its header and in its cells."""
    with chromium() as browser:
        eyes = Eyes(browser.new_page())
        _carry(browser, site.visitor("submitter", tally), site)
        shown = 0
        for number in texts:
            planted = text(number).replace('"', '""')
            header = "DATAFLOW,FREQ,UNIT,CITIZEN,GEO,TIME_PERIOD,OBS_VALUE"
            rows = f'{header}\n"{planted}",A,"{planted}",AF,ME,2024,"{planted}"\n'
            eyes.page.goto(f"{site.url}/upload")
            name = text(number).replace("/", "_") + ".csv"
            file = {"name": name, "mimeType": "text/csv", "buffer": rows.encode()}
            eyes.page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]
            eyes.page.get_by_label("Table").select_option("MIGR_EIORD")
            eyes.page.get_by_role("button", name="Check the file").click()
            shown += mark(number) in _look(eyes, "", -1, tally)
            _look(eyes, f"{site.url}/desk", -1, tally)
            _look(eyes, f"{site.url}/submissions/{quote(text(number), safe='')}", -1, tally)
        tally.notes["reports that show a text of their file"] += shown
        # of a file that may hold personal data nothing is shown
        tally.check(shown > 0, "files whose report shows what is in them", "none")


def _planted_in_addresses(site: Site, texts: list[int], tally: Tally) -> None:
    """Every text in what the public pages and the sign-in page are asked."""
    with chromium() as browser:
        eyes = Eyes(browser.new_page())
        for number in texts:
            asked = quote(text(number), safe="")
            for address in (f"/ask?q={asked}", f"/table/{asked}", f"/{asked}", f"/office/sign-in?next={asked}"):
                _look(eyes, site.url + address, -1, tally)
            eyes.page.goto(f"{site.url}/office/sign-in")
            eyes.page.get_by_label("Account").fill(text(number))
            eyes.page.get_by_label("Password").fill("wrong")
            eyes.page.get_by_role("button", name="Sign in").click()
            _look(eyes, "", number, tally, times=1)


def _look(eyes: Eyes, address: str, number: int, tally: Tally, *, times: int = 0) -> str:
    """Open a page, or look at the one that is open; the text of ``number`` must be there as it was written.

    Answers with all that the page shows.
    """
    if address:
        eyes.page.goto(address)
    wrong, shown = eyes.look()
    tally.check(wrong == 0, "pages that ran nothing and grew nothing", f"{eyes.page.url} {number}")
    if number >= 0:
        plain = " ".join(shown.split())
        wanted = " ".join(text(number).split())
        tally.check(plain.count(wanted) >= times, "texts shown as they were written", f"{eyes.page.url} {wanted}")
    return shown


def _carry(browser: object, visitor: Visitor, site: Site) -> None:
    """The session of a browser without windows, in the one with windows."""
    browser.clear_cookies()  # type: ignore[attr-defined]
    cookies = [{"name": name, "value": value, "url": site.url + site.root} for name, value in visitor.cookies().items()]
    browser.add_cookies(cookies)  # type: ignore[attr-defined]


def _over_tls(folder: Path, stack: ExitStack, tally: Tally) -> None:
    """A home behind a proxy that speaks TLS: cookies travel no other way, and the browser is told to remember it."""
    port = free_port()
    done("init", "--home", folder, "--kind", "node", "--participant", "ME", "--port", str(port), "--secure")
    add_accounts(folder, [Actor(identity="submitter", name="s", role=Role.SUBMITTER)], {})
    stack.enter_context(serving(folder, port))
    visitor = Visitor(f"http://localhost:{port}", tally.watch)
    visitor.http.headers["X-Forwarded-Proto"] = "https"
    for address in ("/", "/sign-in", "/sign-in/passkey", "/no/such/page"):
        answer = visitor.get(address)
        tally.check("max-age=" in answer.headers.get("Strict-Transport-Security", ""), "answers over TLS", address)


SETTINGS, ACTOR = "src/midex/web/settings.py", "src/midex/web/account/actor.py"
DOOR, SIGN_IN = "src/midex/web/account/door.py", "src/midex/web/account/sign_in.py"
TEMPLATES = "src/midex/web/templates/casework"

EXPERIMENT = Experiment(
    promise="P29",
    says="every answer carries its headers, no request without a token changes anything, no planted text runs or "
    "changes a page, and a session ends at the server when it should",
    run=run,
    small=SMALL,
    full=FULL,
    every=True,
    sabotages=(
        Sabotage(
            "what a page may ask of a device is said",
            SETTINGS,
            '    "midex.web.headers.HeadersMiddleware",\n',
            "",
            trials=WITHOUT_BROWSER,
        ),
        Sabotage(
            "no other site may show a page in a frame of its own",
            SETTINGS,
            '    "django.middleware.clickjacking.XFrameOptionsMiddleware",\n',
            "",
            trials=WITHOUT_BROWSER,
        ),
        Sabotage(
            "a request that changes something needs a token",
            SETTINGS,
            '    "django.middleware.csrf.CsrfViewMiddleware",\n',
            "",
            trials=WITHOUT_BROWSER,
        ),
        Sabotage(
            "a page's scripts cannot read a session's cookie",
            SETTINGS,
            '"SESSION_COOKIE_HTTPONLY": True',
            '"SESSION_COOKIE_HTTPONLY": False',
            (
                Change(
                    "src/midex/web/self_check.py", '"SESSION_COOKIE_HTTPONLY": True', '"SESSION_COOKIE_HTTPONLY": False'
                ),
            ),
            trials=WITHOUT_BROWSER,
        ),
        Sabotage(
            "no cache keeps what an account saw",
            ACTOR,
            "            add_never_cache_headers(response)\n",
            "            pass\n",
            trials=WITHOUT_BROWSER,
        ),
        Sabotage(
            "signing out ends the session at the server",
            SIGN_IN,
            "        logout(request)\n",
            "        request.session = type(request.session)()\n",
            trials=WITHOUT_BROWSER,
        ),
        Sabotage(
            "signing out clears the browser",
            SIGN_IN,
            '        answer["Clear-Site-Data"] = LEAVES_BEHIND\n',
            "",
            trials=WITHOUT_BROWSER,
        ),
        Sabotage(
            "a session has another key after signing in",
            DOOR,
            "    request.session.flush()\n    user: Any",
            "    user: Any",
            (
                Change(DOOR, "    request.session.flush()  # nothing that was here before is carried over\n", ""),
                Change(
                    DOOR,
                    '    login(request, user, backend="midex.stores.accounts.backend.AccountBackend")\n',
                    "    for key, value in (\n"
                    '        ("_auth_user_id", str(user.pk)),\n'
                    '        ("_auth_user_backend", "midex.stores.accounts.backend.AccountBackend"),\n'
                    '        ("_auth_user_hash", user.get_session_auth_hash()),\n'
                    "    ):\n"
                    "        request.session[key] = value\n",
                ),
            ),
            trials=WITHOUT_BROWSER,
        ),
        Sabotage(
            "what was written about a person is text on a page",
            f"{TEMPLATES}/fields.html",
            "{{ line.words|linebreaksbr }}",
            "{{ line.words|safe }}",
        ),
        Sabotage(
            "what was typed into a field is text in it",
            f"{TEMPLATES}/field.html",
            ' value="{{ field.value }}"',
            ' value="{{ field.value|safe }}"',
        ),
        Sabotage(
            "the reason of break-glass is text on a page",
            f"{TEMPLATES}/notices.html",
            "<bdi>{{ one.reason }}</bdi>",
            "<bdi>{{ one.reason|safe }}</bdi>",
        ),
    ),
)
