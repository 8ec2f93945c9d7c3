"""Second factors in the database: secrets sealed, codes hashed under a key, each used once by whichever process."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from midex.services.actor import Actor
from midex.services.entrance.one_time_code import matching_step
from midex.services.entrance.ports import Factors, Passkey
from midex.stores.accounts import models
from midex.stores.accounts.sealing import Box, recovery_place, totp_place
from midex.stores.accounts.store import actor_of


class FactorStore:
    """``ports.SecondFactors`` on the database ``alias``."""

    def __init__(self, alias: str, box: Box) -> None:
        self._alias = alias
        self._box = box

    def of(self, identity: str) -> Factors:
        """What an account has."""
        return Factors(
            totp=self._totp(identity).filter(confirmed=True).exists(),
            passkeys=tuple(_passkey(row) for row in self._passkeys(identity).order_by("added_at", "id")),
            recovery_codes=self._recovery_codes(identity).count(),
        )

    def offer_totp(self, identity: str, secret: str) -> str:
        """Keep a secret that counts only once confirmed, unless one waits already."""
        place = totp_place(identity)
        with transaction.atomic(using=self._alias):
            row, _ = self._all(models.Totp).get_or_create(
                account=self._account(identity), defaults={"sealed": self._box.seal(secret, place)}
            )
        if row.confirmed:
            raise ValueError(f"{identity!r} has a confirmed secret, which is never shown")
        return self._box.open(row.sealed, place)

    def confirm_totp(self, identity: str, code: str, at: datetime) -> bool:
        """Make the waiting secret the account's, if the code is right."""
        return self._use(self._totp(identity).filter(confirmed=False), identity, code, at)

    def use_totp(self, identity: str, code: str, at: datetime) -> bool:
        """Whether the code is right and was not used before."""
        return self._use(self._totp(identity).filter(confirmed=True), identity, code, at)

    def drop_totp(self, identity: str) -> None:
        """Forget the account's secret."""
        self._totp(identity).delete()

    def renew_recovery_codes(self, identity: str, codes: tuple[str, ...]) -> None:
        """Keep these codes in place of those before."""
        account = self._account(identity)
        with transaction.atomic(using=self._alias):
            self._recovery_codes(identity).delete()
            self._all(models.RecoveryCode).bulk_create(
                models.RecoveryCode(account=account, mark=self._mark(identity, code)) for code in codes
            )

    def use_recovery_code(self, identity: str, code: str) -> bool:
        """Whether the code is one of the account's; it is then used up."""
        return bool(self._recovery_codes(identity).filter(mark=self._mark(identity, code)).delete()[0])

    def add_passkey(self, identity: str, passkey: Passkey, at: datetime) -> bool:
        """Keep a passkey; False where it is known already."""
        row = models.Passkey(
            id=passkey.id,
            account=self._account(identity),
            credential=passkey.credential,
            name=passkey.name,
            count=passkey.count,
            added_at=at,
        )
        try:
            with transaction.atomic(using=self._alias):
                row.save(using=self._alias, force_insert=True)
        except IntegrityError:
            return False
        return True

    def owner_of(self, passkey: str) -> tuple[Actor, Passkey] | None:
        """The open account a passkey belongs to."""
        rows = self._all(models.Passkey).select_related("account")
        row = rows.filter(pk=passkey, account__is_active=True).first()
        return (actor_of(row.account), _passkey(row)) if row else None

    def use_passkey(self, passkey: str, count: int, at: datetime) -> bool:
        """Note a use; False where the device's count went backwards."""
        # a device that counts nothing always says 0 (WebAuthn, section 6.1.1)
        forward = Q(count__lt=count) | Q(count=0) if count == 0 else Q(count__lt=count)
        return bool(self._all(models.Passkey).filter(forward, pk=passkey).update(count=count, used_at=at))

    def drop_passkey(self, identity: str, passkey: str) -> bool:
        """Forget a passkey of this account."""
        return bool(self._passkeys(identity).filter(pk=passkey).delete()[0])

    def _use(self, rows: Any, identity: str, code: str, at: datetime) -> bool:
        row = rows.first()
        if row is None:
            return False
        step = matching_step(self._box.open(row.sealed, totp_place(identity)), code, at)
        if step is None:
            return False
        # asked of the row itself, not through its account: PostgreSQL looks again at what another process has just
        # changed only in the table that is updated, and two processes must not both accept a code
        unused = self._all(models.Totp).filter(pk=row.pk, sealed=row.sealed, last_step__lt=step)
        return bool(unused.update(last_step=step, confirmed=True))

    def _mark(self, identity: str, code: str) -> str:
        plain = "".join(letter for letter in code.upper() if letter.isalnum())
        return self._box.mark(plain, recovery_place(identity))

    def _account(self, identity: str) -> models.Account:
        return models.Account.objects.using(self._alias).get(identity=identity)

    def _all(self, model: Any) -> Any:
        return model.objects.using(self._alias)

    def _totp(self, identity: str) -> Any:
        return self._all(models.Totp).filter(account__identity=identity)

    def _recovery_codes(self, identity: str) -> Any:
        return self._all(models.RecoveryCode).filter(account__identity=identity)

    def _passkeys(self, identity: str) -> Any:
        return self._all(models.Passkey).filter(account__identity=identity)


def _passkey(row: models.Passkey) -> Passkey:
    return Passkey(
        id=row.id,
        credential=bytes(row.credential),
        name=row.name,
        count=row.count,
        added_at=row.added_at,
        used_at=row.used_at,
    )
