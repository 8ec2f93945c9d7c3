"""What the bridges' conversions ask the registry: the code of a country's name, and its name."""

from __future__ import annotations

from midex.formats.bridges.convert import Lookups
from midex.kernel.verdict import Refused
from midex.services.casework.ports import CasePorts
from midex.statistics.names import resolve
from midex.statistics.registry.catalogue import registry

CITIZENSHIPS = "CL_CITIZEN"
NEVER = frozenset({"OTH"})
"""Codes of public cubes only: nobody's citizenship."""


def lookups_of(ports: CasePorts) -> Lookups:
    """The lookups of today."""
    return Lookups(today=ports.clock().date(), country=country, country_name=country_name)


def country(text: str, system: str) -> str:
    """The code that a name, or a code of a system, means; empty where none is known."""
    found = resolve(text, system)
    if isinstance(found, Refused) or found.code not in registry().codelists[CITIZENSHIPS].partition - NEVER:
        return ""
    return found.code


def country_name(code: str) -> str:
    """The English name of a code."""
    return registry().codelists[CITIZENSHIPS].by_id[code].name
