"""Accounts through Django's own authentication."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from midex.kernel.identity import folded, is_identity
from midex.kernel.role import Role
from midex.services.actor import Actor
from midex.stores.accounts.models import Account


class AccountStore:
    """``ports.Accounts`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def add(self, actor: Actor, password: str) -> bool:
        """Make an account; False where the identity is taken, ValueError where it is not in its one spelling."""
        if not is_identity(actor.identity):
            raise ValueError(f"{actor.identity!r} is no identity in its one spelling")
        row = {"display_name": actor.name, "role": actor.role.value, "password": make_password(password)}
        with transaction.atomic(using=self._alias):
            _, made = Account.objects.using(self._alias).get_or_create(identity=actor.identity, defaults=row)
        return made

    def check(self, identity: str, password: str) -> Actor | None:
        """The account's holder if the password is right, however the identity is spelt."""
        account = Account.objects.using(self._alias).filter(identity=folded(identity), is_active=True).first()
        if account is None:
            make_password(password)  # so that a wrong name takes as long as a wrong password
            return None
        return actor_of(account) if check_password(password, account.password) else None

    def all(self) -> tuple[Actor, ...]:
        """Everyone with an account, by identity."""
        return tuple(actor_of(account) for account in Account.objects.using(self._alias).order_by("identity"))


def actor_of(account: Account) -> Actor:
    """The frozen value that services know a signed-in account by."""
    return Actor(identity=account.identity, name=account.display_name, role=Role(account.role))
