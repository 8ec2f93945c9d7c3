"""Each procedure's page names every step with its event, its law and who takes it, as the code has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from midex.kernel.procedure import Procedure
from midex.kernel.role import LABELS, Role
from midex.policy.actions import MAY, Action
from midex.procedures.catalogue import PROCEDURES

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = re.compile(r"^\| ([a-z-]+) \| `(\w+)`([^|]*) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ALL = "all who work on cases"


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda procedure: procedure.id)
def test_a_procedures_page_says_what_its_steps_are(procedure: Procedure[object]) -> None:  # type: ignore[type-var]
    text = (ROOT / "src/midex/procedures" / procedure.id.replace("-", "_") / "README.md").read_text("utf-8")
    stated = {
        step: (event, "two persons" in two, everybody(who), law)
        for step, event, two, who, law in ROWS.findall(text)
        if step != "step"
    }
    assert stated == {
        step.id: (step.records.__name__, step.two_persons, frozenset(step.by), str(step.law))
        for step in procedure.steps
    }


def everybody(said: str) -> frozenset[Role]:
    if said == ALL:
        return MAY[Action.TAKE_STEP]
    named = {words: role for role, words in LABELS.items()}
    return frozenset(named[words] for words in said.split(", "))
