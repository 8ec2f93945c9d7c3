"""Tables of a case node. Steps, reads, grants and proposals are append-only in the database itself; the rest are
projections, made anew from the steps at any time. No column holds what identifies a person: that is sealed in `body`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from midex.services.declarations.column import About, Columns, Kept
from midex.stores.register import (
    ACCOUNTED,
    BEGUN,
    CASE,
    DRAWN,
    EXISTENCE,
    FOUND,
    NUMBER,
    PRESSURED,
    PROTECTION,
    SINGLED_OUT,
    STAFF_TARGETED,
)


class Event(models.Model):
    """A step taken; ``body`` is what the journal's entry commits to."""

    entry = models.BigIntegerField(primary_key=True)
    case_id = models.CharField(max_length=32)
    number = models.IntegerField()
    procedure = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    person = models.CharField(max_length=32)
    key = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()

    register: ClassVar[Columns] = {
        "entry": NUMBER,
        "case_id": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "number": NUMBER,
        "procedure": About(handling=CASE, harm=EXISTENCE),
        "step": About(handling=CASE, harm=PRESSURED),
        "person": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "key": DRAWN,
        "body": About(handling=CASE, harm=FOUND, kept=Kept.RECORD),
    }
    objects: ClassVar[models.Manager[Event]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "number"], name="one_step_each")]


class CaseFile(models.Model):
    """Projection: a case as lists show it and as the policy judges it."""

    case_id = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=16, unique=True)
    procedure = models.CharField(max_length=40)
    office = models.CharField(max_length=40)
    tier = models.CharField(max_length=16)
    state = models.CharField(max_length=40)
    steps = models.IntegerField()
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    person = models.CharField(max_length=32)
    due = models.DateField(null=True)
    concerns = models.CharField(max_length=64, blank=True)
    is_open = models.BooleanField()

    register: ClassVar[Columns] = {
        "case_id": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "name": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "procedure": About(handling=CASE, harm=EXISTENCE),
        "office": About(handling=CASE, harm=SINGLED_OUT),
        "tier": About(handling=PROTECTION, harm=PRESSURED),
        "state": About(handling=CASE, harm=SINGLED_OUT),
        "steps": About(handling=CASE, harm=SINGLED_OUT),
        "opened_at": About(handling=CASE, harm=SINGLED_OUT),
        "changed_at": About(handling=CASE, harm=SINGLED_OUT),
        "person": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "due": About(handling=CASE, harm=SINGLED_OUT),
        "concerns": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "is_open": About(handling=CASE, harm=SINGLED_OUT),
    }
    objects: ClassVar[models.Manager[CaseFile]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "tier", "changed_at"], name="by_office"),
            # counting a queue reads the index alone: its last columns are those that the policy looks at
            models.Index(fields=["office", "is_open", "tier", "concerns", "case_id"], name="open_of_office"),
            models.Index(fields=["due"], name="open_by_due", condition=models.Q(is_open=True, due__isnull=False)),
            models.Index(fields=["person"], name="cases_of_person"),
        ]


class Assignment(models.Model):
    """Projection: whose caseload a case is in."""

    case_id = models.CharField(max_length=32)
    identity = models.CharField(max_length=64)

    register: ClassVar[Columns] = {
        "id": NUMBER,
        "case_id": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "identity": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
    }
    objects: ClassVar[models.Manager[Assignment]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "identity"], name="assigned_once")]
        indexes = [models.Index(fields=["identity", "case_id"], name="caseload")]


class Token(models.Model):
    """Projection: what a case is found by, as keyed tokens (docs/decisions/0012-blind-index.md)."""

    pk = models.CompositePrimaryKey("token", "case_id")
    token = models.IntegerField()
    case_id = models.CharField(max_length=32)

    register: ClassVar[Columns] = {
        "token": About(handling=CASE, harm=EXISTENCE, kept=Kept.KEYED),
        "case_id": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
    }
    objects: ClassVar[models.Manager[Token]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["case_id", "token"], name="tokens_of_case")]


class Pair(models.Model):
    """Projection: another case that a case was found to be about the same person as, or was told apart from."""

    case_id = models.CharField(max_length=32)
    other = models.CharField(max_length=16)
    same = models.BooleanField()

    register: ClassVar[Columns] = {
        "id": NUMBER,
        "case_id": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "other": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "same": About(handling=CASE, harm=SINGLED_OUT),
    }
    objects: ClassVar[models.Manager[Pair]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "other"], name="paired_once")]
        indexes = [models.Index(fields=["other"], name="pairs_with")]


class Grant(models.Model):
    """Break-glass: an account sees a case until a moment; the reason is sealed under the person's key."""

    entry = models.BigIntegerField(primary_key=True)
    case_id = models.CharField(max_length=32)
    office = models.CharField(max_length=40)
    identity = models.CharField(max_length=64)
    reason = models.TextField()
    given_at = models.DateTimeField()
    until = models.DateTimeField()

    register: ClassVar[Columns] = {
        "entry": NUMBER,
        "case_id": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "office": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "identity": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "reason": About(handling=ACCOUNTED, harm=PRESSURED, kept=Kept.SEALED_FOR_PERSON),
        "given_at": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "until": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
    }
    objects: ClassVar[models.Manager[Grant]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["case_id", "identity", "until"], name="grant_of_case")]


class Read(models.Model):
    """A disclosure, refusal or break-glass; ``body`` is what the journal's entry commits to."""

    entry = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    identity = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    office = models.CharField(max_length=40)
    action = models.CharField(max_length=32)
    purpose = models.CharField(max_length=32)
    outside = models.BooleanField()
    body = models.BinaryField()

    register: ClassVar[Columns] = {
        "entry": NUMBER,
        "kind": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "at": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "identity": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "role": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "office": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "action": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "purpose": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "outside": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "body": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
    }
    objects: ClassVar[models.Manager[Read]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["identity", "at"], name="reads_of_account"),
            models.Index(fields=["office", "at"], name="reads_of_office"),
        ]


class ReadCase(models.Model):
    """One case that a read was about."""

    read = models.ForeignKey(Read, models.PROTECT, related_name="cases", db_index=False)
    case_id = models.CharField(max_length=32)

    register: ClassVar[Columns] = {
        "id": NUMBER,
        "read": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "case_id": About(handling=ACCOUNTED, harm=EXISTENCE, kept=Kept.PSEUDONYM),
    }
    objects: ClassVar[models.Manager[ReadCase]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["read"], name="cases_of_read"),
            models.Index(fields=["case_id"], name="reads_of_case"),
        ]


class ProposedStep(models.Model):
    """A step that waits for a second person; its fields are sealed already."""

    id = models.CharField(max_length=32, primary_key=True)
    case_id = models.CharField(max_length=32, db_index=True)
    step = models.CharField(max_length=40)
    key = models.CharField(max_length=64, unique=True)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    based_on = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()

    register: ClassVar[Columns] = {
        "id": DRAWN,
        "case_id": About(handling=CASE, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "step": About(handling=CASE, harm=PRESSURED),
        "key": DRAWN,
        "proposed_by": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "proposed_at": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "based_on": NUMBER,
        "sha256": DRAWN,
        "body": About(handling=CASE, harm=FOUND, kept=Kept.RECORD),
    }
    objects: ClassVar[models.Manager[ProposedStep]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["proposed_by"], name="proposed_by")]


class Settlement(models.Model):
    """How the waiting of a proposed step ended."""

    proposed = models.OneToOneField(ProposedStep, models.PROTECT, primary_key=True, related_name="settlement")
    outcome = models.CharField(max_length=16)
    at = models.DateTimeField()

    register: ClassVar[Columns] = {
        "proposed": About(handling=CASE, harm=EXISTENCE),
        "outcome": About(handling=CASE, harm=PRESSURED),
        "at": About(handling=CASE, harm=SINGLED_OUT),
    }
    objects: ClassVar[models.Manager[Settlement]] = models.Manager()


class Draft(models.Model):
    """What an account typed into a form and did not finish; gone when the form is, or after a day."""

    id = models.CharField(max_length=32, primary_key=True)
    identity = models.CharField(max_length=64)
    form = models.CharField(max_length=40)
    case_id = models.CharField(max_length=32, blank=True)
    kept_at = models.DateTimeField(db_index=True)
    sealed = models.TextField()

    register: ClassVar[Columns] = {
        "id": DRAWN,
        "identity": About(handling=BEGUN, harm=STAFF_TARGETED),
        "form": About(handling=BEGUN, harm=PRESSURED),
        "case_id": About(handling=BEGUN, harm=EXISTENCE, kept=Kept.PSEUDONYM),
        "kept_at": About(handling=BEGUN, harm=SINGLED_OUT),
        "sealed": About(handling=BEGUN, harm=FOUND, kept=Kept.SEALED_FOR_DRAFT),
    }
    objects: ClassVar[models.Manager[Draft]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identity", "form", "case_id"], name="one_draft_each")]
