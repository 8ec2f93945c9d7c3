"""What the journal holds is never changed or deleted: the database itself refuses."""

from django.db import migrations

from midex.stores.immutable import append_only


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [append_only("journal_entry", "journal_tile", "journal_checkpoint", "journal_cosignature")]
