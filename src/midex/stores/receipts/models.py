"""What a node sent to the hub and what the hub answered; both append-only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Sent(models.Model):
    """A signed submission, kept before it is sent, so that sending it again is the same submission."""

    statement_sha256 = models.CharField(max_length=64, primary_key=True)
    table = models.CharField(max_length=64)
    envelope = models.BinaryField()
    sent_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Sent]] = models.Manager()


class Answer(models.Model):
    """The hub's final word on what was sent: a signed receipt, or the reason it was refused."""

    sent = models.OneToOneField(Sent, models.PROTECT, primary_key=True, related_name="answer")
    accepted = models.BooleanField()
    text = models.TextField()
    signature = models.TextField()
    answered_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Answer]] = models.Manager()
