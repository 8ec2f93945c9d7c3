"""A hub serves its site, its SDMX service and the exchange, alone on its port, and stops when it is told to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from tests.processes import done, free_port, midex, serving

MIGRATE_BACK = """
import sys
from pathlib import Path
from midex.hub.wiring import start
from midex.services.home import read_home
start(read_home(Path(sys.argv[1])))
from django.core.management import call_command
call_command("migrate", "accounts", "0002", verbosity=0)
"""
"""The tables of accounts as a version without second factors had them, by Django's own way back."""


def test_a_hub_answers_until_it_is_told_to_stop(tmp_path: Path) -> None:
    home, port = tmp_path / "hub", free_port()
    done("init", "--home", home, "--kind", "hub", "--port", str(port))
    with serving(home, port) as served:
        for place in ("/healthz", "/", "/tables", "/exchange/v1/keys"):
            assert httpx.get(served.url + place, trust_env=False).status_code == 200, place
        assert "text/html" not in httpx.get(f"{served.url}/sdmx/2.1/dataflow", trust_env=False).headers["content-type"]
        assert httpx.get(f"{served.url}/no-such-page", trust_env=False).status_code == 404
        second = midex("serve", "--home", home, "--port", str(port))
        assert (second.returncode, "F211" in second.stderr, "the hub at" in second.stderr) == (2, True, False)
        assert served.stop() == 0
    assert "Traceback" not in (tmp_path / "hub.log").read_text()


def test_a_home_of_an_earlier_version_is_not_served(tmp_path: Path) -> None:
    home, port = tmp_path / "hub", free_port()
    init = ("init", "--home", home, "--kind", "hub", "--port", str(port))
    done(*init)
    done("account", "add", "--home", home, "editor", "--role", "approver")
    back = subprocess.run([sys.executable, "-c", MIGRATE_BACK, home], capture_output=True, text=True, check=False)
    assert back.returncode == 0, back.stderr
    refused = midex("serve", "--home", home)
    assert (refused.returncode, "F216" in refused.stderr, "midex init" in refused.stderr) == (2, True, True)
    assert "prepared" in done(*init)
    with serving(home, port) as served:
        assert httpx.get(f"{served.url}/healthz", trust_env=False).status_code == 200
    assert "editor" in done("account", "list", "--home", home)
