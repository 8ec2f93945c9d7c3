"""The text of each step's rule and due date as it was recorded with its version: a new text needs a higher version.

What is recorded stands in `procedures/rule_texts.yaml`, committed; `midex check --record` writes it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from midex.formats.declaration import read_yaml
from midex.kernel.procedure import Procedure, Step, whatever_is_said
from midex.services.declarations.finding import Finding
from midex.services.declarations.rule_text import text_of

FILE = "rule_texts.yaml"
_HEAD = """\
# The text of each step's rule and of what falls due, as a hash, and the version it was recorded with.
# Written by `midex check --record`, which refuses a new text whose `Step.version` did not grow.
"""


@dataclass(frozen=True)
class RuleText:
    """One step's rule: the version of it, and the hash of its text."""

    version: int
    text: str


Texts = Mapping[str, RuleText]
"""By procedure and step: ``registration.open``."""


def recorded() -> Texts:
    """What was recorded."""
    said = read_yaml(files("midex.procedures").joinpath(FILE).read_text("utf-8")) or {}
    return {name: RuleText(version=one["version"], text=one["text"]) for name, one in said.items()}


def present(procedures: Mapping[str, Procedure[Any]]) -> Texts:
    """What the code says now; a rule that has no text of its own is left out, and found elsewhere."""
    found: dict[str, RuleText] = {}
    for procedure in procedures.values():
        for step in procedure.steps:
            rules = rules_of(step)
            if all(_is_readable(rule) for rule in rules):
                found[f"{procedure.id}.{step.id}"] = RuleText(step.version, text_of(*rules))
    return found


def rules_of(step: Step[Any]) -> tuple[Callable[..., Any], ...]:
    """The functions that decide about a step; one that looks at what is said only where there is any."""
    return (step.allowed, step.due, *((step.fits,) if step.fits is not whatever_is_said else ()))


def compare(now: Texts, before: Texts) -> Iterator[Finding]:
    """Where the code and the record do not agree."""
    for name, rule in now.items():
        known = before.get(name)
        if known is None:
            yield Finding.of("C302", f"procedures.{name}", step=name)
        elif rule.version < known.version:
            yield Finding.of("C304", f"procedures.{name}", step=name, now=rule.version, before=known.version)
        elif rule.text != known.text and rule.version == known.version:
            yield Finding.of("C301", f"procedures.{name}", step=name, version=rule.version)
        elif rule != known:
            yield Finding.of("C302", f"procedures.{name}", step=name)
    for name in sorted(before.keys() - now.keys()):
        yield Finding.of("C303", f"procedures.{name}", step=name)


def stops_recording(finding: Finding) -> bool:
    """Whether the record cannot be written before this is put right; a text that is only new is what it is for."""
    return finding.id in ("C301", "C303", "C304")


def written(texts: Texts) -> str:
    """The file's content."""
    lines = [f"{name}: {{version: {rule.version}, text: {rule.text}}}\n" for name, rule in sorted(texts.items())]
    return _HEAD + "".join(lines)


def _is_readable(rule: Callable[..., Any]) -> bool:
    try:
        text_of(rule)
    except ValueError:
        return False
    return True
