"""Nothing becomes public without two people who did not submit it; what is public stays as it is."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from midex.kernel.identity import NO_IDENTITY
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services import approve_release as a
from midex.services import propose_release as p
from midex.services.actor import Actor
from midex.services.approve_release import approve_release
from midex.services.ports import Proposal
from midex.services.propose_release import propose_release
from midex.services.publish_release import publish_release
from midex.statistics.release import canonical_release, release_statement, sha256_of
from midex.statistics.series import Vintage
from tests.twins.signing import verify
from tests.world import EDITOR, REVIEWER, STATISTICIAN, TABLE, World, because, figures, submit


def propose(world: World) -> Proposal:
    proposal = propose_release(TABLE, EDITOR, world.hub)
    assert isinstance(proposal, Proposal), proposal
    return proposal


def release(world: World) -> Vintage:
    proposal = propose(world)
    approve_release(proposal.number, proposal.sha256, EDITOR, world.hub)
    vintage = approve_release(proposal.number, proposal.sha256, REVIEWER, world.hub)
    assert isinstance(vintage, Vintage), vintage
    return vintage


@pytest.fixture
def submitted(world: World) -> World:
    submit(world.node(), figures())
    return world


def test_two_approvals_publish_a_vintage_signed_by_the_hub(submitted: World) -> None:
    vintage = release(submitted)
    public = submitted.hub.public
    assert public.vintages(TABLE.id) == (vintage,)
    assert vintage.approved_by == ("editor", "reviewer")
    assert vintage.generated
    signature = base64.b64decode(vintage.signature)
    assert verify(submitted.hub.signer.public_key, release_statement(vintage), signature)
    assert sha256_of(canonical_release(TABLE, public.observations(TABLE.id))) == vintage.sha256


def test_the_signature_covers_figures_and_approvals(submitted: World) -> None:
    vintage = release(submitted)
    signature = base64.b64decode(vintage.signature)
    key = submitted.hub.signer.public_key
    for changed in (replace(vintage, sha256="0" * 64), replace(vintage, approved_by=("editor", "other"))):
        assert not verify(key, release_statement(changed), signature)


def test_one_approval_publishes_nothing_however_often_it_is_given(submitted: World) -> None:
    proposal = propose(submitted)
    for _ in range(3):
        answer = approve_release(proposal.number, proposal.sha256, EDITOR, submitted.hub)
        assert isinstance(answer, Proposal)
        assert answer.approved_by == ("editor",)
    assert submitted.hub.public.vintages(TABLE.id) == ()


@pytest.mark.parametrize("identity", ["stat", "STAT", "stat ", " stat", "ｓtat", "stat\u00a0"])
def test_who_submitted_any_of_it_cannot_approve(submitted: World, identity: str) -> None:
    proposal = propose(submitted)
    both = Actor(identity=identity, name="Both", role=Role.APPROVER)
    assert because(approve_release(proposal.number, proposal.sha256, both, submitted.hub)) == a.OWN_FIGURES


@pytest.mark.parametrize("identity", ["stat\u200b", "sтat", ""])
def test_what_only_looks_like_a_name_cannot_approve(submitted: World, identity: str) -> None:
    proposal = propose(submitted)
    nobody = Actor(identity=identity, name="Nobody", role=Role.APPROVER)
    assert because(approve_release(proposal.number, proposal.sha256, nobody, submitted.hub)) == NO_IDENTITY


@pytest.mark.parametrize("identity", ["EDITOR", "editor ", "ｅditor"])
def test_one_person_in_two_spellings_is_one_approval(submitted: World, identity: str) -> None:
    proposal = propose(submitted)
    for actor in (EDITOR, replace(EDITOR, identity=identity)):
        answer = approve_release(proposal.number, proposal.sha256, actor, submitted.hub)
        assert isinstance(answer, Proposal)
        assert answer.approved_by == ("editor",)


def test_a_submitter_of_one_of_several_participants_cannot_approve(submitted: World) -> None:
    submit(submitted.node("AL"), figures("AL"), replace(STATISTICIAN, identity="reviewer"))
    proposal = propose(submitted)
    assert proposal.submitters == ("reviewer", "stat")
    assert because(approve_release(proposal.number, proposal.sha256, REVIEWER, submitted.hub)) == a.OWN_FIGURES


def test_a_submitters_role_may_neither_propose_nor_approve(submitted: World) -> None:
    assert isinstance(propose_release(TABLE, STATISTICIAN, submitted.hub), Refused)
    proposal = propose(submitted)
    assert isinstance(approve_release(proposal.number, proposal.sha256, STATISTICIAN, submitted.hub), Refused)


def test_an_approval_is_of_a_hash(submitted: World) -> None:
    proposal = propose(submitted)
    assert because(approve_release(proposal.number, "0" * 64, EDITOR, submitted.hub)) == a.OTHER_HASH
    assert because(approve_release(99, proposal.sha256, EDITOR, submitted.hub)) == a.NO_PROPOSAL


def test_without_submissions_there_is_nothing_to_propose(world: World) -> None:
    assert because(propose_release(TABLE, EDITOR, world.hub)) == p.NOTHING_SUBMITTED


def test_proposing_again_is_the_same_proposal_and_after_release_there_is_nothing_new(submitted: World) -> None:
    assert propose(submitted) == propose(submitted)
    release(submitted)
    assert because(propose_release(TABLE, EDITOR, submitted.hub)) == p.NOTHING_NEW


def test_a_new_period_makes_the_next_vintage_and_the_old_one_stays(submitted: World) -> None:
    first = release(submitted)
    before = list(submitted.hub.public.observations(TABLE.id, vintage=1))
    submit(submitted.node(), figures("ME", "2025"))
    second = release(submitted)
    assert second.number == 2
    assert "2025" in second.summary
    assert submitted.hub.public.vintages(TABLE.id) == (second, first)
    assert list(submitted.hub.public.observations(TABLE.id, vintage=1)) == before


def test_a_revision_without_a_new_period_is_held_and_said_so(submitted: World) -> None:
    release(submitted)
    submit(submitted.node(), figures(extra=30))
    assert because(propose_release(TABLE, EDITOR, submitted.hub)) == p.ALL_HELD
    submit(submitted.node("AL"), figures("AL"))
    proposal = propose(submitted)
    assert ("ME", "2024", 2) in proposal.made_from
    assert proposal.held == ()


def test_a_small_revision_is_held_and_the_old_figures_are_what_it_was_made_from(submitted: World) -> None:
    release(submitted)
    node = submitted.node()
    submit(node, figures(extra=2))
    submit(node, figures("ME", "2025"))
    proposal = propose(submitted)
    assert ("ME", "2024", 1) in proposal.made_from
    assert "ME 2024" in proposal.held[0]


def test_an_outdated_proposal_cannot_be_approved(submitted: World) -> None:
    old = propose(submitted)
    submit(submitted.node("AL"), figures("AL"))
    release(submitted)
    assert because(approve_release(old.number, old.sha256, EDITOR, submitted.hub)) == a.OUTDATED


def test_of_two_proposals_for_one_vintage_approved_at_once_one_is_published_and_one_refused(submitted: World) -> None:
    class Late:
        """A public store that shows nobody the other release until one writes."""

        def __init__(self, real: object) -> None:
            self._real = real

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

        def vintages(self, _: str) -> tuple[Vintage, ...]:
            return ()

    old = propose(submitted)
    approve_release(old.number, old.sha256, EDITOR, submitted.hub)
    submit(submitted.node("AL"), figures("AL"))
    published = release(submitted)
    late = replace(submitted.hub, public=Late(submitted.hub.public))
    assert because(approve_release(old.number, old.sha256, REVIEWER, late)) == a.OUTDATED
    assert submitted.hub.public.vintages(TABLE.id) == (published,)
    assert not submitted.hub.releases.find(old.number).published


def test_a_publication_cut_off_between_the_two_databases_is_finished_by_the_next_try(submitted: World) -> None:
    class Cut(Exception):  # noqa: N818
        pass

    class Releases:
        def __init__(self, real: object) -> None:
            self._real = real

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

        def published(self, *_: object) -> None:
            raise Cut

    proposal = propose(submitted)
    approve_release(proposal.number, proposal.sha256, EDITOR, submitted.hub)
    cut = replace(submitted.hub, releases=Releases(submitted.hub.releases))
    with pytest.raises(Cut):
        approve_release(proposal.number, proposal.sha256, REVIEWER, cut)
    first = submitted.hub.public.vintages(TABLE.id)
    assert not submitted.hub.releases.find(proposal.number).published
    approve_release(proposal.number, proposal.sha256, REVIEWER, submitted.hub)
    assert submitted.hub.releases.find(proposal.number).published
    assert submitted.hub.public.vintages(TABLE.id) == first


def test_publishing_twice_is_publishing_once(submitted: World) -> None:
    vintage = release(submitted)
    assert publish_release(submitted.hub.releases.find(1), submitted.hub) == vintage
