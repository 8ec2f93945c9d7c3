"""A case node inside the experiment's own process: its real services over real stores on SQLite, nothing between."""

from __future__ import annotations

from pathlib import Path

from tests.casework import CaseNode, case_node_on


def case_node(folder: Path) -> CaseNode:
    """A new case node in ``folder``; one for each process, as Django is configured once."""
    import django
    from django.conf import settings as configured

    from midex.node.case_settings import settings

    configured.configure(**settings(folder, secret_key="an experiment's own"))
    django.setup()
    from midex.stores.migrate import migrate

    migrate("default")
    return case_node_on("default", folder)
