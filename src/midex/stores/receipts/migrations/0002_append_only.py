"""What is recorded here is never changed or deleted: the database itself refuses."""

from django.db import migrations

from midex.stores.immutable import append_only


class Migration(migrations.Migration):
    dependencies = [("receipts", "0001_initial")]

    operations = [append_only("receipts_sent", "receipts_answer")]
