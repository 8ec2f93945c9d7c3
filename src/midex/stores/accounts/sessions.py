"""Django's session engine over our own table, which knows whose a session is; named in the settings of every home.

Refuses to cache: a session that was ended anywhere is over at the next request.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import models, router
from django.utils import timezone

from midex.services.entrance.ports import SignedInSession
from midex.services.entrance.session import DEVICE, SEEN, STARTED, name_of
from midex.stores.rows import fetch

if TYPE_CHECKING:
    from midex.stores.accounts.models import Session

_LIVE = "SELECT session_data FROM accounts_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseStore):
    """Sessions kept under a hash of their key."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our own table."""
        from midex.stores.accounts.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and the key forgotten, where it is over. One statement, at every request."""
        asked = [name_of(self.session_key or ""), timezone.now()]
        for (content,) in fetch(router.db_for_read(self.model), _LIVE, asked):
            return dict(self.decode(content))
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return super().exists(name_of(session_key))

    def create_model_instance(self, data: Any) -> Any:
        """The row of this session, with what its list shows beside the signed content."""
        row: Any = super().create_model_instance(data)
        row.session_key = name_of(row.session_key)
        row.account_id = data.get("_auth_user_id")
        row.device = data.get(DEVICE, "")
        row.started_at, row.seen_at = (_moment(data.get(key)) for key in (STARTED, SEEN))
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End this session, or another."""
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=name_of(key)).delete()


class SessionList:
    """``ports.Sessions`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def _rows(self, identity: str = "") -> models.QuerySet[Any]:
        from midex.stores.accounts.models import Session

        rows = Session.objects.using(self._alias)
        return rows.filter(account__identity=identity) if identity else rows.all()

    def of(self, identity: str) -> tuple[SignedInSession, ...]:
        """The account's live sessions, the newest first."""
        live = self._rows(identity).filter(expire_date__gt=timezone.now(), started_at__isnull=False)
        return tuple(
            SignedInSession(name=row.session_key, device=row.device, started_at=row.started_at, seen_at=row.seen_at)
            for row in live.order_by("-started_at", "session_key")
        )

    def end(self, identity: str, name: str) -> bool:
        """End one of the account's sessions."""
        return bool(self._rows(identity).filter(session_key=name).delete()[0])

    def end_all(self, identity: str, *, but: str = "") -> int:
        """End all of an account but one."""
        return self._rows(identity).exclude(session_key=but).delete()[0]

    def forget_expired(self) -> None:
        """Delete what is over."""
        self._rows().filter(expire_date__lte=timezone.now()).delete()


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
