"""`midex init` and `midex serve` refuse a database that would lose or tell what it is given, and say what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import create
from tests.postgresql import Cluster, cluster
from tests.processes import done, free_port, midex

pytestmark = pytest.mark.postgresql


def init(made: Cluster, home: Path) -> tuple[str | Path, ...]:
    urls = ("--database-url", made.url.format("restricted"), "--public-database-url", made.url.format("public"))
    return ("init", "--home", home, "--kind", "hub", "--port", str(free_port()), *urls)


def with_databases(made: Cluster) -> Cluster:
    for name in ("restricted", "public"):
        create(made.url.format("postgres"), name)
    return made


def test_a_cluster_without_checksums_gets_no_home(tmp_path: Path, postgresql_programs: None) -> None:
    with cluster(checksums=False) as made:
        refused = midex(*init(with_databases(made), tmp_path / "hub"))
    assert (refused.returncode, refused.stderr[:5]) == (2, "F306:")
    assert "pg_checksums --enable" in refused.stderr
    assert not (tmp_path / "hub" / "home.toml").exists()


def test_a_home_whose_server_was_weakened_since_is_not_served(tmp_path: Path, postgresql_programs: None) -> None:
    with cluster() as made:
        done(*init(with_databases(made), tmp_path / "hub"))
        made.stop("fast")
        with (made.place / "postgresql.conf").open("a") as settings:
            settings.write("synchronous_commit = off\n")
        made.start()
        refused = midex("serve", "--home", tmp_path / "hub")
    assert (refused.returncode, refused.stderr[:5]) == (2, "F306:")
    assert "write synchronous_commit = on in postgresql.conf" in refused.stderr


def test_a_home_that_is_reached_from_elsewhere_without_tls_is_not_served(tmp_path: Path) -> None:
    done("init", "--home", tmp_path / "hub", "--kind", "hub", "--host", "stat.example")
    refused = midex("serve", "--home", tmp_path / "hub")
    assert (refused.returncode, refused.stderr[:5]) == (2, "F219:")
    assert "secure = true" in refused.stderr
