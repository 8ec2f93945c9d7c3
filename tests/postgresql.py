"""Starts a real PostgreSQL of Debian's for the tests, also as root; knows nothing of what they keep in it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder of the newest installed server, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def server() -> Iterator[str]:
    """A server that listens on a socket in a folder of its own; yields its ``postgresql://`` URL without a database."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError("initdb")
    folder = Path(tempfile.mkdtemp(prefix="midex-pg-"))
    who = _unprivileged(folder)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **who)

    place = str(folder / "cluster")
    run(str(programs / "initdb"), "-D", place, "-U", "midex", "-A", "trust", "-E", "UTF8", "-k", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=30"
    run(str(programs / "pg_ctl"), "-D", place, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://midex@/{{}}?host={folder}"
    finally:
        run(str(programs / "pg_ctl"), "-D", place, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, object]:
    """The account to run the server as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = accounts.get("postgres") or accounts["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
