"""Accounts of a node or hub, what proves who they are, and where they are signed in. Django's own passwords."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from midex.kernel.identity import folded
from midex.services.declarations.column import About, Columns, Kept
from midex.stores.register import ACCOUNT, COUNTER, IMPERSONATED, NUMBER, PROOF, SIGNED_IN, STAFF_TARGETED


class Accounts(BaseUserManager["Account"]):
    """Finds accounts; sign-in asks it."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of that name, however it is spelt."""
        return super().get_by_natural_key(folded(username or ""))


class Account(AbstractBaseUser):
    """A named person at a node or the hub; at a case node in one office."""

    identity = models.CharField(max_length=150, unique=True)
    display_name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=32)
    office = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)

    register: ClassVar[Columns] = {
        "id": NUMBER,
        "identity": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "display_name": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "role": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "office": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "is_active": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "password": About(handling=PROOF, harm=IMPERSONATED, kept=Kept.HASHED),
        "last_login": About(handling=ACCOUNT, harm=STAFF_TARGETED),
    }

    objects = Accounts()

    USERNAME_FIELD = "identity"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Totp(models.Model):
    """The secret behind an account's one-time codes, sealed; ``last_step`` is the newest step whose code was used."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="totp")
    sealed = models.TextField()
    confirmed = models.BooleanField(default=False)
    last_step = models.BigIntegerField(default=0)

    register: ClassVar[Columns] = {
        "account": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "sealed": About(handling=PROOF, harm=IMPERSONATED, kept=Kept.SEALED_FOR_NODE),
        "confirmed": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "last_step": About(handling=PROOF, harm=STAFF_TARGETED),
    }
    objects: ClassVar[models.Manager[Totp]] = models.Manager()


class RecoveryCode(models.Model):
    """A code that works once, as a keyed hash."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    mark = models.CharField(max_length=64)

    register: ClassVar[Columns] = {
        "id": NUMBER,
        "account": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "mark": About(handling=PROOF, harm=IMPERSONATED, kept=Kept.HASHED),
    }
    objects: ClassVar[models.Manager[RecoveryCode]] = models.Manager()


class Passkey(models.Model):
    """The public half of a passkey, as WebAuthn's attested credential data."""

    id = models.CharField(max_length=1400, primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    credential = models.BinaryField()
    name = models.CharField(max_length=60, blank=True)
    count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    register: ClassVar[Columns] = {
        "id": About(handling=PROOF, harm=STAFF_TARGETED),
        "account": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "credential": About(handling=PROOF, harm=STAFF_TARGETED),
        "name": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "count": COUNTER,
        "added_at": About(handling=ACCOUNT, harm=STAFF_TARGETED),
        "used_at": About(handling=ACCOUNT, harm=STAFF_TARGETED),
    }
    objects: ClassVar[models.Manager[Passkey]] = models.Manager()


class Binding(models.Model):
    """An OpenID provider's subject that may sign in as an account, as a keyed hash of both names."""

    mark = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="bindings")

    register: ClassVar[Columns] = {
        "mark": About(handling=PROOF, harm=STAFF_TARGETED, kept=Kept.HASHED),
        "account": About(handling=ACCOUNT, harm=STAFF_TARGETED),
    }
    objects: ClassVar[models.Manager[Binding]] = models.Manager()


class Session(AbstractBaseSession):
    """Where an account is signed in. The key is a hash of the cookie's: whoever reads it cannot sign in with it."""

    session_key = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    register: ClassVar[Columns] = {
        "session_key": About(handling=SIGNED_IN, harm=STAFF_TARGETED, kept=Kept.HASHED),
        "session_data": About(handling=SIGNED_IN, harm=STAFF_TARGETED),
        "expire_date": About(handling=SIGNED_IN, harm=STAFF_TARGETED),
        "account": About(handling=SIGNED_IN, harm=STAFF_TARGETED),
        "device": About(handling=SIGNED_IN, harm=STAFF_TARGETED),
        "started_at": About(handling=SIGNED_IN, harm=STAFF_TARGETED),
        "seen_at": About(handling=SIGNED_IN, harm=STAFF_TARGETED),
    }
