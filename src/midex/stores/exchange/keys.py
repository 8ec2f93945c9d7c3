"""The hub's ring of enrolled keys and its one-time invitations."""

from __future__ import annotations

from datetime import datetime

from midex.services.ports import EnrolledKey
from midex.stores.exchange import models


class KeyStore:
    """``ports.KeyRing`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def invite(self, participant: str, code_sha256: str, at: datetime, institution: str = "") -> None:
        """Keep the hash of a one-time code."""
        models.Invitation.objects.using(self._alias).create(
            code_sha256=code_sha256, participant=participant, institution=institution, invited_at=at
        )

    def redeem(self, participant: str, code_sha256: str, at: datetime, institution: str = "") -> bool:
        """Use up a code; False where it is unknown, used, or another node's."""
        unused = models.Invitation.objects.using(self._alias).filter(
            code_sha256=code_sha256, participant=participant, institution=institution, used_at=None
        )
        return unused.update(used_at=at) == 1

    def enrol(self, key: EnrolledKey) -> None:
        """Keep a key, retiring the same node's older ones."""
        keys = models.EnrolledKey.objects.using(self._alias)
        own = keys.filter(participant=key.participant, institution=key.institution, retired_at=None)
        own.update(retired_at=key.enrolled_at)
        keys.create(
            key_id=key.key_id,
            participant=key.participant,
            institution=key.institution,
            public_key=key.public_key,
            enrolled_at=key.enrolled_at,
        )

    def find(self, key_id: str) -> EnrolledKey | None:
        """The key of that name, retired or not."""
        return _enrolled(models.EnrolledKey.objects.using(self._alias).filter(key_id=key_id).first())

    def current(self, participant: str, institution: str) -> EnrolledKey | None:
        """The key of a node that is not retired."""
        keys = models.EnrolledKey.objects.using(self._alias)
        return _enrolled(keys.filter(participant=participant, institution=institution, retired_at=None).first())

    def case_nodes(self) -> tuple[EnrolledKey, ...]:
        """The keys of all case nodes that are not retired, by participant and institution."""
        keys = models.EnrolledKey.objects.using(self._alias).filter(retired_at=None).exclude(institution="")
        return tuple(_key(row) for row in keys.order_by("participant", "institution"))


def _enrolled(row: models.EnrolledKey | None) -> EnrolledKey | None:
    return _key(row) if row else None


def _key(row: models.EnrolledKey) -> EnrolledKey:
    return EnrolledKey(
        key_id=row.key_id,
        participant=row.participant,
        public_key=bytes(row.public_key),
        enrolled_at=row.enrolled_at,
        retired=row.retired_at is not None,
        institution=row.institution,
    )
