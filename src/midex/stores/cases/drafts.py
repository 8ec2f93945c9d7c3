"""What accounts began to type and did not finish, sealed; the only rows of a case that are changed and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from midex.services.casework.ports import FormDraft
from midex.stores.rows import execute, fetch, moment

_SELECT = "SELECT id, identity, form, case_id, kept_at, sealed FROM cases_draft"
_CLAIM = """INSERT INTO cases_draft (id, identity, form, case_id, kept_at, sealed) VALUES (%s, %s, %s, %s, %s, %s)
            ON CONFLICT (identity, form, case_id) DO NOTHING"""
_PUT = "UPDATE cases_draft SET kept_at = %s, sealed = %s WHERE id = %s"


class FormDraftStore:
    """``ports.FormDrafts`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def claim(self, draft: FormDraft) -> str:
        """The name of the draft of this account, form and case: the one that is there, else this one, kept now."""
        values = (draft.id, draft.identity, draft.form, draft.case, draft.kept_at, draft.sealed)
        execute(self._alias, _CLAIM, values)
        found = self.find(draft.identity, draft.form, draft.case)
        return found.id if found else draft.id

    def put(self, draft: FormDraft) -> bool:
        """Keep in place of what stood there; False where it ended meanwhile."""
        execute(self._alias, _PUT, (draft.kept_at, draft.sealed, draft.id))
        return bool(self._drafts("WHERE id = %s", [draft.id]))

    def find(self, identity: str, form: str, case: str) -> FormDraft | None:
        """An account's draft of a form."""
        found = self._drafts("WHERE identity = %s AND form = %s AND case_id = %s", [identity, form, case])
        return found[0] if found else None

    def of_account(self, identity: str) -> tuple[FormDraft, ...]:
        """All that an account has begun, the oldest first."""
        return self._drafts("WHERE identity = %s ORDER BY kept_at", [identity])

    def of_case(self, case: str) -> tuple[FormDraft, ...]:
        """All that was begun in a case, by anybody."""
        return self._drafts("WHERE case_id = %s", [case])

    def before(self, moment: datetime) -> tuple[FormDraft, ...]:
        """All that was last kept before a moment."""
        return self._drafts("WHERE kept_at < %s", [moment])

    def drop(self, draft: str) -> None:
        """Forget one."""
        execute(self._alias, "DELETE FROM cases_draft WHERE id = %s", [draft])

    def _drafts(self, which: str, values: Sequence[Any]) -> tuple[FormDraft, ...]:
        return tuple(
            FormDraft(id=id_, identity=who, form=form, case=case, kept_at=moment(at), sealed=sealed)
            for id_, who, form, case, at, sealed in fetch(self._alias, f"{_SELECT} {which}", values)
        )
