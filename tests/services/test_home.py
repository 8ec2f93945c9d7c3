"""What `home.toml` says is read back as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from midex.kernel.fault import Fault
from midex.services.home import Home, HomeKind, homes_under, read_home, write_home


@pytest.mark.parametrize(
    "home",
    [
        Home(folder=Path("x"), kind=HomeKind.NODE, port=8004, participant="ME", hub_url="http://127.0.0.1:8000"),
        Home(
            folder=Path("x"),
            kind=HomeKind.HUB,
            port=8000,
            database_url='postgresql://a:"b"@h/restricted',
            public_database_url="postgresql://h/public",
            nodes=(("AL", "http://al.example"), ("ME", "http://me.example")),
            hosts=("midex.example",),
            secure=True,
        ),
        Home(
            folder=Path("x"),
            kind=HomeKind.CASE,
            port=8007,
            participant="RS",
            institution="asylum-office",
            offices=("beograd", "north east"),
            addresses=(("north east", 'Street "One", 1'),),
        ),
    ],
)
def test_a_home_is_read_back(home: Home, tmp_path: Path) -> None:
    written = Home(**{**home.__dict__, "folder": tmp_path})
    write_home(written)
    assert read_home(tmp_path) == written


def test_homes_are_found_directly_inside_a_folder(tmp_path: Path) -> None:
    for name in ("b", "a", "c/d"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "home.toml").touch()
    assert homes_under(tmp_path) == (tmp_path / "a", tmp_path / "b")
    assert homes_under(tmp_path / "none") == ()


def test_an_address_of_no_office_is_said(tmp_path: Path) -> None:
    said = 'kind = "case-node"\nparticipant = "RS"\nport = 8007\ninstitution = "asylum-office"\noffices = ["beograd"]\n'
    (tmp_path / "home.toml").write_text(said + '[addresses]\npresevo = "Street 1"\n')
    with pytest.raises(Fault) as raised:
        read_home(tmp_path)
    assert (raised.value.code, "presevo" in str(raised.value)) == ("F209", True)
