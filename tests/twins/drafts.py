"""The in-memory twin of the folder of drafts; it passes the same contract tests as the real one."""

from __future__ import annotations

from datetime import datetime

from midex.services.ports import Draft


class InMemoryDrafts:
    """Holds one draft for each account."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}

    def keep(self, identity: str, draft: Draft) -> None:
        self._drafts[identity] = draft

    def find(self, identity: str) -> Draft | None:
        return self._drafts.get(identity)

    def drop(self, identity: str) -> None:
        self._drafts.pop(identity, None)

    def drop_older(self, than: datetime) -> None:
        self._drafts = {name: draft for name, draft in self._drafts.items() if draft.kept_at >= than}
