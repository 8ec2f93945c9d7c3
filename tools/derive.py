"""Derive data/published and data/submitted again: `.venv/bin/python tools/derive.py RAW_FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from midex.services.derive_published import derive
from midex.statistics.published import declared, derivation

DATA = Path(__file__).resolve().parent.parent / "data"


def main(raw: Path) -> None:
    """Write every file that the two `sources.yaml` declare."""
    for folder in (DATA / "published", DATA / "submitted"):
        for entry in declared(folder):
            derived = derive(derivation(entry), lambda name: (raw / name).read_bytes())
            (folder / f"{entry['dataflow']}.csv").write_bytes(derived)
            sys.stdout.write(f"{folder.name}/{entry['dataflow']}.csv {len(derived)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
