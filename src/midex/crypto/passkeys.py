"""WebAuthn ceremonies through Yubico's fido2; refuses to keep anything between a question and its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from midex.services.entrance.ports import Passkey, Site

LARGEST = 65_536
"""Characters of the largest answer that is looked at."""


class Passkeys:
    """``ports.Passkeys``; the browser must state exactly the site's origin."""

    def begin_adding(self, site: Site, *, handle: bytes, identity: str, known: tuple[Passkey, ...]) -> tuple[str, str]:
        """Options to make a passkey, and the state."""
        options, state = _server(site).register_begin(
            PublicKeyCredentialUserEntity(id=handle, name=identity, display_name=identity),
            _credentials(known),
            resident_key_requirement=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        )
        return json.dumps(dict(options)), json.dumps(state)

    def finish_adding(self, site: Site, state: str, answer: str) -> Passkey | None:
        """The new passkey, or None where the answer does not fit."""
        made = _fits(lambda said: _server(site).register_complete(json.loads(state), said), answer)
        if made is None or made.credential_data is None:
            return None
        return Passkey(
            id=websafe_encode(made.credential_data.credential_id),
            credential=bytes(made.credential_data),
            count=made.counter,
        )

    def begin_use(self, site: Site, known: tuple[Passkey, ...]) -> tuple[str, str]:
        """Options to show a passkey, and the state; without known ones the device makes sure who holds it."""
        verified = UserVerificationRequirement.PREFERRED if known else UserVerificationRequirement.REQUIRED
        options, state = _server(site).authenticate_begin(_credentials(known), user_verification=verified)
        return json.dumps(dict(options)), json.dumps(state)

    def id_of(self, answer: str) -> str:
        """Which passkey an answer says it is."""
        said = _fits(AuthenticationResponse.from_dict, answer)
        return websafe_encode(said.raw_id) if said else ""

    def finish_use(self, site: Site, state: str, passkey: Passkey, answer: str) -> int | None:
        """The device's count, or None where the answer does not fit."""
        known = _credentials((passkey,))

        def check(said: Any) -> int:
            _server(site).authenticate_complete(json.loads(state), known, said)
            return int(AuthenticationResponse.from_dict(said).response.authenticator_data.counter)

        count: int | None = _fits(check, answer)
        return count


def _server(site: Site) -> Fido2Server:
    place = PublicKeyCredentialRpEntity(id=site.host, name="MIDEX")
    return Fido2Server(place, verify_origin=lambda origin: origin == site.origin)


def _credentials(known: tuple[Passkey, ...]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(passkey.credential) for passkey in known]


def _fits(check: Callable[[Any], Any], answer: str) -> Any:
    """What a check makes of an answer; None where it refuses it, in whatever way the library says so."""
    if len(answer) > LARGEST:
        return None
    try:
        return check(json.loads(answer))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None
