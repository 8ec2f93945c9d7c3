"""P10: damage to what a case node keeps is found: by opening, by the check of everything, by the engine.

A change that leaves every row as it was is harmless; one in a record or in the journal that nothing finds is a failure.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from midex.crypto.vault import PersonVault
from midex.formats.canonical_json import canonical_json, read_json
from midex.kernel.fault import Fault
from midex.services.casework.break_glass import break_glass
from midex.services.casework.check_home import check_home
from midex.services.casework.history import TABLE as EVENT
from midex.services.casework.ports import Place, Receipt
from midex.services.journal.checkpoint_journal import checkpoint_journal
from midex.stores.key_store import FILE, KeyStore
from tests.casework import ACTORS, CaseNode, journal_ports
from tests.experiments.experiment import Change, Experiment, NotPossibleError, Outcome, Sabotage
from tests.experiments.in_process import case_node
from tests.postgresql import Cluster, binaries, cluster
from tests.wandering import Wanderer

PAGE = 4096
MOMENT = re.compile(rb"(\d{4}-\d\d-\d\d).(\d\d:\d\d:\d\d[^x]*)", re.DOTALL)
MOVES = 140
ENDLESS = 100_000
"""Rows after which a table is not read on: a page that points back to itself has no last one."""

RECORDS = ("cases_", "journal_")
CELLS = {
    "cases_event": ("body", "step", "person", "number", "key", "case_id"),
    "cases_casefile": ("office", "tier", "state", "steps", "person", "due", "concerns", "is_open", "changed_at"),
    "cases_assignment": ("identity", "case_id"),
    "cases_read": ("body", "identity", "office", "action", "kind", "role"),
    "cases_readcase": ("case_id",),
    "cases_grant": ("reason", "identity", "until", "office"),
    "cases_proposedstep": ("body", "proposed_by", "based_on", "sha256"),
    "journal_entry": ("commitment", "actor", "at", "kind"),
    "journal_tile": ("hashes",),
    "journal_checkpoint": ("note", "size", "at"),
}
"""What is kept of people and of the journal, column by column."""


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Each trial is one piece of damage; one in five on PostgreSQL where it is installed."""
    if binaries() is None:
        raise NotPossibleError("PostgreSQL is missing (Debian: apt-get install postgresql)")
    draw, notes = random.Random(seed), Counter[str]()
    kept = Kept.made(folder, draw)
    on_postgresql = trials // 5
    failures = sum(_one(kept, draw, notes) for _ in range(trials - on_postgresql))
    if on_postgresql:
        failures += _on_postgresql(on_postgresql, folder, draw, notes)
    return Outcome(trials, failures, dict(notes))


@dataclass(frozen=True)
class Kept:
    """A case node with a history, and its files as they were, now and somewhat earlier."""

    node: CaseNode
    folder: Path
    rows: dict[str, Any]
    erased: frozenset[str]

    @property
    def database(self) -> Path:
        """The database's one file."""
        return self.folder / "restricted.sqlite3"

    @property
    def keys(self) -> Path:
        """The key store's one file."""
        return self.folder / "keystore" / FILE

    @property
    def earlier(self) -> Path:
        """The database as it was before."""
        return self.folder / "earlier"

    @classmethod
    def made(cls, folder: Path, draw: random.Random) -> Kept:
        """A node whose people came, were corrected, were looked at through broken glass, and some erased."""
        node = case_node(folder)
        _live(node, draw, MOVES)
        _settle(node, folder)
        shutil.copy(folder / "restricted.sqlite3", folder / "earlier")
        _live(node, draw, MOVES)
        _settle(node, folder)
        for name in ("restricted.sqlite3", "keystore"):
            source = folder / name
            _ = (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / f"{name}.sound")
        made = cls(node, folder, _rows(folder / "restricted.sqlite3"), node.ports.vault.erased())
        if found := list(made.damage()):
            raise RuntimeError(f"a sound node is called damaged: {found}")
        node.keys.close()
        return made

    def restored(self) -> None:
        """All files as they were."""
        _close()
        for name in ("restricted.sqlite3", "keystore/" + FILE):
            for left in [self.folder / name, *self.folder.glob(f"{name}-*")]:  # whatever still holds the damaged one
                left.unlink(missing_ok=True)
            shutil.copy(self.folder / f"{name.split('/')[0]}.sound" / (FILE if "/" in name else ""), self.folder / name)

    def opened(self) -> CaseNode:
        """The node as a process that has just started sees it."""
        keys = KeyStore(self.folder / "keystore")
        vault = PersonVault(bytes(range(32)), keys, self.node.clock)
        return replace(self.node, keys=keys, ports=replace(self.node.ports, vault=vault))

    def damage(self) -> Iterator[str]:
        """What the check of everything finds; a store that cannot be opened at all is found."""
        from midex.stores.engine_check import EngineCheck

        _close()
        try:
            node = self.opened()
        except (Fault, sqlite3.Error) as refused:
            yield f"not opened: {type(refused).__name__}"
            return
        try:
            yield from map(str, check_home(node.ports, journal_ports(node), EngineCheck("default", self.keys)))
        finally:
            with suppress(sqlite3.Error):
                node.keys.close()
            _close()


def _live(node: CaseNode, draw: random.Random, moves: int) -> None:
    wanderer = Wanderer(node, draw)
    wanderer.wander(moves)
    node.clock.move(hours=2)
    for name in [row.name for row in node.ports.cases.all()][:3]:
        break_glass(name, "taken to hospital, allergies must be asked now", ACTORS["caseworker-south"], node.ports)
    name = node.registered()
    node.take("keep-closer", {"tier": "protected", "reason": "threatened"}, name=name)
    node.ask("keep-as-standard", {"reason": "the threat is over"}, "supervisor", name)
    checkpoint_journal(journal_ports(node))


def _settle(node: CaseNode, folder: Path) -> None:
    """Nothing is left in a log beside the file."""
    _close()
    node.keys.scrub()
    with closing(sqlite3.connect(folder / "restricted.sqlite3")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _close() -> None:
    from django.db import connections

    with suppress(Exception):
        connections["default"].close()
    connections["default"].connection = None


def _rows(file: Path) -> dict[str, Any]:
    """Every table's rows as a reader without an index gets them; what cannot be read stands as its error."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        try:
            names = [
                name.decode() for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
        except (sqlite3.Error, UnicodeError):
            return {"cases_": "unreadable"}
        for name in sorted(names):
            try:
                rows = connection.execute(f'SELECT * FROM "{name}" NOT INDEXED LIMIT {ENDLESS}').fetchall()  # noqa: S608
                said = sorted(repr([_as_read(value) for value in row]) for row in rows)
                found[name] = said if len(rows) < ENDLESS else "unreadable"
            except (sqlite3.Error, UnicodeError):  # a column's name can be damaged too
                found[name] = "unreadable"
    return found


def _keys_in(file: Path) -> Any:
    """The living people's keys and the tombstones; not a row's number, nor what an erased key was overwritten with."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        try:
            gone = connection.execute("SELECT person, at, seal FROM erased NOT INDEXED").fetchall()
            keys = connection.execute("SELECT person, wrapped FROM keys NOT INDEXED").fetchall()
        except (sqlite3.Error, UnicodeError):
            return "unreadable"
    erased = {person for person, _, _ in gone}
    return sorted(gone), sorted((person, wrapped) for person, wrapped in keys if person not in erased)


def _as_read(value: Any) -> Any:
    """A moment is the same whatever letter stands between its day and its hour."""
    moment = MOMENT.fullmatch(value) if isinstance(value, bytes) else None
    return b" ".join(moment.groups()) if moment else value


# ---- one piece of damage


def _one(kept: Kept, draw: random.Random, notes: Counter[str]) -> bool:
    kept.restored()
    kind, damage = draw.choices(KINDS, WEIGHTS)[0]
    refused = damage(kept, draw)
    after = _rows(kept.database)
    touched = {name for name in after.keys() | kept.rows.keys() if after.get(name) != kept.rows.get(name)}
    if _keys_in(kept.keys) != _keys_in(kept.folder / "keystore.sound" / FILE):
        touched.add("cases_, by their keys")
    found = bool(list(kept.damage()))
    if refused is False:
        notes[f"{kind}: opened in another place"] += 1
        return True
    if found:
        notes[f"{kind}: found"] += 1
        return False
    if not any(name.startswith(RECORDS) for name in touched):
        notes[f"{kind}: {'in accounts and settings, silent' if touched else 'no row changed'}"] += 1
        return False
    if _of_the_erased(kept, touched):
        notes[f"{kind}: in what is left of an erased person, silent"] += 1
        return False
    if _is_derived(kept, touched):
        notes[f"{kind}: of what is made anew, or the newest checkpoint, which the hub has"] += 1
        return False
    notes[f"{kind}: silent in {', '.join(sorted(touched))}"] += 1
    return True


def _is_derived(kept: Kept, touched: set[str]) -> bool:
    """A tile that is gone is made anew from the entries; of the newest checkpoint only the hub knows."""
    after = _rows(kept.database)
    return touched in ({"journal_tile"}, {"journal_checkpoint"}) and all(
        after[name] != "unreadable" and set(after[name]) < set(kept.rows[name]) for name in touched
    )


def _of_the_erased(kept: Kept, touched: set[str]) -> bool:
    """Only bodies of steps of people whose key is gone: what proved them went with it."""
    if touched != {"cases_event"}:
        return False
    query = "SELECT entry, person, body FROM cases_event"
    with closing(sqlite3.connect(kept.folder / "restricted.sqlite3.sound")) as sound:
        before = {entry: (person, body) for entry, person, body in sound.execute(query)}
    with closing(sqlite3.connect(kept.database)) as now:
        changed = [person for entry, person, body in now.execute(query) if before[entry] != (person, body)]
    return all(person in kept.erased for person in changed)


def _flip(file: Path, draw: random.Random) -> None:
    place = draw.randrange(file.stat().st_size * 8)
    with file.open("r+b") as open_file:
        open_file.seek(place // 8)
        (byte,) = open_file.read(1)
        open_file.seek(place // 8)
        open_file.write(bytes([byte ^ 1 << place % 8]))


def _bit_of_file(kept: Kept, draw: random.Random) -> None:
    _flip(kept.database, draw)


def _bit_of_keys(kept: Kept, draw: random.Random) -> None:
    _flip(kept.keys, draw)


def _torn_page(kept: Kept, draw: random.Random) -> None:
    """A page of which one half, or every other sector, is of the time before, or never arrived."""
    earlier = kept.earlier.read_bytes()
    with kept.database.open("r+b") as file:
        page = draw.randrange(kept.database.stat().st_size // PAGE)
        file.seek(page * PAGE)
        now = bytearray(file.read(PAGE))
        old = earlier[page * PAGE : (page + 1) * PAGE].ljust(PAGE, b"\0") if draw.random() < 0.7 else bytes(PAGE)
        half = draw.choice([slice(0, PAGE // 2), slice(PAGE // 2, PAGE)])
        now[half] = old[half]
        file.seek(page * PAGE)
        file.write(now)


def _bit_of_cell(kept: Kept, draw: random.Random) -> None:
    """One value of one row differs in a bit or a letter; the file is sound to SQLite."""
    table = draw.choice(sorted(CELLS))
    column = draw.choice(CELLS[table])
    with _by_hand(kept) as connection:
        rows = connection.execute(f'SELECT rowid, "{column}" FROM {table}').fetchall()  # noqa: S608
        if not rows:
            return
        row, value = draw.choice(rows)
        with suppress(sqlite3.IntegrityError):  # what the database itself refuses is no damage
            connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (_otherwise(value, draw), row))  # noqa: S608


def _otherwise(value: Any, draw: random.Random) -> Any:
    if isinstance(value, bytes | str) and value:
        raw = bytearray(value if isinstance(value, bytes) else value.encode())
        place = draw.randrange(len(raw) * (8 if isinstance(value, bytes) else 1))
        if isinstance(value, bytes):
            raw[place // 8] ^= 1 << place % 8
            return bytes(raw)
        raw[place] = ord("x") if raw[place] != ord("x") else ord("y")
        return raw.decode("utf-8", "replace")
    return value + draw.choice([1, -1]) if isinstance(value, int) else "x"


def _swapped_cells(kept: Kept, draw: random.Random) -> bool:
    """Two sealed texts change places, between fields, rows or people; each must be refused where it now stands."""
    with _by_hand(kept) as connection:
        rows = connection.execute("SELECT entry, case_id, number, person, body FROM cases_event").fetchall()
        cells = [
            (entry, f"{case}/{number}", person, name)
            for entry, case, number, person, body in rows
            if person not in kept.erased
            for name, value in read_json(body)["fields"].items()
            if isinstance(value, dict)
        ]
        bodies = {entry: read_json(body) for entry, *_, body in rows}
        one = draw.choice(cells)
        others = [cell for cell in cells if cell != one]
        own = [cell for cell in others if cell[2] == one[2]]  # a place must be told from another of the same person too
        other = draw.choice(own if own and draw.random() < 0.5 else others)
        first, second = (bodies[cell[0]]["fields"][cell[3]] for cell in (one, other))
        bodies[one[0]]["fields"][one[3]], bodies[other[0]]["fields"][other[3]] = second, first
        for entry in {one[0], other[0]}:
            changed = (canonical_json(bodies[entry]), entry)
            connection.execute("UPDATE cases_event SET body = ? WHERE entry = ?", changed)
    node = kept.opened()
    refused = True
    for _, row, person, name in (one, other):
        text = second["sealed"] if (row, name) == (one[1], one[3]) else first["sealed"]
        with suppress(Fault):
            node.ports.vault.open(person, Place(EVENT, row, name), text, Receipt(entry=0, people=frozenset({person})))
            refused = False
    node.keys.close()
    return refused


def _rolled_back(kept: Kept, draw: random.Random) -> None:
    """One row is again as it was, or is gone as it was not there yet."""
    table = draw.choice(sorted(CELLS))
    with _by_hand(kept) as connection:
        connection.execute("ATTACH ? AS earlier", (str(kept.earlier),))
        rows = connection.execute(
            f"SELECT rowid, * FROM main.{table} EXCEPT SELECT rowid, * FROM earlier.{table}"  # noqa: S608
        ).fetchall()
        if not rows:
            return
        row = draw.choice(rows)[0]
        connection.execute(f"DELETE FROM main.{table} WHERE rowid = ?", (row,))  # noqa: S608
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM earlier.{table} WHERE rowid = ?", (row,))  # noqa: S608


class _by_hand:  # noqa: N801 - reads as a word where it is used
    """A connection of somebody who has the file and takes the triggers away."""

    def __init__(self, kept: Kept) -> None:
        self._connection = sqlite3.connect(kept.database)

    def __enter__(self) -> sqlite3.Connection:
        triggers = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            self._connection.execute(f"DROP TRIGGER {name}")
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.commit()
        self._connection.close()


KINDS: list[tuple[str, Callable[[Kept, random.Random], bool | None]]] = [
    ("a bit of the file", _bit_of_file),
    ("a bit of a row", _bit_of_cell),
    ("swapped cells", _swapped_cells),
    ("a row rolled back", _rolled_back),
    ("a torn page", _torn_page),
    ("a bit of the key store", _bit_of_keys),
]
WEIGHTS = [6, 6, 2, 3, 2, 3]


# ---- PostgreSQL: every page has a checksum


def _on_postgresql(flips: int, folder: Path, draw: random.Random, notes: Counter[str]) -> int:
    """Flip bits in the files of tables and indexes while the server is stopped; each page is then asked for."""
    from midex.stores.migrate import migrate
    from tests.casework import case_node_on
    from tests.databases import create, register

    with cluster() as database:
        create(database.url.format("postgres"), "restricted")
        register("on_postgresql", database.url.format("restricted"))
        migrate("on_postgresql")
        node = case_node_on("on_postgresql", folder / "postgresql")
        _live(node, draw, MOVES // 2)
        node.keys.close()
        pages = _pages(database)
        return sum(
            _refused(draw.sample(pages, min(len(pages), flips - done)), database, draw, notes, node)
            for done in range(0, flips, len(pages))
        )


def _pages(database: Cluster) -> list[tuple[str, Path, int]]:
    """(relation, file, page) of everything that is kept in the node's database."""
    import psycopg
    from django.db import connections

    connections["on_postgresql"].close()
    query = (
        "SELECT oid::regclass::text, pg_relation_filepath(oid), pg_relation_size(oid) / 8192 FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') AND pg_relation_size(oid) > 0"
    )
    with psycopg.connect(database.url.format("restricted"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        found = connection.execute(query).fetchall()
        connection.execute("CHECKPOINT")
    return [(name, database.place / path, page) for name, path, pages in found for page in range(pages)]


def _refused(
    chosen: list[tuple[str, Path, int]],
    database: Cluster,
    draw: random.Random,
    notes: Counter[str],
    node: CaseNode,
) -> int:
    import psycopg

    from midex.stores.engine_check import EngineCheck

    bits = [(name, file, page, draw.randrange(8192 * 8)) for name, file, page in chosen]
    database.stop("fast")
    for _, file, page, bit in bits:
        _turn(file, page * 8192 * 8 + bit)
    database.start()
    silent = 0
    with psycopg.connect(database.url.format("restricted"), autocommit=True) as connection:
        for name, _, page, _ in bits:
            try:
                connection.execute("SELECT get_raw_page(%s, %s)", [name, page])
                silent += 1
            except psycopg.errors.DataCorrupted:
                notes["a bit of PostgreSQL's files: refused by the server"] += 1
    told = list(check_home(node.ports, journal_ports(node), EngineCheck("on_postgresql", node.keys.file)))
    notes["checks of everything on damaged PostgreSQL: found"] += bool(told)
    _pages_closed()
    database.stop("immediate")
    for _, file, page, bit in bits:
        _turn(file, page * 8192 * 8 + bit)
    database.start()
    return silent + (not told)


def _pages_closed() -> None:
    from django.db import connections

    connections["on_postgresql"].close()


def _turn(file: Path, bit: int) -> None:
    with file.open("r+b") as open_file:
        open_file.seek(bit // 8)
        (byte,) = open_file.read(1)
        open_file.seek(bit // 8)
        open_file.write(bytes([byte ^ 1 << bit % 8]))


CHECK = "src/midex/services/casework/check_home.py"
STANDS_FOR = "src/midex/services/journal/checkpoint_journal.py"
IS_COMPARED = (
    "if salt is not None and commit(salt, payload) != entry.commitment:",
    "if salt is not None and not payload:",
)

EXPERIMENT = Experiment(
    promise="P10",
    says="damage to a record of a person or to the journal, in a file, a page, a row or a cell, is found: by the "
    "server's checksums, by opening, or by the check of everything that is kept",
    run=run,
    small=40,
    full=600,
    part=150,
    sabotages=(
        Sabotage(
            "rows are compared with what they must agree with",
            CHECK,
            "        if made != shown:\n",
            "        if not (made or shown):\n",
            also=(
                Change(CHECK, "if reason := _of_step(stored, ports):", 'if reason := "":'),
                Change(
                    CHECK,
                    "if wrong := [name for name, value in kept.items() if said[name] != value]:",
                    "if wrong := []:",
                ),
                Change(STANDS_FOR, *IS_COMPARED),
            ),
            trials=40,
        ),
        Sabotage(
            "each entry is compared with what it stands for",
            STANDS_FOR,
            *IS_COMPARED,
            trials=200,
        ),
        Sabotage(
            "a sealed field opens in its own place alone",
            "src/midex/crypto/vault.py",
            '    return _prefixed("midex-sealed/1", person, place.table, place.row, place.field, str(place.version))',
            '    return _prefixed("midex-sealed/1", person)',
            trials=400,
        ),
    ),
)
