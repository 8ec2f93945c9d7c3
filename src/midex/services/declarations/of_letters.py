"""What can be wrong with letters: a field that stands on paper has a label, and its codes words, in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from midex.exchange.purposes import EMPTIES
from midex.formats.letters.wording import LANGUAGES, STATES, wording
from midex.kernel.codelist import Codelist
from midex.kernel.fault import Fault
from midex.kernel.procedure import Procedure
from midex.services.casework.printed_fields import is_printed
from midex.services.declarations.finding import Finding
from midex.services.declarations.of_fields import DeclaredField, declared_fields


def of_letters(
    procedures: Mapping[str, Procedure[Any]], codelists: Mapping[str, Codelist], corrects: Mapping[str, str]
) -> Iterator[Finding]:
    """Every label that is missing; a field that corrects another takes the label of that one, `emptied` has none."""
    for field in declared_fields(procedures):
        if field.entry and is_printed(field.entry) and field.path not in {*corrects, EMPTIES}:
            for what, missing in _without_words(field, codelists).items():
                where = f"formats.letters.{field.procedure}.{field.event}"
                yield Finding.of("C701", where, what=what, field=field.path, languages=", ".join(missing))


def _without_words(field: DeclaredField, codelists: Mapping[str, Codelist]) -> dict[str, list[str]]:
    wanted = [("events", field.event), ("fields", field.name), *((field.enum, code) for code in field.codes)]
    if field.entry and field.entry.codelist == STATES and STATES in codelists:
        wanted += [(STATES, code) for code in sorted(codelists[STATES].partition)]
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for part, key in wanted:
            try:
                said = wording(language)
                _ = said.of(part, key) if part in ("events", "fields") else said.code(part, key)
            except Fault:
                found.setdefault(f"{part} {key}", []).append(language)
    return found
