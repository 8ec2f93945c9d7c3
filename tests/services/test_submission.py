"""A file goes from a statistician to the hub whole, once, and signed; all else is refused and says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from midex.kernel.fault import Fault
from midex.kernel.identity import NO_IDENTITY
from midex.kernel.verdict import Refused
from midex.services import receive_submission as m
from midex.services.enrol_key import enrol_key, invite
from midex.services.ports import NodePorts, StoredSubmission
from midex.services.receive_submission import receive_submission
from midex.services.submit_table import Accepted, submit_table
from midex.statistics.statement import Envelope, Receipt, Statement, sha256
from midex.statistics.validate.finding import Report
from midex.web.api import exchange
from tests.twins.signing import InMemorySigner, verify
from tests.world import STATISTICIAN, TABLE, HubKey, World, because, figures, submit


def sent(node: NodePorts, content: bytes | None = None) -> Envelope:
    """The envelope of a submission the hub has accepted."""
    submit(node, content or figures())
    return Envelope.decode(node.sent.find(node.sent.all()[0].name).envelope)


def signed(envelope: Envelope, node: NodePorts, **changed: object) -> bytes:
    """The same submission with a changed statement, properly signed."""
    statement = replace(Statement.decode(envelope.statement), **changed).encode()
    return replace(envelope, statement=statement, signature=node.signer.sign(statement)).encode()


def held(world: World) -> int:
    return len(world.hub.submissions.names())


def test_an_accepted_file_gets_a_receipt_signed_by_the_hub(world: World) -> None:
    node = world.node()
    receipt = submit(node, figures())
    kept = world.hub.submissions.find(receipt.statement_sha256)
    assert kept.receipt == receipt
    assert verify(world.hub.signer.public_key, receipt.encode(), kept.receipt_signature)
    assert receipt.versions == {"2024": 1}
    assert kept.statement.submitter == "stat"
    assert kept.statement.origin == "GENERATED"
    assert node.sent.all()[0].receipt == receipt


def test_the_same_file_again_is_one_submission_with_the_same_receipt(world: World) -> None:
    node = world.node()
    assert submit(node, figures()) == submit(node, figures())
    assert held(world) == 1
    assert len(node.sent.all()) == 1


def test_a_colleague_who_sends_the_same_file_gets_the_same_receipt(world: World) -> None:
    node, colleague = world.node(), replace(STATISTICIAN, identity="colleague")
    assert submit(node, figures()) == submit(node, figures(), colleague)
    envelope = Envelope.decode(node.sent.find(node.sent.all()[0].name).envelope)
    kept = receive_submission(signed(envelope, node, submitter="colleague"), world.hub)
    assert isinstance(kept, StoredSubmission)
    assert kept.statement.submitter == "stat"
    assert (held(world), len(node.sent.all())) == (1, 1)
    changed = submit(node, figures(extra=20), colleague)
    assert changed.versions == {"2024": 2}
    assert world.hub.submissions.find(changed.statement_sha256).statement.submitter == "colleague"


def test_a_node_that_lost_its_records_gets_the_same_receipt(world: World) -> None:
    node = world.node()
    receipt = submit(node, figures())
    fresh = replace(world.node("AL", enrolled=False), participant="ME", signer=node.signer, hub_key=node.hub_key)
    assert submit(fresh, figures()) == receipt
    assert held(world) == 1


def test_rows_in_another_order_are_the_same_submission(world: World) -> None:
    node = world.node()
    head, *rows = figures().decode().splitlines()
    shuffled = "\n".join([head, *reversed(rows), ""]).encode()
    assert submit(node, shuffled) == submit(node, figures())


def test_corrected_figures_are_the_next_version_and_going_back_is_the_one_after(world: World) -> None:
    node = world.node()
    versions = [submit(node, figures(extra=extra)).versions["2024"] for extra in (0, 20, 0)]
    assert versions == [1, 2, 3]
    current = world.hub.submissions.current(TABLE.id)
    assert [(v.participant, v.period, v.version) for v in current] == [("ME", "2024", 3)]


def test_a_later_file_replaces_only_the_periods_it_covers(world: World) -> None:
    node = world.node()
    submit(node, figures("ME", "2023", "2024"))
    submit(node, figures("ME", "2024", extra=20))
    assert [(v.period, v.version) for v in world.hub.submissions.current(TABLE.id)] == [("2023", 1), ("2024", 2)]


def test_a_file_with_errors_is_reported_and_not_sent(world: World) -> None:
    node = world.node()
    wrong = figures().replace(b",TOTAL,T,TOTAL,PER,ME,2024,", b",TOTAL,T,TOTAL,PER,ME,2024,9", 1)
    answer = submit_table(wrong, "file.csv", table=TABLE, actor=STATISTICIAN, node=node)
    assert isinstance(answer, Report)
    assert answer.errors
    assert node.sent.all() == ()
    assert held(world) == 0


def test_the_hub_runs_the_same_validator(world: World) -> None:
    node = world.node()
    envelope = sent(node)
    wrong = envelope.figures.replace(b",TOTAL,T,TOTAL,PER,ME,2024,", b",TOTAL,T,TOTAL,PER,ME,2024,9", 1)
    forced = signed(replace(envelope, figures=wrong), node, sha256=sha256(wrong), length=len(wrong))
    refused = receive_submission(forced, world.hub)
    assert because(refused) == m.INVALID
    assert isinstance(refused, Refused)
    said = refused.because.details
    assert "TIME_PERIOD 2024" in str(said["where"])
    assert "GEO ME" in str(said["where"])
    assert said["fix"]
    assert str(said["fix"]) in str(refused.because)
    assert held(world) == 1


@pytest.mark.parametrize("submitter", ["Stat", "stat ", "ｓtat", "stat\u200b"])
def test_a_submitter_whose_name_is_not_in_its_one_spelling_is_refused(world: World, submitter: str) -> None:
    node = world.node()
    forced = signed(sent(node), node, submitter=submitter)
    assert because(receive_submission(forced, world.hub)) == NO_IDENTITY
    assert held(world) == 1


def test_an_unknown_key_is_refused(world: World) -> None:
    node = world.node()
    envelope = sent(node)
    stranger = replace(node, signer=InMemorySigner())
    body = signed(envelope, stranger, key_id=stranger.signer.key_id)
    assert because(receive_submission(body, world.hub)) == m.WRONG_KEY


def test_a_signature_by_another_key_is_refused(world: World) -> None:
    node = world.node()
    body = signed(sent(node), replace(node, signer=InMemorySigner()), rounded_to=7)
    assert because(receive_submission(body, world.hub)) == m.NOT_SIGNED


def test_a_key_cannot_submit_for_another_participant(world: World) -> None:
    node = world.node()
    body = signed(sent(node), node, participant="RS")
    assert because(receive_submission(body, world.hub)) == m.OTHERS_KEY


def test_another_participants_figures_are_refused(world: World) -> None:
    me, al = world.node(), world.node("AL")
    envelope = sent(al, figures("AL"))
    body = signed(envelope, me, participant="ME", key_id=me.signer.key_id, sha256=sha256(envelope.figures))
    assert because(receive_submission(body, world.hub)) == m.OTHERS_FIGURES


def test_a_retired_key_is_refused_but_its_receipts_stand(world: World) -> None:
    old = world.node()
    envelope = sent(old)
    new = replace(old, signer=InMemorySigner(), hub_key=HubKey())
    enrol_key(invite("ME", world.hub), new)
    body = signed(envelope, old, rounded_to=5)
    assert because(receive_submission(body, world.hub)) == m.RETIRED_KEY
    assert receive_submission(envelope.encode(), world.hub).receipt.versions == {"2024": 1}


@pytest.mark.parametrize("at", [0.1, 0.5, 0.999])
def test_a_changed_byte_is_refused_wherever_it_is(world: World, at: float) -> None:
    body = bytearray(sent(world.node()).encode())
    body[int(len(body) * at)] ^= 1
    assert isinstance(receive_submission(bytes(body), world.hub), Refused)
    assert held(world) == 1


def test_a_changed_figure_is_named_as_that(world: World) -> None:
    envelope = sent(world.node())
    changed = envelope.figures.replace(b"GENERATED", b"GENERATEd", 1)
    answer = receive_submission(replace(envelope, figures=changed).encode(), world.hub)
    assert because(answer) == m.CHANGED


@pytest.mark.parametrize("part", [0.0, 0.05, 0.3, 0.8, 0.99])
def test_half_a_file_is_refused_and_nothing_is_kept(world: World, part: float) -> None:
    node = world.node("AL")
    other = world.node()
    submit(other, figures())
    body = sent(node, figures("AL")).encode()
    answer = receive_submission(body[: int(len(body) * part)], world.hub)
    assert because(answer) in (m.UNREADABLE, m.HALF)
    assert held(world) == 2


def test_a_body_shorter_than_it_said_is_refused(world: World) -> None:
    body = sent(world.node()).encode()
    request = RequestFactory().post(m.PATH, body, content_type="application/octet-stream")
    request.META["CONTENT_LENGTH"] = str(len(body) + 10)
    assert because(exchange._body(request)) == m.HALF


def test_too_large_is_refused_before_it_is_read(world: World) -> None:
    request = RequestFactory().post(m.PATH, b"x", content_type="application/octet-stream")
    request.META["CONTENT_LENGTH"] = str(m.MAX_BYTES + 1)
    assert because(exchange._body(request)) == m.TOO_LARGE
    assert because(receive_submission(b"x" * (m.MAX_BYTES + 1), world.hub)) == m.TOO_LARGE


def test_an_unfinished_period_is_refused(world: World) -> None:
    node = world.node()
    envelope = sent(node)
    world.clock.now = datetime(2024, 12, 31, 12, tzinfo=UTC)
    assert because(receive_submission(signed(envelope, node, rounded_to=5), world.hub)) == m.UNFINISHED


@pytest.mark.parametrize("table", ["NO_SUCH_TABLE", "EXT_UNHCR_POP", "../x"])
def test_an_unknown_table_is_refused(world: World, table: str) -> None:
    node = world.node()
    assert because(receive_submission(signed(sent(node), node, table=table), world.hub)) == m.NO_TABLE


def test_periods_that_are_not_in_the_figures_are_refused(world: World) -> None:
    node = world.node()
    body = signed(sent(node), node, periods=("2023", "2024"))
    assert because(receive_submission(body, world.hub)) == m.OTHER_PERIODS


def test_bytes_that_are_not_canonical_are_refused(world: World) -> None:
    node = world.node()
    envelope = sent(node)
    head, first, second, *rest = envelope.figures.split(b"\n")
    swapped = b"\n".join([head, second, first, *rest])
    body = signed(replace(envelope, figures=swapped), node, sha256=sha256(swapped))
    assert because(receive_submission(body, world.hub)) == m.NOT_CANONICAL


def test_a_refusal_reaches_the_statistician_with_its_reason_and_is_kept(world: World) -> None:
    old = world.node()
    enrol_key(invite("ME", world.hub), replace(old, signer=InMemorySigner(), hub_key=HubKey()))
    answer = submit_table(figures(), "file.csv", table=TABLE, actor=STATISTICIAN, node=old)
    assert because(answer) == m.RETIRED_KEY
    assert "was retired" in old.sent.all()[0].refused
    assert held(world) == 0


def test_a_receipt_that_the_hub_did_not_sign_is_not_believed(world: World) -> None:
    node = replace(world.node(), hub_key=HubKey(InMemorySigner().public_key))
    with pytest.raises(Fault, match="F205"):
        submit_table(figures(), "file.csv", table=TABLE, actor=STATISTICIAN, node=node)
    assert node.sent.all()[0].receipt is None


def test_a_node_without_an_enrolled_key_is_told_so(world: World) -> None:
    with pytest.raises(Fault, match="F210"):
        submit_table(figures(), "f.csv", table=TABLE, actor=STATISTICIAN, node=world.node(enrolled=False))


def test_when_no_answer_came_the_same_envelope_is_sent_again(world: World) -> None:
    class Away:
        def post(self, *_: object) -> dict[str, object]:
            raise Fault("F204", url="hub", reason="away")

    node = world.node()
    with pytest.raises(Fault, match="F204"):
        submit_table(figures(), "f.csv", table=TABLE, actor=STATISTICIAN, node=replace(node, hub=Away()))
    kept = node.sent.find(node.sent.all()[0].name).envelope
    answer = submit_table(figures(), "f.csv", table=TABLE, actor=STATISTICIAN, node=node)
    assert isinstance(answer, Accepted)
    assert isinstance(answer.receipt, Receipt)
    assert node.hub.posted[-1] == kept
    assert len(node.sent.all()) == 1
