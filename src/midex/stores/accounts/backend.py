"""Django's authentication with the one statement written out that every request of an account makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend
from django.db import router

from midex.stores.rows import fetch, moment

if TYPE_CHECKING:
    from midex.stores.accounts.models import Account

COLUMNS = ("id", "password", "last_login", "identity", "display_name", "role", "office", "is_active")
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM accounts_account WHERE id = %s"  # noqa: S608 - names of our own columns


class AccountBackend(ModelBackend):
    """Finds the account of a session."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account with this number; None where there is none, or where it is closed."""
        from midex.stores.accounts.models import Account

        alias = router.db_for_read(Account)
        for number, password, last_login, *said, is_active in fetch(alias, _SELECT, [user_id]):
            at = last_login and moment(last_login)
            found: Account = Account.from_db(alias, COLUMNS, (number, password, at, *said, bool(is_active)))
            return found if self.user_can_authenticate(found) else None
        return None
