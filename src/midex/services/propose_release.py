"""At the hub: put the protected cube of a table forward for release; nothing becomes public by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from midex.kernel.indicator import TIME, Table
from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused, Withheld
from midex.services.actor import Actor
from midex.services.ports import HubPorts, Proposal, StoredSubmission, SubmittedVersion
from midex.services.sign_in import may
from midex.statistics.canonical import read_canonical
from midex.statistics.protect.figures import Reported, reported
from midex.statistics.protect.profile import ProtectedCube, protect
from midex.statistics.release import canonical_release, changes, sha256_of
from midex.statistics.statement import Envelope

NOTHING_SUBMITTED = mark("nothing has been submitted to {table} yet")
NOTHING_NEW = mark("vintage {vintage} of {table} says the same already; there is nothing to release")
ALL_HELD = mark("vintage {vintage} of {table} says the same already, for what came since is held back: {held}")


def propose_release(table: Table, actor: Actor, hub: HubPorts) -> Proposal | Refused:
    """The proposal for the next vintage of ``table``; the one that is open already where it would say the same."""
    if isinstance(allowed := may(actor, Role.APPROVER), Refused):
        return allowed
    versions = hub.submissions.current(table.id)
    if not versions:
        return Refused(Message(NOTHING_SUBMITTED, {"table": table.id}))
    cube = protect(table, _figures(table, versions, hub), _last_release(table, hub))
    canonical = canonical_release(table, cube.observations)
    newest = next(iter(hub.public.vintages(table.id)), None)
    if newest and newest.sha256 == sha256_of(canonical):
        held = "; ".join(_held(cube))
        because = ALL_HELD if held else NOTHING_NEW
        return Refused(Message(because, {"vintage": newest.number, "table": table.id, "held": held}))
    made_from = tuple((part.participant, part.period, part.version) for part in cube.made_from)
    proposal = Proposal(
        number=0,
        table=table.id,
        vintage=newest.number + 1 if newest else 1,
        sha256=sha256_of(canonical),
        canonical=canonical,
        made_from=made_from,
        submitters=_submitters(table, made_from, hub),
        held=tuple(_held(cube)),
        summary=_summary(table, cube, hub),
        proposed_by=actor.identity,
        proposed_at=hub.clock(),
    )
    with hub.unit_of_work():
        return _open(proposal, hub) or _keep(proposal, hub)


def _figures(table: Table, versions: Iterable[SubmittedVersion], hub: HubPorts) -> list[Reported]:
    """The raw figures of submitted versions; each submission is read once, and gives the periods asked of it."""
    wanted: dict[str, dict[str, SubmittedVersion]] = defaultdict(dict)
    for version in versions:
        wanted[version.statement_sha256][version.period] = version
    figures = []
    for statement_sha256, by_period in wanted.items():
        held = _held_submission(statement_sha256, hub)
        cells = read_canonical(table, Envelope.decode(held.envelope).figures)
        cells = cells.filter(pc.is_in(cells.column(TIME), pa.array(list(by_period))))
        parts = reported(table, held.statement.participant, 0, cells, rounded_to=held.statement.rounded_to)
        figures += [replace(part, version=by_period[part.period].version) for part in parts]
    return sorted(figures, key=lambda part: (part.participant, part.period))


def _held_submission(statement_sha256: str, hub: HubPorts) -> StoredSubmission:
    held = hub.submissions.find(statement_sha256)
    if held is None:
        raise LookupError(f"submission {statement_sha256} is gone")
    return held


def _last_release(table: Table, hub: HubPorts) -> list[Reported]:
    """The raw figures that the newest published vintage was made from."""
    last = next((p for p in hub.releases.all(table.id) if p.published), None)
    found = [hub.submissions.version(table.id, *part) for part in last.made_from] if last else []
    return _figures(table, [version for version in found if version], hub)


def _submitters(table: Table, made_from: Iterable[tuple[str, str, int]], hub: HubPorts) -> tuple[str, ...]:
    versions = [hub.submissions.version(table.id, *part) for part in made_from]
    statements = {version.statement_sha256 for version in versions if version}
    return tuple(sorted({_held_submission(statement, hub).statement.submitter for statement in statements}))


def _held(cube: ProtectedCube) -> Iterable[str]:
    for verdict in cube.verdicts:
        if isinstance(verdict.verdict, Withheld):
            yield f"{verdict.participant} {verdict.period}: {verdict.verdict.because}"


def _summary(table: Table, cube: ProtectedCube, hub: HubPorts) -> str:
    news = changes(list(hub.public.observations(table.id)), cube.observations)
    parts = [f"new: {', '.join(news.new_periods)}"] if news.new_periods else []
    counts = {"added": news.added, "removed": news.removed, "revised": len(news.revised)}
    return "; ".join(parts + [f"{count} {word}" for word, count in counts.items() if count])


def _open(proposal: Proposal, hub: HubPorts) -> Proposal | None:
    """The newest proposal of the table, where it says the same and waits for approval."""
    newest = next(iter(hub.releases.all(proposal.table)), None)
    same = newest and (newest.sha256, newest.vintage, newest.made_from) == (
        proposal.sha256,
        proposal.vintage,
        proposal.made_from,
    )
    return hub.releases.find(newest.number) if newest and same and not newest.published else None


def _keep(proposal: Proposal, hub: HubPorts) -> Proposal:
    kept = hub.releases.find(hub.releases.propose(proposal))
    if kept is None:
        raise LookupError("the proposal was not kept")
    return kept
