"""What every test may count on: Django configured as a hub, raw files found or the test says it did not run."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings

from midex.hub.settings import settings as hub_settings

pytest_plugins = ["tests.databases", "tests.world", "tests.casework"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("MIDEX_SHARED", ROOT.parent / "shared")).resolve()


def pytest_configure() -> None:
    # the first example pays for imports and the machine is shared: time is no property of the code under test
    hypothesis.settings.register_profile("midex", deadline=None)
    hypothesis.settings.load_profile("midex")
    # the browser tests leave an event loop in the process; Django would refuse its databases to the tests after them
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    if not settings.configured:
        home = Path(tempfile.mkdtemp(prefix="midex-test-"))
        configured = hub_settings(home, secret_key="for tests only")
        # one test process plays hub and nodes
        configured["INSTALLED_APPS"] += ["midex.stores.receipts", "midex.stores.journal", "midex.stores.cases"]
        settings.configure(**configured)
        django.setup()


@pytest.fixture(scope="session")
def raw_files() -> Path:
    """The folder of raw files; without it the test did not run, and under CI that is a failure."""
    folder = SHARED / "data"
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"raw files are missing: {folder} (set MIDEX_SHARED)")
        pytest.skip(f"not run: no raw files at {folder} (set MIDEX_SHARED)")
    return folder
