"""The catalogue of sentences is whole and up to date, and gettext can read it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tools.messages import TARGET, Sentence, catalogue, in_code, in_template, sentences

from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE, registry
from midex.statistics.remarks import remarks
from midex.statistics.topics import topics

MSGFMT = shutil.which("msgfmt")


def test_the_catalogue_is_up_to_date() -> None:
    assert TARGET.read_text("utf-8") == catalogue(), "run tools/messages.py"


def test_sentences_are_found_in_code_in_templates_and_in_the_registry() -> None:
    found = {sentence.text for sentence in sentences()}
    expected = {KOSOVO_FOOTNOTE, "not reported", "There is no page at this address", topics()[0].name}
    expected |= {remarks("FRONTEX_IBC")[0].text}
    for table in registry().tables.values():
        expected |= {table.title, table.definition, *table.notes} | {d.name for d in table.dimensions}
        expected |= {code.name for dimension in table.dimensions for code in dimension.codelist.codes}
    assert expected - found - {""} == set()


def test_contexts_and_plurals_are_kept_apart() -> None:
    assert list(in_code('pgettext("sheet", "About"); ngettext("one", "many", n); gettext(name)')) == [
        Sentence("sheet", "About"),
        Sentence("", "one", "many"),
    ]
    said = "{% load i18n %}{% blocktranslate trimmed count n=n %}One{% plural %}{{ n }} of them{% endblocktranslate %}"
    assert list(in_template(said)) == [Sentence("", "One", "%(n)s of them")]


def test_gettext_reads_the_catalogue(tmp_path: Path) -> None:
    if not MSGFMT:
        if os.environ.get("CI"):
            pytest.fail("gettext is missing; on Debian: apt-get install gettext")
        pytest.skip("not run: no gettext; on Debian: apt-get install gettext")
    ran = subprocess.run([MSGFMT, "-o", tmp_path / "django.mo", TARGET], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
