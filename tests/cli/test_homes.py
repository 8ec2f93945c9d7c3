"""Every command that touches a node or the hub says which home it needs; preparing one twice changes nothing."""

from __future__ import annotations

import hashlib
import io
import stat
from pathlib import Path

import pytest

from midex.cli.app import run
from tests.processes import done, midex


def needing_a_home() -> list[list[str]]:
    file = str(Path(__file__))
    return [
        ["serve"],
        ["keys", "show"],
        ["keys", "enrol"],
        ["keys", "invite", "--participant", "ME"],
        ["account", "list"],
        ["account", "add", "ana", "--role", "submitter"],
        ["submit", file, "--table", "MIGR_EIORD", "--account", "ana"],
        ["release", "list"],
        ["release", "propose", "--table", "MIGR_EIORD", "--account", "ana"],
        ["release", "approve", "--table", "MIGR_EIORD", "--account", "ana"],
        ["load-published", str(Path(__file__).parent)],
    ]


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["midex", *command])
    return run(None), capsys.readouterr().err


@pytest.mark.parametrize("command", needing_a_home(), ids=lambda command: " ".join(command[:2])[:24])
def test_without_a_home_a_command_names_those_that_exist_and_exits_2(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "var" / "me").mkdir(parents=True)
    (tmp_path / "var" / "me" / "home.toml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MIDEX_HOME", raising=False)
    monkeypatch.delenv("MIDEX_PASSWORD", raising=False)  # nobody is asked for one before the home is found
    code, text = said(monkeypatch, capsys, *command)
    assert code == 2
    assert "F201" in text
    assert "var/me" in text


def test_a_folder_that_is_no_home_and_the_wrong_kind_of_home_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(monkeypatch, capsys, "serve", "--home", str(tmp_path))
    assert (code, "F202" in text) == (2, True)
    (tmp_path / "home.toml").write_text('kind = "hub"\nport = 8000\n')
    code, text = said(monkeypatch, capsys, "keys", "enrol", "--home", str(tmp_path))
    assert (code, "F203" in text, "the hub" in text, "needs a statistical node" in text) == (2, True, True, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind = 3",
        'kind = "hub"\nport = "x"',
        "not toml",
        'kind = "statistical-node"\nport = 1',
        'kind = "hub"\nport = 99999',
        'kind = "hub"\nport = 0',
    ],
)
def test_a_home_file_that_cannot_be_understood_is_a_fault(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home.toml").write_text(text)
    code, message = said(monkeypatch, capsys, "serve", "--home", str(tmp_path))
    assert (code, "F209" in message) == (2, True)


def test_without_a_terminal_the_password_is_asked_of_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home.toml").write_text('kind = "hub"\nport = 8000\n')
    monkeypatch.delenv("MIDEX_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("typed\n"))
    for command in (
        ["release", "propose", "--table", "MIGR_EIORD", "--account", "ana"],
        ["account", "add", "ana", "--role", "approver"],
    ):
        code, text = said(monkeypatch, capsys, *command, "--home", str(tmp_path))
        assert (code, "F217" in text, "MIDEX_PASSWORD" in text) == (2, True, True)


@pytest.mark.parametrize("port", ["99999", "0", "-1"])
@pytest.mark.parametrize(
    "command",
    [
        ["serve", "--home", "h", "--port"],
        ["init", "--home", "h", "--kind", "hub", "--port"],
        ["demo", "--first-port"],
        ["demo-step", "prepare", "--home", "h", "--port"],
    ],
    ids=lambda command: command[0],
)
def test_a_number_that_is_no_port_is_refused_where_it_is_said(
    command: list[str], port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, text = said(monkeypatch, capsys, *command, port)
    assert (code, "is not in the range" in text) == (2, True)
    assert not list(tmp_path.iterdir())


def test_preparing_a_home_twice_changes_nothing_and_another_kind_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "me"
    node = ("init", "--home", home, "--kind", "node", "--participant", "ME", "--port", "8004")
    assert "prepared" in done(*node)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700

    def content() -> dict[str, str]:
        return {str(f): hashlib.sha256(f.read_bytes()).hexdigest() for f in home.rglob("*") if f.is_file()}

    before = content()
    assert "nothing to do" in done(*node)
    assert content() == before
    other = midex("init", "--home", home, "--kind", "hub")
    assert other.returncode == 2
    assert "F207" in other.stderr
    assert content() == before


def test_an_account_is_made_once_and_known_by_its_password(tmp_path: Path) -> None:
    home = tmp_path / "hub"
    done("init", "--home", home, "--kind", "hub")
    add = ("account", "add", "--home", home, "ana", "--role", "approver")
    assert "ana" in done(*add)
    assert "nothing to do" in done(*add)
    assert midex(*add, MIDEX_PASSWORD="another").returncode == 2
    assert "ana has the role approver" in done("account", "add", "--home", home, "ANA ", "--role", "approver")
    nobody = midex("account", "add", "--home", home, "ana k", "--role", "approver")
    assert (nobody.returncode, "no account's name" in nobody.stderr) == (2, True)
    wrong = midex(
        "release", "propose", "--home", home, "--table", "MIGR_EIORD", "--account", "ana", MIDEX_PASSWORD="another"
    )
    assert wrong.returncode == 1
    assert "password is wrong" in wrong.stderr
    assert "Traceback" not in wrong.stderr
