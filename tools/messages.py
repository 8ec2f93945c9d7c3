"""Write the catalogue of every sentence for people, for translators to start from. A test compares the two.

Sentences stand in the code (mark, gettext and its kin), in the templates, and in the registry; this reads all three.
References name files without line numbers, so that moving a line changes nothing here.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from django.utils.translation.template import templatize

from midex.statistics.registry.catalogue import registry

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "midex"
TARGET = SOURCE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
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


class Sentence(NamedTuple):
    """What a translator is given; ``plural`` and ``context`` are often empty."""

    context: str
    text: str
    plural: str = ""


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
    out = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"', '"Language: en\\n"']
    out += ['"Plural-Forms: nplurals=2; plural=(n != 1);\\n"', ""]
    for sentence, files in sorted(sentences().items()):
        out += [f"#: {file}" for file in sorted(files)]
        out += [f"msgctxt {_quoted(sentence.context)}"] if sentence.context else []
        out.append(f"msgid {_quoted(sentence.text)}")
        if sentence.plural:
            out += [f"msgid_plural {_quoted(sentence.plural)}", 'msgstr[0] ""', 'msgstr[1] ""', ""]
        else:
            out += ['msgstr ""', ""]
    return "\n".join(out)


def _quoted(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def main() -> None:
    """Write the catalogue and say how much there is to translate."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(catalogue(), "utf-8")
    sys.stdout.write(f"{len(sentences())} sentences in {TARGET.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
