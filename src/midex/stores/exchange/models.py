"""The hub's restricted records: enrolled keys, submissions as they were signed, proposed releases and approvals.

Submissions, proposals, approvals, releases and checkpoints are append-only in the database itself.
"""

from __future__ import annotations

from django.db import models


class Invitation(models.Model):
    """A one-time code with which a participant's node may enrol a key; only its hash is kept."""

    code_sha256 = models.CharField(max_length=64, primary_key=True)
    participant = models.CharField(max_length=2)
    institution = models.CharField(max_length=40, default="")
    invited_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class EnrolledKey(models.Model):
    """A node's public key. A newer key of the same node retires the older ones; ``institution`` is a case node's."""

    key_id = models.CharField(max_length=16, primary_key=True)
    participant = models.CharField(max_length=2)
    institution = models.CharField(max_length=40, default="")
    public_key = models.BinaryField()
    enrolled_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class Submission(models.Model):
    """An accepted submission: the signed bytes as they came, and the receipt that was given."""

    statement_sha256 = models.CharField(max_length=64, primary_key=True)
    table = models.CharField(max_length=64)
    participant = models.CharField(max_length=2)
    envelope = models.BinaryField()
    receipt = models.TextField()
    receipt_signature = models.TextField()
    received_at = models.DateTimeField()


class SubmittedPeriod(models.Model):
    """One period that a submission covers; the highest version is the current one."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="periods")
    table = models.CharField(max_length=64)
    participant = models.CharField(max_length=2)
    period = models.CharField(max_length=10)
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "participant", "period", "version"], name="one_version_each")
        ]


class Proposal(models.Model):
    """A protected cube put forward for release, as the bytes that are hashed, and what it was made from."""

    table = models.CharField(max_length=64)
    vintage = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    canonical = models.BinaryField()
    made_from = models.JSONField()
    submitters = models.JSONField()
    held = models.JSONField()
    summary = models.TextField()
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()


class Approval(models.Model):
    """One account's approval of a proposal's hash."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="approvals")
    identity = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "identity"], name="one_approval_per_account")]


class Release(models.Model):
    """A proposal that has been published."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="release")
    published_at = models.DateTimeField()


class KeptCheckpoint(models.Model):
    """A case node's checkpoint as the hub saw and cosigned it; the newest of an origin is its state."""

    origin = models.CharField(max_length=64)
    size = models.BigIntegerField()
    at = models.DateTimeField()
    note = models.TextField()
    cosignature = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["origin", "id"], name="newest_of_an_origin")]
