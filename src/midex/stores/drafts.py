"""Checked figures waiting for their submitter's word, as files that only the home's owner can read.

Files and not rows: a draft is forgotten within the hour, and a database keeps what is deleted from it for long.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from midex.services.ports import Draft


class DraftFolder:
    """``ports.Drafts`` in a folder: a line of JSON, then the figures."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, identity: str, draft: Draft) -> None:
        """Keep an account's draft in place of the one before."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        # a temporary file is readable by its owner alone, and a rename shows all of it or nothing
        with NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
            file.write(_head(draft) + b"\n" + draft.figures)
        os.utime(file.name, (draft.kept_at.timestamp(),) * 2)
        Path(file.name).replace(self._file(identity))

    def find(self, identity: str) -> Draft | None:
        """The account's draft."""
        try:
            head, figures = self._file(identity).read_bytes().split(b"\n", 1)
        except FileNotFoundError:
            return None
        return Draft(**_fields(head), figures=figures)

    def drop(self, identity: str) -> None:
        """Forget the account's draft; nothing happens where there is none."""
        self._file(identity).unlink(missing_ok=True)

    def drop_older(self, than: datetime) -> None:
        """Forget every draft kept before a moment, and what a stopped process left half-written."""
        for file in self._folder.glob("*"):
            with suppress(FileNotFoundError):  # its submitter sent it, or another request was here first
                if file.stat().st_mtime < than.timestamp():
                    file.unlink()

    def _file(self, identity: str) -> Path:
        return self._folder / f"{sha256(identity.encode()).hexdigest()[:32]}.draft"


def _head(draft: Draft) -> bytes:
    said = {name: value for name, value in asdict(draft).items() if name != "figures"}
    return json.dumps({**said, "kept_at": draft.kept_at.isoformat()}).encode()


def _fields(head: bytes) -> dict[str, Any]:
    said = json.loads(head)
    return {**said, "periods": tuple(said["periods"]), "kept_at": datetime.fromisoformat(said["kept_at"])}
