"""What is recorded here is never changed or deleted: the database itself refuses."""

from django.db import migrations

from midex.stores.immutable import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        append_only(
            "cases_event",
            "cases_read",
            "cases_readcase",
            "cases_grant",
            "cases_proposedstep",
            "cases_settlement",
        )
    ]
