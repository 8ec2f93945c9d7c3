"""`midex validate`: exit codes, forms, and no traceback whatever the file is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from midex.cli.app import run

FOLDER = Path(__file__).resolve().parents[1] / "data" / "rules"


@pytest.fixture
def midex(monkeypatch, capsys):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["midex", *map(str, words)])
        code = run(None)
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


@pytest.mark.parametrize(
    ("file", "code"), [("clean.csv", 0), ("V-S08.csv", 0), ("V-C11.csv", 0), ("V-C01.csv", 1), ("V-S09.csv", 2)]
)
def test_the_exit_code_says_clean_errors_or_unusable(midex, file, code):
    assert midex("validate", FOLDER / file, "--participant", "ME")[0] == code


def test_the_table_may_be_named_in_any_case(midex):
    assert midex("validate", FOLDER / "clean.csv", "--table", "migr_asyappctza", "--participant", "me")[0] == 0


def test_a_file_that_cannot_be_used_is_one_sentence_and_exit_code_2(midex, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n")
    code, out, err = midex("validate", file, "--participant", "ME")
    assert (code, out) == (2, "")
    assert err.startswith("F104: ")


def test_rounded_figures_must_be_declared(midex):
    code, out, _ = midex("validate", FOLDER / "V-S08.csv", "--participant", "ME", "--rounded", 5)
    assert code == 0
    assert "declared as rounded to 5" in out


def test_without_a_participant_the_file_is_checked_as_published_elsewhere(midex):
    code, out, _ = midex("validate", FOLDER / "V-S07.csv")
    assert code == 0
    assert "published elsewhere" in out


def test_a_report_names_a_missing_period_once(midex):
    out = midex("validate", FOLDER / "V-S07.csv", "--participant", "ME")[1]
    assert out.count("2024") == 1


def test_nobody_is_told_to_send_what_others_have_published(midex, tmp_path):
    for file in ("clean.csv", "V-C01.csv", "V-C10.csv"):
        out = midex("validate", FOLDER / file)[1]
        assert "send" not in out.splitlines()[-1]
    file = tmp_path / "routes.csv"
    file.write_text("route,type,nat,t,n\nWestern Balkan Route,Land,AFG,2015-08,5\n", "utf-8")
    out = midex("validate", file, "--participant", "ME")[1]
    assert "nobody submits to it" in out
    assert "send" not in out.splitlines()[-1]


@pytest.mark.parametrize("verb", ["validate", "submit"])
def test_the_widest_rounding_is_one_number_everywhere(midex, verb):
    more = ("--table", "MIGR_EIPRE", "--account", "a", "--password", "b") if verb == "submit" else ()
    code, _, err = midex(verb, FOLDER / "clean.csv", "--rounded", 11, *more)
    assert code == 2
    assert "2<=x<=10" in err


@pytest.mark.parametrize("verb", ["validate", "read"])
def test_a_file_that_may_not_be_read_is_one_sentence(midex, monkeypatch, verb):
    def refused(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", "clean.csv")

    monkeypatch.setattr(Path, "read_bytes", refused)
    code, out, err = midex(verb, FOLDER / "clean.csv")
    assert (code, out) == (2, "")
    assert "Permission denied" in err
    assert "Traceback" not in err


def test_json_and_html_are_written_whole(midex):
    assert json.loads(midex("validate", FOLDER / "V-C01.csv", "--format", "json")[1])["totals"] == {"V-C01": 1}
    assert midex("validate", FOLDER / "V-C01.csv", "--format", "html")[1].rstrip().endswith("</html>")


def test_the_day_can_be_said_to_check_a_file_as_of_then(midex):
    code, out, _ = midex("validate", FOLDER / "clean.csv", "--participant", "ME", "--today", "2024-12-31")
    assert code == 1
    assert "send it from 2025-01-01 on" in out
