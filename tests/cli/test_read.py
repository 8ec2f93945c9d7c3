"""`midex read` needs no home, writes the figures, and says what became of every other cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from midex.cli.app import run

FILE = "CITIZEN;SEX;AGE;GEO;TIME_PERIOD;OBS_VALUE\nАвганистан;T;TOTAL;AL;2024;5\nKurd;T;TOTAL;AL;2024;6\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(FILE, "utf-8")
    return path


def read(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr("sys.argv", ["midex", "read", *map(str, arguments)])
    monkeypatch.delenv("MIDEX_HOME", raising=False)
    return run(None)


def test_the_figures_go_to_the_file_and_the_report_to_the_reader(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = file.with_name("out.csv")
    assert read(monkeypatch, file, "-o", out) == 0
    assert out.read_text("utf-8").splitlines() == [
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,CITIZEN,SEX,AGE,UNIT,GEO,TIME_PERIOD,OBS_VALUE,"
        "OBS_STATUS,CONF_STATUS,REPORTERS,ORIGIN,COMMENT_OBS",
        "dataflow,MIDEX:MIGR_EIORD(1.0.0),I,A,AF,T,TOTAL,PER,AL,2024,5,,,,,",
    ]
    told = capsys.readouterr().out
    assert "1 observations written, 1 left out" in told
    assert told.splitlines()[-1].startswith("NOT WRITTEN: 1 of 2 figures")
    assert "row 3, column CITIZEN" in told
    assert "a people, no citizenship" in told


def test_the_report_is_json_where_asked(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(monkeypatch, file, "-o", file.with_name("out.csv"), "--report", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["table"], told["layout"], told["delimiter"], told["left_out"]) == (
        "MIGR_EIORD",
        "midex-template",
        ";",
        1,
    )
    places = {(note["kind"], note["row"], note["column"]) for note in told["notes"]}
    assert {("mapped", 2, "CITIZEN"), ("not read", 3, "CITIZEN"), ("taken as total", None, "")} <= places


def test_a_text_of_the_file_cannot_write_on_the_terminal(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(FILE.replace("Kurd", "\x1b[2J" + "x" * 500), "utf-8")
    assert read(monkeypatch, file, "-o", file.with_name("out.csv")) == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "x" * 90 not in told


def test_a_rare_note_does_not_drown_in_the_common_ones(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [
        "Albania",
        "Austria",
        "Belgium",
        "Bulgaria",
        "Croatia",
        "Cyprus",
        "Denmark",
        "Estonia",
        "Finland",
        "France",
    ]
    names += ["Hungary", "Ireland", "Italy", "Latvia", "Malta", "Yugoslavia"]
    rows = "".join(f"{name};T;TOTAL;AL;2024;5\n" for name in names)
    file.write_text(FILE.splitlines()[0] + "\n" + rows, "utf-8")
    assert read(monkeypatch, file, "-o", file.with_name("out.csv")) == 0
    told = capsys.readouterr().out
    assert "'Yugoslavia' is a state that is no more" in told
    assert "'Malta'" not in told


def test_a_place_where_nothing_can_be_written_is_one_sentence_and_exit_code_2(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(monkeypatch, file, "-o", file.parent / "nowhere" / "x.csv") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "x.csv" in told.err
    assert "Traceback" not in told.err


def test_without_an_output_the_figures_go_to_stdout_and_the_report_beside(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(monkeypatch, file) == 0
    streams = capsys.readouterr()
    assert streams.out.startswith("STRUCTURE,STRUCTURE_ID,ACTION,")
    assert "layout midex-template" in streams.err


@pytest.mark.parametrize(
    ("content", "code"), [("", "F102"), ("a,b\n1,2\n", "F104"), ("a,b\n1,\0\n", "F103"), ("PK\x03\x04", "F103")]
)
def test_an_unusable_file_exits_2_with_one_sentence(
    content: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content, "utf-8")
    assert read(monkeypatch, path) == 2
    told = capsys.readouterr().err
    assert told.startswith(code)
    assert "Traceback" not in told
