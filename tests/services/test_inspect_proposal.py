"""Before approving: what would be public, where it comes from, and whether this account may approve it."""

from __future__ import annotations

from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.approve_release import OWN_FIGURES, approve_release
from midex.services.inspect_proposal import Inspected, inspect_proposal
from midex.services.ports import Proposal
from midex.services.propose_release import ALL_HELD, propose_release
from midex.services.survey_office import Standing, survey_office
from midex.statistics.release import read_release
from tests.world import EDITOR, REVIEWER, STATISTICIAN, TABLE, World, because, figures, submit

SUBMITTER_WITH_AN_OFFICE = Actor(identity=STATISTICIAN.identity, name="The same person", role=Role.APPROVER)


def proposed(world: World) -> Proposal:
    proposal = propose_release(TABLE, EDITOR, world.hub)
    assert isinstance(proposal, Proposal)
    return proposal


def inspected(world: World, number: int, actor: Actor = EDITOR) -> Inspected:
    found = inspect_proposal(number, actor, world.hub)
    assert found is not None
    return found


def test_every_figure_of_the_proposal_is_laid_out_once(world: World) -> None:
    submit(world.node("ME"), figures("ME"))
    submit(world.node("AL"), figures("AL"))
    proposal = proposed(world)
    one = inspected(world, proposal.number)
    shown = [
        found
        for crossing in one.crossings
        for row in crossing.rows
        for found in (*(o for _, o in row.places), row.region)
        if found
    ]
    assert sorted(shown) == sorted(read_release(TABLE, proposal.canonical))
    assert one.crossings[0].dimensions == ()
    assert one.made_from == (("2024", (("AL", 1), ("ME", 1))),)
    assert one.crossings[0].rows[0].region is not None
    assert one.crossings[0].rows[0].region.reporters == "2/6"


def test_a_submitter_is_told_beforehand_that_they_cannot_approve(world: World) -> None:
    submit(world.node(), figures())
    number = proposed(world).number
    assert because(inspected(world, number, SUBMITTER_WITH_AN_OFFICE).refused) == OWN_FIGURES
    assert inspected(world, number).refused is None


def test_approvals_are_counted_down_to_the_published_vintage(world: World) -> None:
    submit(world.node(), figures())
    proposal = proposed(world)
    approve_release(proposal.number, proposal.sha256, EDITOR, world.hub)
    once = inspected(world, proposal.number)
    assert (once.missing, once.approved_already, once.published) == (1, True, None)
    approve_release(proposal.number, proposal.sha256, REVIEWER, world.hub)
    twice = inspected(world, proposal.number)
    assert twice.published is not None
    assert twice.published.approved_by == (EDITOR.identity, REVIEWER.identity)


def test_a_next_vintage_is_compared_with_the_last(world: World) -> None:
    node = world.node()
    submit(node, figures())
    first = proposed(world)
    assert inspected(world, first.number).first
    for approver in (EDITOR, REVIEWER):
        approve_release(first.number, first.sha256, approver, world.hub)
    submit(node, figures("ME", "2024", "2025", extra=60))
    second = inspected(world, proposed(world).number)
    assert not second.first
    assert second.changes.new_periods == ("2025",)
    assert second.changes.revised
    assert second.proposal.vintage == 2


def test_where_all_that_is_new_is_held_back_the_refusal_says_why(world: World) -> None:
    node = world.node()
    submit(node, figures())
    first = proposed(world)
    for approver in (EDITOR, REVIEWER):
        approve_release(first.number, first.sha256, approver, world.hub)
    submit(node, figures("ME", "2024", extra=3))
    refused = propose_release(TABLE, EDITOR, world.hub)
    assert isinstance(refused, Refused)
    assert refused.because.id == ALL_HELD
    assert "ME 2024" in str(refused.because)


def test_there_is_no_proposal_of_an_unknown_number(world: World) -> None:
    assert inspect_proposal(77, EDITOR, world.hub) is None


def test_the_office_sees_who_has_submitted_who_is_late_and_what_waits(world: World) -> None:
    submit(world.node("ME"), figures("ME", "2024"))
    proposal = proposed(world)
    row = next(row for row in survey_office(world.hub) if row.table is TABLE)
    newest, older = row.periods
    assert (newest.period, newest.reporters, {p.standing for p in newest.places}) == ("2025", 0, {Standing.AWAITED})
    assert (older.period, older.reporters) == ("2024", 1)
    assert [p.participant for p in older.places if p.standing is Standing.LATE] == ["AL", "BA", "MK", "RS", "XK"]
    assert row.open is not None
    assert row.open.number == proposal.number
    for approver in (EDITOR, REVIEWER):
        approve_release(proposal.number, proposal.sha256, approver, world.hub)
    after = next(row for row in survey_office(world.hub) if row.table is TABLE)
    assert after.open is None
    assert after.newest is not None
