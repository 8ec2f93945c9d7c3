"""Accounts through Django's own authentication."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from midex.kernel.identity import folded, is_identity
from midex.kernel.role import Role
from midex.services.actor import Actor
from midex.services.entrance.one_time_code import is_secret
from midex.stores.accounts.models import Account, Binding, Session, Totp
from midex.stores.accounts.sealing import NO_BOX, Box, subject_place, totp_place


class AccountStore:
    """``ports.Accounts`` on the database ``alias``; ``box`` seals what proves who somebody is."""

    def __init__(self, alias: str, box: Box = NO_BOX) -> None:
        self._alias = alias
        self._box = box

    def add(self, actor: Actor, password: str) -> bool:
        """Make an account; False where the identity is taken, ValueError where it is not in its one spelling."""
        if not is_identity(actor.identity):
            raise ValueError(f"{actor.identity!r} is no identity in its one spelling")
        row = {
            "display_name": actor.name,
            "role": actor.role.value,
            "office": actor.office,
            "password": make_password(password),
        }
        with transaction.atomic(using=self._alias):
            _, made = Account.objects.using(self._alias).get_or_create(identity=actor.identity, defaults=row)
        return made

    def check(self, identity: str, password: str) -> Actor | None:
        """The account's holder if the password is right, however the identity is spelt."""
        account = self._open(identity)
        if account is None:
            make_password(password)  # so that a wrong name takes as long as a wrong password
            return None
        return actor_of(account) if check_password(password, account.password) else None

    def all(self) -> tuple[Actor, ...]:
        """Everyone with an account, by identity."""
        return tuple(actor_of(account) for account in Account.objects.using(self._alias).order_by("identity"))

    def find(self, identity: str) -> Actor | None:
        """The holder of an account that is open, however the identity is spelt."""
        account = self._open(identity)
        return actor_of(account) if account else None

    def close(self, identity: str) -> bool:
        """Close an account and end its sessions; False where none was open."""
        mine = {"identity": folded(identity), "is_active": True}
        with transaction.atomic(using=self._alias):
            Session.objects.using(self._alias).filter(account__identity=folded(identity)).delete()
            return bool(Account.objects.using(self._alias).filter(**mine).update(is_active=False))

    def enrol_totp(self, identity: str, secret: str) -> bool:
        """Give an account a confirmed secret; False where it has one, ValueError where either is none."""
        account = self._known(identity)
        if not is_secret(secret):
            raise ValueError("a secret for one-time codes is base32 text of at least 16 bytes")
        row = {"sealed": self._box.seal(secret, totp_place(account.identity)), "confirmed": True}
        with transaction.atomic(using=self._alias):
            rows = Totp.objects.using(self._alias)
            if rows.filter(account=account, confirmed=True).exists():
                return False
            rows.update_or_create(account=account, defaults=row)
        return True

    def bind(self, identity: str, issuer: str, subject: str) -> bool:
        """Let a provider's subject sign in as this account; False where it is another account's."""
        account, mark = self._known(identity), self._box.mark(subject, subject_place(issuer))
        bound, _ = Binding.objects.using(self._alias).get_or_create(mark=mark, defaults={"account": account})
        return bool(bound.account_id == account.pk)

    def bound(self, issuer: str, subject: str) -> Actor | None:
        """The holder of the open account that a provider's subject was bound to."""
        mark = self._box.mark(subject, subject_place(issuer))
        rows = Binding.objects.using(self._alias).select_related("account")
        found = rows.filter(mark=mark, account__is_active=True).first()
        return actor_of(found.account) if found else None

    def _open(self, identity: str) -> Account | None:
        return Account.objects.using(self._alias).filter(identity=folded(identity), is_active=True).first()

    def _known(self, identity: str) -> Account:
        account = self._open(identity)
        if account is None:
            raise ValueError(f"there is no open account {identity!r}")
        return account


def actor_of(account: Account) -> Actor:
    """The frozen value that services know a signed-in account by."""
    return Actor(identity=account.identity, name=account.display_name, role=Role(account.role), office=account.office)
