"""The examples of docs/how-to/read-from-a-program.md run, against a service with the figures they ask for."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.twins.published_figures import published_catalogue
from tests.web.api.server import serving

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "read-from-a-program.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000/sdmx/2.1"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving(published_catalogue()) as address:
        yield address


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_examples_print_figures(code: str, base: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", code.replace(ADDRESS, base)], capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    rows_of_the_table, returned_to_serbia_in_2015 = "[792 rows x", "10305"
    assert rows_of_the_table in ran.stdout or returned_to_serbia_in_2015 in ran.stdout


@pytest.mark.parametrize("address", re.findall(rf"'({ADDRESS}.*?)'", "".join(blocks("sh"))))
def test_the_addresses_answer_with_csv(address: str, base: str) -> None:
    with urlopen(address.replace(ADDRESS, base)) as answer:  # noqa: S310 - our own server
        lines = answer.read().decode().splitlines()
    assert lines[0].startswith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,")
    assert len(lines) > 4
    if "startPeriod" in address:
        assert {line.split(",")[-7] for line in lines[1:]} == {"2014", "2015"}
