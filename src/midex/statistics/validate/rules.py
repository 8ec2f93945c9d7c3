"""The registry of validation rules: what each checks, how severe it is, and the words a person reads.

It holds no check; a rule names its check, and a rule taken out of the registry is not run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from midex.formats.declaration import read_yaml
from midex.statistics.validate.finding import Severity

DEFAULT = ""
"""The name of a rule's first case, whose words stand at the rule itself."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One way to break a rule. ``rounded`` and ``published`` are its severity in a file that is declared rounded, and
    in one published elsewhere; where they differ from ``severity``."""

    severity: Severity
    message: str
    fix: str
    rounded: Severity | None = None
    published: Severity | None = None

    def weight(self, *, rounded: bool, submission: bool) -> Severity:
        """How severe this is in such a file."""
        if not submission:
            return self.published or self.severity
        return (self.rounded if rounded else None) or self.severity


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. ``submissions_only`` rules say nothing about figures published elsewhere."""

    id: str
    level: int
    title: str
    example: str
    check: str
    cases: Mapping[str, Case]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    submissions_only: bool = False


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of this installation, in the order of the registry."""
    text = (files("midex.statistics.registry") / "rules.yaml").read_text("utf-8")
    return tuple(rule_of(rule_id, raw) for rule_id, raw in read_yaml(text).items())


def rule_of(rule_id: str, raw: Mapping[str, Any]) -> Rule:
    """Build a rule from its entry in the data file."""
    own = {word: raw[word] for word in ("severity", "rounded", "published", "message", "fix") if word in raw}
    cases = {DEFAULT: own, **{name: {**own, **case} for name, case in raw.get("cases", {}).items()}}
    return Rule(
        id=rule_id,
        level=raw["level"],
        title=raw["title"],
        example=raw["example"],
        check=raw["check"],
        cases={name: _case(fields) for name, fields in cases.items()},
        parameters=raw.get("parameters", {}),
        submissions_only=raw.get("submissions_only", False),
    )


def _case(raw: Mapping[str, str]) -> Case:
    return Case(
        severity=Severity(raw["severity"]),
        message=raw["message"],
        fix=raw["fix"],
        rounded=Severity(raw["rounded"]) if "rounded" in raw else None,
        published=Severity(raw["published"]) if "published" in raw else None,
    )
