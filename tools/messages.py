"""Write the catalogue of every sentence for people, and bring the translations up to it. A test compares the two.

Sentences stand in the code (mark, gettext and its kin), in the templates, and in the registry; this reads all three.
References name files without line numbers, so that moving a line changes nothing here. A translation keeps what was
written, gets new sentences empty, and keeps gone ones as obsolete. `--missing sq` prints what is not translated yet.
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from django.utils.translation.template import templatize

from midex.formats import po
from midex.formats.event_json import shape_of
from midex.formats.letters.serbian_latin import to_latin
from midex.kernel.field import Storage
from midex.procedures.catalogue import PROCEDURES
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE, registry
from midex.web.languages import LANGUAGES, OF_CASE_NODE, Language

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "midex"
LOCALE = SOURCE / "web" / "locale"
TARGET = LOCALE / "en" / "LC_MESSAGES" / "django.po"
STATES = SOURCE / "formats" / "letters" / "names" / "countries.csv"
ENGLISH = next(one for one in LANGUAGES if one.code == "en")
REGISTRY = SOURCE / "statistics" / "registry"
PLAIN = frozenset(("mark", "gettext", "gettext_lazy", "_"))
WITH_CONTEXT = frozenset(("pgettext", "pgettext_lazy"))
PLURAL = frozenset(("ngettext", "ngettext_lazy"))

_LITERAL = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL = re.compile(rf"\b(gettext|pgettext|ngettext|_)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)")

TOLD = {
    "src/midex/statistics/registry/rules.yaml": ("title", "message", "fix"),
    "src/midex/statistics/topics.yaml": ("name",),
    "src/midex/statistics/remarks.yaml": ("text", "label"),
    "data/published/*.yaml": ("title", "dataset", "coverage", "notes"),
}
"""Files of declarations and the fields in them that people read."""

CASE_NODE_PARTS = (
    "exchange/",
    "formats/event_json.py",
    "kernel/",
    "policy/",
    "procedures/",
    "services/casework/",
    "services/entrance/",
    "services/journal/",
    "services/keep_draft.py",
    "services/sign_in.py",
    "stores/",
    "web/account/",
    "web/api/",
    "web/casework/",
    "web/naming.py",
    "web/self_check.py",
    "web/unkept.py",
    "web/templates/403_csrf.html",
    "web/templates/500.html",
    "web/templates/account/",
    "web/templates/base.html",
    "web/templates/casework/",
    "web/templates/language.html",
    "web/templates/statistics/errors.html",
    "web/templates/statistics/field.html",
    "web/templates/statistics/frame.html",
    "web/templates/statistics/refused.html",
    "web/templatetags/",
)
CASE_NODE = ("django/", *(f"src/midex/{part}" for part in CASE_NODE_PARTS))
"""Where the sentences of a case node's pages stand; a test looks for pages that say any other."""

NOT_CASE_NODE = ("src/midex/web/api/sdmx",)


class Sentence(NamedTuple):
    """What a translator is given; ``plural`` and ``context`` are often empty."""

    context: str
    text: str
    plural: str = ""


OF_DJANGO = Sentence(
    "",
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
)
"""What the framework itself says on our pages; it does not know every language of ours."""


def in_code(text: str) -> Iterator[Sentence]:
    """The sentences that a module marks or translates; a name or a computed text is some other module's sentence."""
    for call in ast.walk(ast.parse(text)):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        said = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        yield from _sentence(name, said)


def in_template(text: str) -> Iterator[Sentence]:
    """The sentences of a template, as Django itself finds them."""
    for name, literals in _CALL.findall(templatize(text)):
        said = ast.literal_eval(f"({literals},)")
        yield from _sentence(name, [one for one in said if isinstance(one, str)])


def _sentence(name: str, said: list[str]) -> Iterator[Sentence]:
    if name in PLAIN and said:
        yield Sentence("", said[0])
    elif name in WITH_CONTEXT and len(said) > 1:
        yield Sentence(said[0], said[1])
    elif name in PLURAL and len(said) > 1:
        yield Sentence("", said[0], said[1])


def in_declaration(found: object, fields: tuple[str, ...], told: bool = False) -> Iterator[Sentence]:
    """The texts under the fields that people read, however deep they lie."""
    if isinstance(found, str):
        if told and found.strip():
            yield Sentence("", found)
    elif isinstance(found, list):
        for one in found:
            yield from in_declaration(one, fields, told)
    elif isinstance(found, dict):
        for name, one in found.items():
            yield from in_declaration(one, fields, name in fields)


@cache
def sentences() -> dict[Sentence, set[str]]:
    """Every sentence with the files it stands in."""
    found: dict[Sentence, set[str]] = {}

    def add(file: Path, met: Iterator[Sentence]) -> None:
        for sentence in met:
            found.setdefault(sentence, set()).add(file.resolve().relative_to(ROOT).as_posix())

    for file in sorted(SOURCE.rglob("*.py")):
        add(file, in_code(file.read_text("utf-8")))
    for file in sorted(SOURCE.rglob("templates/**/*.html")):
        add(file, in_template(file.read_text("utf-8")))
    for pattern, fields in TOLD.items():
        for file in sorted(ROOT.glob(pattern)):
            add(file, in_declaration(yaml.safe_load(file.read_text("utf-8")), fields))
    add(REGISTRY, in_registry())
    found[OF_DJANGO] = {"django/core/validators.py"}
    return found


def in_registry() -> Iterator[Sentence]:
    """What tables, their dimensions and the codes say; some codes come from several files joined."""
    for table in registry().tables.values():
        told = (table.title, table.definition, table.legal_basis, table.source, table.coverage, *table.notes)
        names = (dimension.name for dimension in table.dimensions)
        yield from (Sentence("", text) for text in (*told, *names) if text)
    for listed in registry().codelists.values():
        for code in listed.codes:
            yield from (Sentence("", text) for text in (code.name, code.note) if text)


def catalogue() -> str:
    """The catalogue as gettext reads it, in the order of the sentences."""
    return po.write(header(ENGLISH), (_empty(*one, ENGLISH) for one in sorted(sentences().items())))


@cache
def of_case_node() -> dict[Sentence, set[str]]:
    """The sentences that a page of a case node may say, with the files they stand in."""
    coded = codes_of_case_node()
    return {
        sentence: files
        for sentence, files in sentences().items()
        if sentence.text in coded or any(_is_of_case_node(file) for file in files)
    }


def _is_of_case_node(file: str) -> bool:
    return file.startswith(CASE_NODE) and not file.startswith(NOT_CASE_NODE)


def codes_of_case_node() -> set[str]:
    """What the registry says on pages of a case node: names of states, and of the codes that a step asks for."""
    asked = {
        shape.entry.codelist
        for procedure in PROCEDURES.values()
        for step in procedure.steps
        for shape in shape_of(step.records)
        if shape.entry.storage is Storage.COUNTED
    }
    lists = [registry().codelists[name] for name in sorted({*asked, "CL_GEO"} & set(registry().codelists))]
    return {KOSOVO_FOOTNOTE, *(code.name for listed in lists for code in listed.codes)}


def header(language: Language) -> dict[str, str]:
    """What a file says of itself."""
    return {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": language.django,
        "Plural-Forms": language.plurals,
    }


def file_of(language: Language, ending: str = "po") -> Path:
    """Where a language's file stands; Django's name for a folder writes the script large."""
    folder = "_".join(part if place == 0 else part.title() for place, part in enumerate(language.django.split("-")))
    return LOCALE / folder / "LC_MESSAGES" / f"django.{ending}"


def translation(language: Language) -> list[po.Entry]:
    """The entries of a language brought up to the sentences; in a language that is derived, the derived ones."""
    if language.derived_from:
        source = next(one for one in LANGUAGES if one.code == language.derived_from)
        return [replace(one, said=tuple(map(to_latin, one.said))) for one in translation(source) if not one.obsolete]
    file = file_of(language)
    kept = {one.key: one for one in (po.read(file.read_text("utf-8")) if file.exists() else [])}
    named = names_of_states(language.code)
    entries = []
    for sentence, files in sorted(of_case_node().items()):
        empty = _empty(sentence, files, language)
        before = kept.pop(tuple(sentence), empty)
        given = before.said if len(before.said) == len(empty.said) else empty.said
        if sentence.text in named and not sentence.context:
            entries.append(replace(empty, said=(named[sentence.text],)))
        else:
            entries.append(replace(empty, said=given, draft=before.draft and any(given)))
    gone = sorted((one for one in kept.values() if any(one.said)), key=lambda one: one.key)
    return entries + [replace(one, obsolete=True, files=()) for one in gone]


def names_of_states(language: str) -> dict[str, str]:
    """Names of states as letters write them, by the English name; Kosovo* keeps its asterisk."""
    lines = csv.DictReader(STATES.read_text("utf-8").splitlines())
    column = language.partition("-")[0]
    english = {code.id: code.name for name in ("CL_CITIZEN", "CL_GEO") for code in registry().codelists[name].codes}
    return {english[line["code"]]: line[column] for line in lines if line["code"] in english}


def missing(language: Language) -> list[po.Entry]:
    """What is not translated yet."""
    return [one for one in translation(language) if not one.is_whole and not one.obsolete]


def translated() -> list[Language]:
    """The languages with a file."""
    return [one for one in LANGUAGES if one.code in OF_CASE_NODE and one.code != "en"]


def _empty(sentence: Sentence, files: set[str], language: Language) -> po.Entry:
    forms = int(language.plurals[len("nplurals=")]) if sentence.plural else 1
    return po.Entry(
        context=sentence.context,
        text=sentence.text,
        plural=sentence.plural,
        said=("",) * forms,
        files=tuple(sorted(files)),
    )


def main() -> None:
    """Write the catalogue and the translations, and say how much there is to translate."""
    asked = argparse.ArgumentParser(description=main.__doc__)
    asked.add_argument("--missing", metavar="LANGUAGE", help="print what is not translated yet, and write nothing")
    wanted = asked.parse_args().missing
    if wanted:
        language = next(one for one in LANGUAGES if one.code == wanted)
        sys.stdout.write(po.write(header(language), missing(language)))
        return
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(catalogue(), "utf-8")
    sys.stdout.write(f"{len(sentences())} sentences in {TARGET.relative_to(ROOT)}\n")
    for language in translated():
        entries = translation(language)
        file_of(language).parent.mkdir(parents=True, exist_ok=True)
        if not language.derived_from:
            file_of(language).write_text(po.write(header(language), entries), "utf-8")
        file_of(language, "mo").write_bytes(po.compiled(header(language), entries))
        sys.stdout.write(f"{language.code}: {len(missing(language))} of {len(of_case_node())} not translated\n")


if __name__ == "__main__":
    main()
