"""Whether a database keeps what it is given, and keeps it out of its log; asked before a home is prepared or served.

Refuses to put a setting right by itself: whoever runs the server is told which, and what to write.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connections

from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark

SQLITE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1"}
"""What each pragma must answer on a connection of ours; 2 is FULL, and without the last a replacement is no change."""

POSTGRESQL = {
    # damage is noticed
    "data_checksums": ("on",),
    "ignore_checksum_failure": ("off",),
    "zero_damaged_pages": ("off",),
    # what is append-only stays so: under `replica` no ordinary trigger fires
    "session_replication_role": ("origin", "local"),
    # what was acknowledged is on the disk: promises P1 and P7 were tried with these
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
    "wal_sync_method": ("fdatasync", "fsync", "fsync_writethrough"),
    "data_sync_retry": ("off",),
    # a statement that fails, or is slow, is not written down with the values in it
    "log_min_messages": ("log", "fatal", "panic"),
    "log_statement": ("none",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "debug_print_parse": ("off",),
    "debug_print_rewritten": ("off",),
    "debug_print_plan": ("off",),
}
"""What each setting may be, the first being what to write."""

FILE_SYSTEM = mark("{setting} is {found} where it must be {wanted}; keep the file on a local disk")
NO_CHECKSUMS = mark("it was made without data checksums; stop the server and run `pg_checksums --enable`")
WEAK = mark("{setting} is {found}; write {setting} = {wanted} in postgresql.conf")
WEAKENED = mark("{setting} is {found} for {whom}; write ALTER {whom} RESET {setting}")
VALUES_IN_STATEMENTS = mark("the connection puts values into statements; set server_side_binding")


def refuse_weak(*aliases: str) -> None:
    """Fault F306, naming every setting, where a database would lose, damage or tell what it is given."""
    for alias in aliases:
        if found := weaknesses(alias):
            raise Fault("F306", database=name_of(alias), reason="; ".join(map(str, found)))


def name_of(alias: str) -> str:
    """What the person who runs it calls a database."""
    return str(connections[alias].settings_dict["NAME"])


def weaknesses(alias: str) -> tuple[Message, ...]:
    """Everything that is too weak in one database, as its own connection sees it."""
    return _of_postgresql(alias) if connections[alias].vendor == "postgresql" else _of_sqlite(alias)


def _of_sqlite(alias: str) -> tuple[Message, ...]:
    found = {name: str(_rows(alias, f"PRAGMA {name}")[0][0]).lower() for name in SQLITE}
    return tuple(
        Message(FILE_SYSTEM, {"setting": name, "found": found[name], "wanted": wanted})
        for name, wanted in SQLITE.items()
        if found[name] != wanted
    )


def _of_postgresql(alias: str) -> tuple[Message, ...]:
    said = dict(_rows(alias, "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(POSTGRESQL)]))
    weak = [_weak(name, found) for name, found in sorted(said.items()) if found not in POSTGRESQL[name]]
    if not connections[alias].settings_dict["OPTIONS"].get("server_side_binding"):
        weak.append(Message(VALUES_IN_STATEMENTS))
    return (*weak, *_weakened(alias, said))


def _weak(name: str, found: str) -> Message:
    if name == "data_checksums":
        return Message(NO_CHECKSUMS)
    return Message(WEAK, {"setting": name, "found": found, "wanted": POSTGRESQL[name][0]})


def _weakened(alias: str, known: Mapping[str, str]) -> list[Message]:
    """What is weakened for a role or in this database, even where the connection at hand does not feel it."""
    each = _rows(
        alias,
        "SELECT coalesce('ROLE ' || r.rolname, 'DATABASE ' || d.datname), "
        "split_part(said, '=', 1), substr(said, strpos(said, '=') + 1) "
        "FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) said "
        "LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase "
        "WHERE s.setdatabase = 0 OR d.datname = current_database() ORDER BY 1, 2",
    )
    return [
        Message(WEAKENED, {"setting": name, "found": found, "whom": whom})
        for whom, name, found in each
        if name in known and found.lower() not in POSTGRESQL[name]
    ]


def _rows(alias: str, query: str, asked: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(query, asked)
        return list(cursor.fetchall())
