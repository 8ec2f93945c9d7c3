"""Starts a real PostgreSQL of Debian's for the tests, also as root; knows nothing of what they keep in it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

QUIET = {"log_min_messages": "log"}
"""What a home asks of a server beside PostgreSQL's own defaults (``stores.self_check``)."""


def binaries() -> Path | None:
    """The folder of the newest installed server, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class Cluster:
    """A cluster in a folder of its own that listens on a socket there; ``settings`` as in postgresql.conf."""

    def __init__(self, folder: Path, settings: Mapping[str, str], *, checksums: bool = True) -> None:
        programs = binaries()
        if programs is None:
            raise FileNotFoundError("initdb")
        self._programs, self._who = programs, unprivileged(folder)
        self.folder, self.place, self.log = folder, folder / "cluster", folder / "log"
        self.url = f"postgresql://midex@/{{}}?host={folder}"
        options = ("-D", str(self.place), "-U", "midex", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._run("initdb", *options, *(("-k",) if checksums else ()))
        said = {"unix_socket_directories": f"'{folder}'", "listen_addresses": "''", "max_connections": "30", **settings}
        with (self.place / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = {value}\n" for name, value in said.items())

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._run("pg_ctl", "-D", str(self.place), "-l", str(self.log), "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop, if it runs."""
        if self.pid:
            self._run("pg_ctl", "-D", str(self.place), "-m", mode, "-w", "stop")

    @property
    def pid(self) -> int | None:
        """The server's first process, or None where none runs."""
        file = self.place / "postmaster.pid"
        pid = int(file.read_text("ascii").split()[0]) if file.exists() else 0
        return pid if pid and Path(f"/proc/{pid}").exists() else None

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), *options]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._who)


@contextmanager
def server() -> Iterator[str]:
    """A server for tests that may lose what it is given, and is fast; yields its URL without a database."""
    with cluster({**QUIET, "fsync": "off"}) as made:
        yield made.url


@contextmanager
def cluster(settings: Mapping[str, str] = QUIET, *, checksums: bool = True) -> Iterator[Cluster]:
    """A running server with PostgreSQL's own defaults and ``settings``; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="midex-pg-"))
    made = Cluster(folder, settings, checksums=checksums)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged(folder: Path) -> dict[str, object]:
    """The account to run the server as, which is given the folder: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = accounts.get("postgres") or accounts["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
