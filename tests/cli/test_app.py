"""Whatever goes wrong, a person reads one sentence; the traceback is for those who ask for it."""

from __future__ import annotations

import click
import pytest

from midex.cli import app as m
from midex.kernel.fault import CATALOGUE, Fault


def told(
    wrong: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    @click.command()
    def fails() -> None:
        raise wrong

    monkeypatch.setattr(m, "app", fails)
    monkeypatch.setattr("sys.argv", ["midex"])
    return m.run(None), *capsys.readouterr()


def test_what_nobody_foresaw_is_one_sentence_that_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MIDEX_DEBUG", raising=False)
    code, out, err = told(OverflowError("Ana Anić, 0101990215006"), monkeypatch, capsys)
    assert (code, out) == (70, "")
    assert err.startswith("F901: ")
    assert "OverflowError" in err
    assert "MIDEX_DEBUG=1" in err
    assert "Anić" not in err
    assert len(err.splitlines()) == 1


def test_who_asks_for_it_sees_where_it_happened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MIDEX_DEBUG", "1")
    _, _, err = told(OverflowError("x"), monkeypatch, capsys)
    assert "Traceback" in err
    assert "F901: " in err


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        (PermissionError(13, "Permission denied", "out.csv"), 2, "F218: out.csv cannot be read or written"),
        (OSError(28, "No space left on device"), 2, "No space left on device"),
        (Fault("F102", file="x.csv"), 2, "F102: x.csv is empty"),
        (click.UsageError("say more"), 2, "say more"),
        (MemoryError(), 70, "F901: "),
        (RecursionError("deep"), 70, "F901: "),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), 70, "UnicodeDecodeError"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_each_kind_of_failure_has_its_sentence_and_exit_code(
    wrong: BaseException,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("MIDEX_DEBUG", raising=False)
    answered, _, err = told(wrong, monkeypatch, capsys)
    assert answered == code
    assert words in err
    assert "Traceback" not in err


def test_the_catalogue_stands_in_the_order_of_its_numbers() -> None:
    assert list(CATALOGUE) == sorted(CATALOGUE)
