"""Bring each account's name to its one spelling; close an account whose name has none, or another account's."""

from typing import Any

from django.db import migrations

from midex.kernel.identity import identity_of


def respell(apps: Any, editor: Any) -> None:
    """An account already spelt rightly keeps its name; of two that differ in spelling only, the other is closed."""
    accounts = apps.get_model("accounts", "Account").objects.using(editor.connection.alias)
    taken = set(accounts.values_list("identity", flat=True))
    for account in accounts.order_by("pk"):
        name = identity_of(account.identity)
        if name == account.identity:
            continue
        if isinstance(name, str) and name not in taken:
            taken.add(name)
            account.identity = name
        else:
            account.is_active = False
        account.save(update_fields=["identity", "is_active"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
