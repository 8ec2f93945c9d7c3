"""`midex explain`: what can be done in a case, by which rule and article; the reading is in the journal first."""

from __future__ import annotations

import json
from typing import Any

import click

from midex.cli.home import Said, Wiring, acting, as_account, at_home, refuse
from midex.kernel.verdict import Allowed, Refused
from midex.policy.actions import MAY, Action
from midex.services.casework.explain_case import ExplainedCase, ExplainedStep, explain_case
from midex.services.home import Home, HomeKind


@click.command()
@click.argument("case")
@at_home(HomeKind.CASE)
@as_account
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(wiring: Wiring, home: Home, case: str, said: Said, shape: str) -> None:
    """Print each step that could be taken in CASE: its rule, article and roles, whether it may be taken now, and why
    not. The account sees no more here than on the pages.
    """
    node = wiring.case(home)
    actor = acting(wiring, home, said, *MAY[Action.OPEN_CASE])
    explained = explain_case(case, actor, node)
    if isinstance(explained, Refused):
        refuse(explained)
    click.echo(json.dumps(as_json(explained), indent=2, ensure_ascii=False) if shape == "json" else as_text(explained))


def as_text(explained: ExplainedCase) -> str:
    """The case and its steps, for a person."""
    row = explained.row
    due = f", due {row.due}" if row.due else ""
    head = f"{row.name}: {row.procedure}, {row.state}, kept as {row.tier.value}, {row.steps} steps taken{due}"
    return "\n\n".join([head, *(_lines(one) for one in explained.steps)])


def _lines(one: ExplainedStep) -> str:
    step = one.step
    verdict = f"refused because {one.verdict.because}" if isinstance(one.verdict, Refused) else "allowed now"
    if isinstance(one.verdict, Allowed) and step.two_persons:
        verdict += "; a second person must approve it"
    lines = [
        f"{step.id}: {step.label}",
        f"  {verdict}",
        f"  rule     {one.rule}, version {step.version}: {one.asks}",
        f"  law      {step.law}",
        f"  roles    {', '.join(sorted(role.value for role in step.by))}",
    ]
    return "\n".join([*lines, f"  then due {one.due}"] if one.due else lines)


def as_json(explained: ExplainedCase) -> dict[str, Any]:
    """The same, for a program."""
    row = explained.row
    return {
        "case": row.name,
        "procedure": row.procedure,
        "state": row.state,
        "tier": row.tier.value,
        "steps": row.steps,
        "due": row.due.isoformat() if row.due else None,
        "possible": [_step_json(one) for one in explained.steps],
    }


def _step_json(one: ExplainedStep) -> dict[str, Any]:
    step = one.step
    return {
        "step": step.id,
        "label": step.label,
        "verdict": "refused" if isinstance(one.verdict, Refused) else "allowed",
        "because": str(one.verdict.because) if isinstance(one.verdict, Refused) else None,
        "rule": one.rule,
        "version": step.version,
        "asks": one.asks,
        "law": str(step.law),
        "roles": sorted(role.value for role in step.by),
        "two_persons": step.two_persons,
        "due": one.due.isoformat() if one.due else None,
    }
