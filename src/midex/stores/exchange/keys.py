"""The hub's ring of enrolled keys and its one-time invitations."""

from __future__ import annotations

from datetime import datetime

from midex.services.ports import EnrolledKey
from midex.stores.exchange import models


class KeyStore:
    """``ports.KeyRing`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def invite(self, participant: str, code_sha256: str, at: datetime) -> None:
        """Keep the hash of a one-time code."""
        models.Invitation.objects.using(self._alias).create(
            code_sha256=code_sha256, participant=participant, invited_at=at
        )

    def redeem(self, participant: str, code_sha256: str, at: datetime) -> bool:
        """Use up a code; False where it is unknown, used, or another participant's."""
        unused = models.Invitation.objects.using(self._alias).filter(
            code_sha256=code_sha256, participant=participant, used_at=None
        )
        return unused.update(used_at=at) == 1

    def enrol(self, key: EnrolledKey) -> None:
        """Keep a key, retiring the participant's older ones."""
        keys = models.EnrolledKey.objects.using(self._alias)
        keys.filter(participant=key.participant, retired_at=None).update(retired_at=key.enrolled_at)
        keys.create(
            key_id=key.key_id,
            participant=key.participant,
            public_key=key.public_key,
            enrolled_at=key.enrolled_at,
        )

    def find(self, key_id: str) -> EnrolledKey | None:
        """The key of that name, retired or not."""
        row = models.EnrolledKey.objects.using(self._alias).filter(key_id=key_id).first()
        if row is None:
            return None
        return EnrolledKey(
            key_id=row.key_id,
            participant=row.participant,
            public_key=bytes(row.public_key),
            enrolled_at=row.enrolled_at,
            retired=row.retired_at is not None,
        )
