"""A vintage's row is written last; from then on the database refuses to change it or to add to it."""

from django.db import migrations

from midex.stores.immutable import append_only, sealed_by

SERIES_HAS_VINTAGE = "EXISTS (SELECT 1 FROM public_publicvintage v WHERE v.id = NEW.vintage_id)"
OBSERVATION_HAS_VINTAGE = (
    "EXISTS (SELECT 1 FROM public_publicseries s JOIN public_publicvintage v ON v.id = s.vintage_id "
    "WHERE s.id = NEW.series_id)"
)


class Migration(migrations.Migration):
    dependencies = [("public", "0001_initial")]

    operations = [
        append_only("public_publicvintage", "public_publicseries", "public_publicobservation"),
        sealed_by("public_publicseries", SERIES_HAS_VINTAGE),
        sealed_by("public_publicobservation", OBSERVATION_HAS_VINTAGE),
    ]
