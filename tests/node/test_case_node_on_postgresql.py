"""A whole case node on PostgreSQL: made, served, steps over HTTP, looked at; a weak server is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.casework import INFORMED
from tests.databases import create
from tests.experiments.case_server import CaseServer
from tests.postgresql import QUIET, cluster
from tests.processes import done, midex

pytestmark = pytest.mark.postgresql
WHERE = ("--kind", "case-node", "--participant", "RS", "--institution", "asylum-office", "--office", "north")


def test_a_case_node_on_postgresql_is_made_takes_steps_and_is_sound(postgresql_programs: None, tmp_path: Path) -> None:
    import psycopg

    with cluster() as database:
        create(database.url.format("postgres"), "restricted")
        server = CaseServer(tmp_path, database.url.format("restricted"))
        try:
            server.start_when_possible()
            opened = server.send(server.request("POST", "/api/cases", "officer", {"fields": INFORMED}, "attempt-1"))
            again = server.send(server.request("POST", "/api/cases", "officer", {"fields": INFORMED}, "attempt-1"))
        finally:
            server.close()
        assert opened.said == {"case": opened.said["case"], "number": 1, "entry": 0}
        assert again == opened
        assert server.kept()["wrong"] == []
        assert "indexes of restricted were not looked at" in done("inspect", "--home", server.home)
        with psycopg.connect(database.url.format("restricted"), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION amcheck")
        assert "indexes" not in done("inspect", "--home", server.home)


@pytest.mark.parametrize(
    ("settings", "checksums", "named"),
    [
        ({}, False, "without data checksums"),
        (
            {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "data_sync_retry": "on"},
            True,
            "fsync is off",
        ),
        ({"log_statement": "all", "log_parameter_max_length_on_error": "-1"}, True, "log_statement is all"),
    ],
)
def test_a_weak_server_is_refused_by_init_and_by_serve(
    postgresql_programs: None, tmp_path: Path, settings: Mapping[str, str], checksums: bool, named: str
) -> None:
    with cluster({**QUIET, **settings}, checksums=checksums) as database:
        home = tmp_path / "home"
        refused = midex("init", "--home", home, *WHERE, "--database-url", database.url.format("postgres"))
        assert refused.returncode == 2
        assert "F306" in refused.stderr
        assert named in refused.stderr
        assert all(f"{name} is {value}" in refused.stderr for name, value in settings.items())
        assert "Traceback" not in refused.stderr
        done("init", "--home", home, *WHERE)
        file = home / "home.toml"
        file.write_text(f'database_url = "{database.url.format("postgres")}"\n' + file.read_text("utf-8"), "utf-8")
        served = midex("serve", "--home", home)
        assert (served.returncode, "F306" in served.stderr, named in served.stderr) == (2, True, True), served.stderr
