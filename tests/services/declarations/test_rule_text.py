"""A rule's text is what it says: layout, comments and wording do not change it, conditions and numbers do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module, invalidate_caches
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from midex.services.declarations.rule_text import text_of
from tests.services.declarations import rules_told_apart

SOURCE = Path(rules_told_apart.__file__).read_text("utf-8")
_numbers = count()

Rewritten = Callable[..., str]


@pytest.fixture
def text_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rewritten:
    """The text of `few` after something in its module was replaced."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def rewritten(before: str = "", after: str = "") -> str:
        assert before in SOURCE
        name = f"rules_rewritten_{next(_numbers)}"
        (tmp_path / f"{name}.py").write_text(SOURCE.replace(before, after, 1) if before else SOURCE, "utf-8")
        invalidate_caches()
        module: Any = import_module(name)
        monkeypatch.delitem(sys.modules, name)
        return text_of(module.few)

    return rewritten


def test_the_same_rule_elsewhere_has_the_same_text(text_after: Rewritten) -> None:
    assert text_after() == text_of(rules_told_apart.few)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  # the law says so", ""),
        ("    if count > LIMIT:", "\n    if (\n        count   > LIMIT\n    ):"),
        ('"""Whether there are few."""', '"""Are there few?"""'),
        ("there are {count} of them", "there are too many: {count}"),
        ("def fewer", "def much_fewer"),
    ],
)
def test_what_says_the_same_has_the_same_text(before: str, after: str, text_after: Rewritten) -> None:
    assert text_after(before, after) == text_after()


@pytest.mark.parametrize(
    ("before", "after"),
    [("count > LIMIT:", "count >= LIMIT:"), ("LIMIT = 3", "LIMIT = 4"), ("return Allowed()", "return few(count - 1)")],
)
def test_what_says_something_else_has_another_text(before: str, after: str, text_after: Rewritten) -> None:
    assert text_after(before, after) != text_after()


def test_two_rules_have_two_texts_and_their_order_counts() -> None:
    few, fewer = rules_told_apart.few, rules_told_apart.fewer
    assert len({text_of(few), text_of(fewer), text_of(few, fewer), text_of(fewer, few)}) == 4


def test_a_rule_without_a_text_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="no function at the top of a module"):
        text_of(rules_told_apart.outer())  # type: ignore[arg-type]
