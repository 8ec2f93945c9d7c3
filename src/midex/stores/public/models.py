"""The public database: dataflows, their vintages, series and observations. Append-only; a vintage seals its series."""

from __future__ import annotations

from django.db import models


class PublicDataflow(models.Model):
    """A dataflow; ``source`` is the publisher's citation where the figures are published elsewhere."""

    id = models.CharField(max_length=64, primary_key=True)
    title = models.TextField()
    table = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    source = models.JSONField(null=True)


class PublicVintage(models.Model):
    """A release, ``id`` = ``DATAFLOW:number``. Its row is written last, and closes it."""

    id = models.CharField(max_length=80, primary_key=True)
    dataflow = models.ForeignKey(PublicDataflow, models.PROTECT)
    number = models.PositiveIntegerField()
    released_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    observations = models.PositiveIntegerField()
    approved_by = models.JSONField()
    signature = models.TextField()
    key_id = models.CharField(max_length=16)
    generated = models.BooleanField()
    summary = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataflow", "number"], name="one_vintage_per_number")]


class PublicSeries(models.Model):
    """A series of one vintage; within it ``id`` ascends in the order of ``key``, codes joined by dots."""

    id = models.BigIntegerField(primary_key=True)
    vintage = models.ForeignKey(PublicVintage, models.PROTECT, related_name="series")
    key = models.TextField()


class PublicObservation(models.Model):
    """A figure of a series."""

    pk = models.CompositePrimaryKey("series_id", "period")
    series = models.ForeignKey(PublicSeries, models.PROTECT, db_index=False)
    period = models.CharField(max_length=10)
    value = models.BigIntegerField(null=True)
    obs_status = models.CharField(max_length=16)
    conf_status = models.CharField(max_length=4)
    reporters = models.CharField(max_length=8)
    origin = models.CharField(max_length=32)
    comment = models.TextField()
