"""Accounts of a node or hub: who may submit, who may approve. Django's own passwords and sessions."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from midex.kernel.identity import folded


class Accounts(BaseUserManager["Account"]):
    """Finds accounts; sign-in asks it."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of that name, however it is spelt."""
        return super().get_by_natural_key(folded(username or ""))


class Account(AbstractBaseUser):
    """A named person at a node or the hub."""

    identity = models.CharField(max_length=150, unique=True)
    display_name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=32)
    is_active = models.BooleanField(default=True)

    objects = Accounts()

    USERNAME_FIELD = "identity"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
