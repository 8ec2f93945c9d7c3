"""Signing in at an institution's own provider: a real one in its own process, a case node that is really served."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from midex.crypto.id_token import subject_of
from midex.crypto.signing import keep_secret
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.home import OpenId, read_home, write_home
from midex.web.account.openid import SECRET as SECRET_FILE
from midex.web.account.openid import OpenIdProvider
from tests.case_home import CaseHome, prepare, served
from tests.openid_provider.provider import CLIENT, SECRET, provider, through
from tests.processes import done, free_port, midex

NODE, BOUND, NOT_BELIEVED = "The Asylum Office's accounts", "4711", "answer is not believed"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[CaseHome]:
    """A served case node whose account ana is bound to a subject of the provider."""
    made = prepare(tmp_path_factory.mktemp("openid") / "node", {"ana": Role.CASEWORKER})
    write_home(
        replace(read_home(made.folder), openid=OpenId(issuer=f"http://127.0.0.1:{port}/o", client_id=CLIENT, name=NODE))
    )
    keep_secret(made.folder / "keys" / SECRET_FILE, SECRET)
    done("account", "bind", "ana", "--home", made.folder, "--sub", BOUND)
    with served(made):
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("provider")


@pytest.fixture(scope="module")
def issuer(home: CaseHome, port: int, folder: Path) -> Iterator[str]:
    with provider(folder, port, back(home)) as running:
        yield running


@contextmanager
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=30) as client:
        yield client


def back(home: CaseHome) -> str:
    return f"{home.url}/sign-in/openid/back"


def begun(client: httpx.Client, home: CaseHome, **changed: str) -> str:
    """The address that the node sends a browser to; ``changed`` is what somebody on the way made of it."""
    sent = client.get(f"{home.url}/sign-in/openid", params={"next": "/account"})
    assert sent.status_code == 302, sent.text
    asked = httpx.URL(sent.headers["Location"])
    return str(asked.copy_merge_params(changed))


def refused(client: httpx.Client, address: str, because: str = NOT_BELIEVED) -> None:
    answer = client.get(address)
    assert (answer.status_code, because in answer.text) == (403, True), answer.text
    assert client.get(httpx.URL(address).join("/account")).status_code == 302


def test_the_provider_vouches_for_the_account_and_the_second_factor_is_still_asked_for(
    home: CaseHome, issuer: str
) -> None:
    with browser() as client:
        assert NODE.replace("'", "&#x27;") in client.get(f"{home.url}/sign-in").text
        asked = begun(client, home)
        said = parse_qs(urlsplit(asked).query)
        assert (said["code_challenge_method"], said["response_type"], said["scope"]) == (["S256"], ["code"], ["openid"])
        came = client.get(through(client, asked, "ana"))
        assert came.headers["Location"] == "/second-factor"
        assert client.get(f"{home.url}/account").status_code == 302
        page = client.get(f"{home.url}/second-factor").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        said_too = {"code": home.phones["ana"].code(), "csrfmiddlewaretoken": token[1]}
        assert client.post(f"{home.url}/second-factor", data=said_too).headers["Location"] == "/account"
        assert client.get(f"{home.url}/account").status_code == 200


def test_a_subject_that_nobody_bound_is_nobody_here(home: CaseHome, issuer: str) -> None:
    with browser() as client:
        refused(client, through(client, begun(client, home), "stranger"), "no account here is bound to that")


def test_an_answer_to_another_visit_is_not_believed(home: CaseHome, issuer: str) -> None:
    with browser() as client, browser() as thief:
        came = through(client, begun(client, home), "ana")
        refused(thief, came, "did not begin here")
        begun(thief, home)
        refused(thief, came)  # another state


@pytest.mark.parametrize("changed", [{"nonce": "another"}, {"code_challenge": "A" * 43}], ids=["nonce", "challenge"])
def test_what_was_changed_on_the_way_is_not_believed(home: CaseHome, issuer: str, changed: dict[str, str]) -> None:
    with browser() as client:
        refused(client, through(client, begun(client, home, **changed), "ana"))


def test_an_answer_counts_once(home: CaseHome, issuer: str) -> None:
    with browser() as client:
        came = through(client, begun(client, home), "ana")
        assert client.get(came).status_code == 302
        refused(client, came, "did not begin here")


def test_another_issuer_in_the_answer_is_not_believed(home: CaseHome, issuer: str) -> None:
    with browser() as client:
        came = through(client, begun(client, home), "ana")
        refused(client, str(httpx.URL(came).copy_set_param("iss", "https://other.example")))


def test_a_code_that_the_provider_did_not_give_is_not_believed(home: CaseHome, issuer: str) -> None:
    with browser() as client:
        came = through(client, begun(client, home), "ana")
        refused(client, str(httpx.URL(came).copy_set_param("code", "made-up")))


def test_a_closed_account_is_not_let_in_by_its_provider(home: CaseHome, issuer: str) -> None:
    done("account", "add", "gone", "--home", home.folder, "--role", "caseworker", "--office", "north")
    done("account", "bind", "gone", "--home", home.folder, "--sub", "4712")
    with browser() as client:
        assert client.get(through(client, begun(client, home), "stranger")).headers["Location"] == "/set-up"
    done("account", "close", "gone", "--home", home.folder)
    with browser() as client:
        refused(client, through(client, begun(client, home), "stranger"), "no account here is bound to that")


def test_a_subject_is_not_bound_twice(home: CaseHome, issuer: str) -> None:
    done("account", "add", "second", "--home", home.folder, "--role", "caseworker", "--office", "north")
    again = midex("account", "bind", "second", "--home", home.folder, "--sub", BOUND)
    assert (again.returncode, "another account" in again.stderr) == (2, True)


@pytest.fixture(scope="module")
def signed(issuer: str, home: CaseHome) -> tuple[str, str, str]:
    """A token that the provider really signed for ana, its keys as JSON, and the nonce."""
    asker = at(issuer)
    address, kept = asker.begin(back(home))
    with browser() as client:
        came = dict(httpx.URL(through(client, address, "ana")).params)
        token = asker._token(came["code"], kept["verifier"], back(home))
        keys = client.get(f"{issuer}/.well-known/jwks.json").text
    return token, keys, kept["nonce"]


def at(issuer: str) -> OpenIdProvider:
    return OpenIdProvider(issuer=issuer, client=CLIENT, secret=SECRET, name=NODE, subject_of=subject_of)


def part(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def opened(text: str) -> dict[str, object]:
    said: dict[str, object] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return said


def test_a_token_is_for_one_client_one_visit_and_one_issuer(signed: tuple[str, str, str], issuer: str) -> None:
    token, keys, nonce = signed
    right = {"issuer": issuer, "client": CLIENT, "nonce": nonce}
    assert subject_of(token, json.loads(keys), **right) == BOUND
    for name in right:
        with pytest.raises(ValueError, match=r"nonce|Invalid"):
            subject_of(token, json.loads(keys), **{**right, name: "another"})


def test_a_token_without_its_signature_or_with_another_is_not_believed(
    signed: tuple[str, str, str], issuer: str
) -> None:
    token, keys, nonce = signed
    header, claims, signature = token.split(".")
    forged = opened(claims) | {"sub": "4712"}
    kid = opened(header)["kid"]
    tries = {
        "no signature asked for": f"{part({'alg': 'none', 'typ': 'JWT', 'kid': kid})}.{claims}.",
        "no signature asked for, no key": f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(forged)}.",
        "a shared secret": f"{part({'alg': 'HS256', 'kid': kid})}.{claims}.{signature}",
        "other claims": f"{header}.{part(forged)}.{signature}",
        "an unknown key": f"{part({'alg': 'RS256', 'kid': 'other'})}.{claims}.{signature}",
        "no signature": f"{header}.{claims}.",
        "no token": "nonsense",
    }
    for said in tries.values():
        with pytest.raises(ValueError, match=r"^\w+$"):
            subject_of(said, json.loads(keys), issuer=issuer, client=CLIENT, nonce=nonce)


def test_after_the_provider_changed_its_key_what_it_signed_before_is_not_believed_and_what_it_signs_now_is(
    signed: tuple[str, str, str], home: CaseHome, tmp_path: Path
) -> None:
    token, _, nonce = signed
    place = free_port()
    with provider(tmp_path, place, back(home)) as rotated:
        keys = httpx.get(f"{rotated}/.well-known/jwks.json", trust_env=False).json()
        with pytest.raises(ValueError, match="KeyError"):
            subject_of(token, keys, issuer=rotated, client=CLIENT, nonce=nonce)
    asker = at(rotated)
    for _ in range(2):  # the same provider, started twice: each time with a new key, and asked for it again
        with provider(tmp_path, place, back(home)), browser() as client:
            address, kept = asker.begin(back(home))
            came = dict(httpx.URL(through(client, address, "ana")).params)
            assert asker.finish(came, kept, back(home)) == BOUND


def test_a_token_that_is_over_is_not_believed(home: CaseHome, tmp_path: Path) -> None:
    with provider(tmp_path, free_port(), back(home), expires=-3600) as late, browser() as client:
        asker = at(late)
        address, kept = asker.begin(back(home))
        answer = asker.finish(dict(httpx.URL(through(client, address, "ana")).params), kept, back(home))
        assert isinstance(answer, Refused)
        assert answer.because.details == {"reason": "ExpiredSignatureError"}


def test_a_provider_that_does_not_answer_is_said_so_and_the_password_still_works(tmp_path: Path) -> None:
    made = prepare(tmp_path / "node", {"ana": Role.CASEWORKER})
    nowhere = OpenId(issuer=f"http://127.0.0.1:{free_port()}/o", client_id=CLIENT, name=NODE)
    write_home(replace(read_home(made.folder), openid=nowhere))
    missing = midex("serve", "--home", made.folder)
    assert (missing.returncode, "openid.secret" in missing.stderr) == (2, True), missing.stderr
    keep_secret(made.folder / "keys" / SECRET_FILE, SECRET)
    (made.folder / "keys" / SECRET_FILE).chmod(0o640)
    open_to_others = midex("serve", "--home", made.folder)
    assert (open_to_others.returncode, "chmod 600" in open_to_others.stderr) == (2, True), open_to_others.stderr
    (made.folder / "keys" / SECRET_FILE).chmod(0o600)
    with served(made), browser() as client:
        answer = client.get(f"{made.url}/sign-in/openid")
        assert (answer.status_code, "cannot be reached just now" in answer.text) == (403, True)
        assert 'name="password"' in answer.text
