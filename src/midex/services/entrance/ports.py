"""What signing in needs from the outside; ``stores`` and ``crypto`` provide it, ``node`` and ``hub`` wire it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Protocol

from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.ports import Accounts, Clock


class Outcome(Enum):
    """What became of a try to sign in; what a case node journals."""

    SIGNED_IN = "signed-in"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - a name, no secret
    WRONG_CODE = "wrong-code"
    WRONG_PASSKEY = "wrong-passkey"
    WRONG_PROVIDER = "wrong-provider"  # the institution's provider answered, and it was refused
    TOO_SOON = "too-soon"
    SIGNED_OUT = "signed-out"
    ENDED_BY_ANOTHER = "ended-by-another"  # a second person ended every session of the account


OnSignIn = Callable[[str, Outcome], None]
"""Told of every outcome; the account is empty where what was typed names none, for people type passwords there."""


@dataclass(frozen=True, kw_only=True)
class Passkey:
    """A public key that a device of an account keeps the private half of.

    ``credential`` is WebAuthn's attested credential data; ``count`` what the device last said it had signed.
    """

    id: str
    credential: bytes
    name: str = ""
    count: int = 0
    added_at: datetime | None = None
    used_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Factors:
    """The second factors an account has."""

    totp: bool = False
    passkeys: tuple[Passkey, ...] = ()
    recovery_codes: int = 0

    @property
    def any(self) -> bool:
        """Whether a second factor is asked for; recovery codes alone are none."""
        return self.totp or bool(self.passkeys)


class SecondFactors(Protocol):
    """The second factors of the accounts of one home; secrets are sealed under a key outside the database."""

    def of(self, identity: str) -> Factors:
        """What an account has."""
        ...

    def offer_totp(self, identity: str, secret: str) -> str:
        """Keep a secret that counts only once confirmed; answers with the one that waits already, where one does."""
        ...

    def confirm_totp(self, identity: str, code: str, at: datetime) -> bool:
        """Make the waiting secret the account's, if the code is right; from then on it cannot be shown."""
        ...

    def use_totp(self, identity: str, code: str, at: datetime) -> bool:
        """Whether the code is right and was not used before, by whichever process."""
        ...

    def drop_totp(self, identity: str) -> None:
        """Forget the account's secret."""
        ...

    def renew_recovery_codes(self, identity: str, codes: tuple[str, ...]) -> None:
        """Keep these codes in place of those before; they can be compared and not shown again."""
        ...

    def use_recovery_code(self, identity: str, code: str) -> bool:
        """Whether the code is one of the account's; it is then used up."""
        ...

    def add_passkey(self, identity: str, passkey: Passkey, at: datetime) -> bool:
        """Keep a passkey; False where it is known already."""
        ...

    def owner_of(self, passkey: str) -> tuple[Actor, Passkey] | None:
        """The open account a passkey belongs to."""
        ...

    def use_passkey(self, passkey: str, count: int, at: datetime) -> bool:
        """Note a use; False where the device's count went backwards, for then there are two of it."""
        ...

    def drop_passkey(self, identity: str, passkey: str) -> bool:
        """Forget a passkey of this account."""
        ...


@dataclass(frozen=True, kw_only=True)
class SignedInSession:
    """One place where an account is signed in; ``name`` is no secret."""

    name: str
    device: str
    started_at: datetime
    seen_at: datetime


class Sessions(Protocol):
    """Where accounts are signed in just now."""

    def of(self, identity: str) -> tuple[SignedInSession, ...]:
        """The account's live sessions, the newest first."""
        ...

    def end(self, identity: str, name: str) -> bool:
        """End one; what it asks next is asked by nobody."""
        ...

    def end_all(self, identity: str, *, but: str = "") -> int:
        """End all of an account but one."""
        ...

    def forget_expired(self) -> None:
        """Delete what is over."""
        ...


@dataclass(frozen=True)
class Site:
    """Where a passkey is for: the host's name, and the origin that the browser must state."""

    host: str
    origin: str


class Passkeys(Protocol):
    """The WebAuthn ceremonies; each begins with options for the browser and a state to keep until its answer."""

    def begin_adding(self, site: Site, *, handle: bytes, identity: str, known: tuple[Passkey, ...]) -> tuple[str, str]:
        """Options (JSON) to make a passkey, and the state."""
        ...

    def finish_adding(self, site: Site, state: str, answer: str) -> Passkey | None:
        """The new passkey, or None where the answer does not fit."""
        ...

    def begin_use(self, site: Site, known: tuple[Passkey, ...]) -> tuple[str, str]:
        """Options (JSON) to show a passkey, and the state. Without known ones the browser offers those of the site,
        and the device must make sure who holds it.
        """
        ...

    def id_of(self, answer: str) -> str:
        """Which passkey an answer says it is; nothing is checked yet. Empty where it is no answer."""
        ...

    def finish_use(self, site: Site, state: str, passkey: Passkey, answer: str) -> int | None:
        """The device's count, or None where the answer does not fit."""
        ...


class Provider(Protocol):
    """An institution's own OpenID provider."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def issuer(self) -> str:
        """Its address, as it stands in what it signs."""
        ...

    def begin(self, back: str) -> tuple[str, dict[str, str]]:
        """The address to send the browser to, and what to keep until it comes ``back``."""
        ...

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> str | Refused:
        """The subject that the provider vouches for, or why it is not believed."""
        ...


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """Everything the account pages need. Without ``passkeys`` or a ``provider`` these are not offered."""

    accounts: Accounts
    factors: SecondFactors
    sessions: Sessions
    clock: Clock = lambda: datetime.now(UTC)
    passkeys: Passkeys | None = None
    provider: Provider | None = None
    on_sign_in: OnSignIn = lambda _identity, _outcome: None
