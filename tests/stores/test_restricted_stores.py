"""The hub's and the node's records on both engines: read back as written, versioned, and never changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connections, transaction
from django.test.utils import CaptureQueriesContext

from midex.kernel.role import Role
from midex.services.actor import Actor
from midex.services.ports import EnrolledKey, Proposal, StoredSubmission
from midex.statistics.statement import Envelope, Receipt, Statement, sha256
from midex.stores.accounts.store import AccountStore
from midex.stores.exchange.keys import KeyStore
from midex.stores.exchange.releases import ReleaseStore
from midex.stores.exchange.submissions import SubmissionStore
from midex.stores.receipts.store import SentStore
from midex.stores.unit_of_work import UnitOfWork
from tests.databases import ENGINES, NewDatabase

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
STATEMENT = Statement(
    table="MIGR_EIORD",
    participant="ME",
    periods=("2023", "2024"),
    sha256="f" * 64,
    length=7,
    submitter="stefica",
    rounded_to=5,
    origin="REPORTED",
    made_at=NOW,
    key_id="k" * 16,
)
PROPOSAL = Proposal(
    number=0,
    table="MIGR_EIORD",
    vintage=1,
    sha256="a" * 64,
    canonical=b"\x00bytes",
    made_from=(("ME", "2024", 1),),
    submitters=("stat",),
    held=("RS 2024: waits",),
    summary="new: 2024",
    proposed_by="editor",
    proposed_at=NOW,
)


@pytest.fixture(params=ENGINES)
def alias(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    return new_database(request.param, "restricted")


def submission(version: int, **changed: object) -> StoredSubmission:
    statement = replace(STATEMENT, **changed)
    envelope = Envelope(statement=statement.encode(), signature=b"s", figures=b"figures")
    receipt = Receipt(
        statement_sha256=sha256(envelope.statement),
        sha256=statement.sha256,
        table=statement.table,
        participant=statement.participant,
        versions=dict.fromkeys(statement.periods, version),
        received_at=NOW,
        key_id="h" * 16,
    )
    return StoredSubmission(
        statement=statement, envelope=envelope.encode(), receipt=receipt, receipt_signature=b"\x00\xff"
    )


def test_a_submission_is_read_back_as_it_was_signed(alias: str) -> None:
    store, one = SubmissionStore(alias), submission(1)
    store.add(one)
    assert store.find(one.receipt.statement_sha256) == one
    assert store.find("0" * 64) is None
    assert store.names() == (one.receipt.statement_sha256,)


def test_the_highest_version_of_each_period_is_the_current_one(alias: str) -> None:
    store = SubmissionStore(alias)
    for one in (submission(1), submission(2, periods=("2024",)), submission(1, participant="AL", periods=("2024",))):
        store.add(one)
    found = [(v.participant, v.period, v.version) for v in store.current("MIGR_EIORD")]
    assert found == [("AL", "2024", 1), ("ME", "2023", 1), ("ME", "2024", 2)]
    assert store.version("MIGR_EIORD", "ME", "2024", 1).statement_sha256 == submission(1).receipt.statement_sha256
    assert store.current("MIGR_EIPRE") == ()


def test_the_same_version_cannot_be_given_twice(alias: str) -> None:
    store = SubmissionStore(alias)
    store.add(submission(1))
    with pytest.raises(DatabaseError), UnitOfWork(alias)():
        store.add(submission(1, submitter="another"))
    assert len(store.names()) == 1


def test_a_unit_of_work_that_fails_leaves_nothing(alias: str) -> None:
    def cut_off() -> None:
        with UnitOfWork(alias)():
            SubmissionStore(alias).add(submission(1))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        cut_off()
    assert SubmissionStore(alias).names() == ()


def test_a_proposal_collects_approvals_of_its_own_hash_and_is_published_once(alias: str) -> None:
    store = ReleaseStore(alias)
    number = store.propose(PROPOSAL)
    for identity, hash_ in (("bo", "a" * 64), ("ana", "a" * 64), ("ana", "a" * 64), ("cy", "other")):
        store.approve(number, identity, hash_, NOW)
    assert store.find(number) == replace(PROPOSAL, number=number, approved_by=("ana", "bo"))
    for _ in range(2):
        store.published(number, NOW)
    assert store.find(number).published
    assert [p.number for p in store.all("MIGR_EIORD")] == [number]
    assert store.all("OTHER") == ()


def test_a_key_is_enrolled_with_a_code_that_works_once(alias: str) -> None:
    store = KeyStore(alias)
    store.invite("ME", "hash", NOW)
    assert not store.redeem("AL", "hash", NOW)
    assert store.redeem("ME", "hash", NOW)
    assert not store.redeem("ME", "hash", NOW)
    old = EnrolledKey(key_id="1" * 16, participant="ME", public_key=b"\x01" * 32, enrolled_at=NOW)
    store.enrol(old)
    assert store.find(old.key_id) == old
    store.enrol(replace(old, key_id="2" * 16))
    assert store.find(old.key_id).retired
    assert not store.find("2" * 16).retired


def test_a_node_keeps_what_it_sent_and_the_first_answer(alias: str) -> None:
    store, one = SentStore(alias), submission(1)
    for _ in range(2):
        store.keep(one.envelope, NOW)
    assert [sent.receipt for sent in store.all()] == [None]
    text = one.receipt.encode().decode()
    store.answer(one.receipt.statement_sha256, accepted=True, text=text, signature=b"s", at=NOW)
    store.answer(one.receipt.statement_sha256, accepted=False, text="no", signature=b"", at=NOW)
    (sent,) = store.all()
    assert store.find(sent.name).envelope == one.envelope
    assert sent.receipt == one.receipt
    assert sent.refused == ""


def test_a_list_carries_no_figures(alias: str) -> None:
    big = b"a figure\n" * 1000
    one = submission(1)
    sent, releases = SentStore(alias), ReleaseStore(alias)
    envelope = replace(Envelope.decode(one.envelope), figures=big).encode()
    sent.keep(envelope, NOW)
    SubmissionStore(alias).add(replace(one, envelope=envelope))
    releases.propose(replace(PROPOSAL, canonical=big))
    with CaptureQueriesContext(connections[alias]) as asked:
        lists = (sent.all(), SubmissionStore(alias).names(), releases.all())
    assert [len(found) for found in lists] == [1, 1, 1]
    assert sent.all()[0].statement == one.statement
    assert "a figure" not in repr(lists)
    assert not any('"canonical"' in query["sql"] for query in asked)
    assert not any(re.search(r'(SELECT|,) "receipts_sent"."envelope"', query["sql"]) for query in asked)


def test_an_account_is_known_by_its_password_alone(alias: str) -> None:
    store = AccountStore(alias)
    ana = Actor(identity="ana", name="Ana", role=Role.APPROVER)
    assert store.add(ana, "right")
    assert not store.add(replace(ana, role=Role.SUBMITTER), "other")
    assert store.check("ana", "right") == ana
    assert store.check("ana", "wrong") is None
    assert store.check("nobody", "right") is None
    assert store.all() == (ana,)


@pytest.mark.parametrize("spelt", ["Ana", " ana", "ana\u00a0", "ａna"])
def test_one_person_is_one_account_and_one_approval_however_the_name_is_spelt(alias: str, spelt: str) -> None:
    accounts, ana = AccountStore(alias), Actor(identity="ana", name="Ana", role=Role.APPROVER)
    accounts.add(ana, "right")
    with pytest.raises(ValueError, match="one spelling"):
        accounts.add(replace(ana, identity=spelt), "right")
    assert accounts.check(spelt, "right") == ana
    releases = ReleaseStore(alias)
    number = releases.propose(PROPOSAL)
    releases.approve(number, "ana", PROPOSAL.sha256, NOW)
    with pytest.raises(ValueError, match="one spelling"):
        releases.approve(number, spelt, PROPOSAL.sha256, NOW)
    assert releases.find(number).approved_by == ("ana",)


def test_accounts_of_before_get_the_one_spelling_and_a_second_of_one_person_is_closed(alias: str) -> None:
    from django.apps import apps

    from midex.stores.accounts.models import Account

    respell = import_module("midex.stores.accounts.migrations.0002_one_spelling").respell
    for identity in ("Ana ", "bo", "Bo", "Ž z"):
        Account.objects.using(alias).create(identity=identity, role="approver")
    respell(apps, SimpleNamespace(connection=connections[alias]))
    found = {row.identity: row.is_active for row in Account.objects.using(alias).all()}
    assert found == {"ana": True, "bo": True, "Bo": False, "Ž z": False}


def test_a_password_is_never_kept_as_it_is(alias: str) -> None:
    AccountStore(alias).add(Actor(identity="ana", name="Ana", role=Role.APPROVER), "a very plain password")
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT password FROM accounts_account")
        assert "plain" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("exchange_submission", "receipt"),
        ("exchange_submittedperiod", "period"),
        ("exchange_proposal", "summary"),
        ("exchange_approval", "identity"),
        ("exchange_release", "proposal_id"),
        ("receipts_sent", "statement_sha256"),
        ("receipts_answer", "text"),
    ],
)
def test_the_database_refuses_to_change_or_delete_a_record(alias: str, table: str, column: str) -> None:
    one = submission(1)
    SubmissionStore(alias).add(one)
    releases = ReleaseStore(alias)
    number = releases.propose(PROPOSAL)
    releases.approve(number, "ana", PROPOSAL.sha256, NOW)
    releases.published(number, NOW)
    SentStore(alias).keep(one.envelope, NOW)
    SentStore(alias).answer(one.receipt.statement_sha256, accepted=False, text="no", signature=b"", at=NOW)
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608 - our own names
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(using=alias):
            connections[alias].cursor().execute(statement)
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
        assert cursor.fetchone()[0] > 0


def test_migrating_again_changes_nothing(alias: str) -> None:
    from midex.stores.migrate import migrate

    assert migrate(alias) is False
