"""A hub that is really served, on either engine, and a client that knows what it sent and what was acknowledged."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from midex.crypto.signing import SigningKey
from midex.services.generate_figures import generated_rows
from midex.services.read_file import read_file
from midex.services.receive_submission import PATH
from midex.statistics.canonical import canonical
from midex.statistics.registry.catalogue import registry
from midex.statistics.statement import Envelope, Statement, sha256
from tests.experiments.experiment import NotPossibleError
from tests.postgresql import QUIET, Cluster, binaries, cluster
from tests.processes import Served, done, free_port

TABLE = registry().table("MIGR_EIORD")
PERIODS = [str(year) for year in range(1990, 2024)]
VARIANTS = 2  # submissions of a period take turns, so that each says something new


class Client:
    """A participant's node: makes signed submissions, each known by the SHA-256 of its statement."""

    def __init__(self, key: SigningKey, draw: random.Random) -> None:
        self._key, self._draw = key, draw
        self._made: dict[tuple[str, int], bytes] = {}
        self._turns: dict[str, Iterator[int]] = {}

    def envelope(self, period: str) -> tuple[str, bytes]:
        """A new submission for a period: its name, and the bytes to post."""
        turn = next(self._turns.setdefault(period, itertools.cycle(range(VARIANTS))))
        figures = self._figures(period, turn)
        statement = Statement(
            table=TABLE.id,
            participant="ME",
            periods=(period,),
            sha256=sha256(figures),
            length=len(figures),
            submitter="stat",
            rounded_to=None,
            origin="GENERATED",
            made_at=datetime.fromtimestamp(self._draw.uniform(1.7e9, 1.76e9), UTC),
            key_id=self._key.key_id,
        ).encode()
        signed = Envelope(statement=statement, signature=self._key.sign(statement), figures=figures)
        return sha256(statement), signed.encode()

    def _figures(self, period: str, turn: int) -> bytes:
        if (period, turn) not in self._made:
            rows = generated_rows(TABLE, "ME", period, extra_persons=turn)
            text = "\n".join([",".join(TABLE.columns), *map(",".join, rows), ""]).encode()
            self._made[period, turn] = canonical(TABLE, read_file(text, "file.csv", None, TABLE.id).cells)
        return self._made[period, turn]


def prepared(folder: Path, draw: random.Random, *urls: str) -> tuple[Served, Client]:
    """A hub's home, enrolled by a client of Montenegro's; nothing is served yet. ``urls`` name its databases."""
    home, node, port = folder / "hub", folder / "me", free_port()
    names = ("--database-url", "--public-database-url")
    chosen = [part for pair in zip(names, urls, strict=False) for part in pair]
    done("init", "--home", home, "--kind", "hub", "--port", str(port), *chosen)
    done("init", "--home", node, "--kind", "node", "--participant", "ME", "--hub", f"http://127.0.0.1:{port}")
    served = Served(home, port, folder / "hub.log")
    served.start()
    done("keys", "enrol", "--home", node, "--code", done("keys", "invite", "--home", home, "--participant", "ME"))
    return served, Client(SigningKey.load(node / "keys"), draw)


def post(served: Served, envelope: bytes, **options: float) -> httpx.Response:
    """Send a submission; the answer comes as it is, not compressed."""
    headers = {"Content-Type": "application/octet-stream", "Accept-Encoding": "identity"}
    return httpx.post(
        served.url + PATH, content=envelope, headers=headers, trust_env=False, **(options or {"timeout": 60})
    )


@contextmanager
def durable_cluster(settings: Mapping[str, str] = QUIET) -> Iterator[Cluster]:
    """A PostgreSQL that keeps what it is given, with a hub's two databases; a case node uses the first."""
    import psycopg

    if binaries() is None:
        raise NotPossibleError("PostgreSQL is missing (Debian: apt-get install postgresql)")
    with cluster(settings) as made:
        with psycopg.connect(made.url.format("postgres"), autocommit=True) as connection:
            for name in ("restricted", "public"):
                connection.execute(f"CREATE DATABASE {name}")
        yield made
