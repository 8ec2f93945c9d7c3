"""Brings a database to the present shape of its tables; changes nothing where it has it already."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from midex.stores.router import PUBLIC, is_public


def migrate(alias: str) -> bool:
    """Apply missing migrations to one database; answers whether there were any."""
    if is_current(alias):
        return False
    call_command("migrate", database=alias, verbosity=0, interactive=False)
    return True


def is_current(alias: str) -> bool:
    """Whether no migration of one database is missing; changes nothing."""
    executor = MigrationExecutor(connections[alias])
    apps = executor.loader.migrated_apps
    wanted = {app for app in apps if is_public(alias) == (app == PUBLIC)}
    done = {(app, name) for app, name in executor.loader.applied_migrations or () if app in wanted}
    return done >= {(app, name) for app, name in executor.loader.disk_migrations or () if app in wanted}
