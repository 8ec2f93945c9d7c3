"""The two kinds of file that translations stand in: written, read again, and read by gettext itself."""

from __future__ import annotations

from dataclasses import replace
from gettext import GNUTranslations
from io import BytesIO

import pytest

from midex.formats import po
from midex.formats.po import Entry

HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
ENTRIES = [
    Entry(text='a "quoted"\nline\twith \\', said=("ä",), files=("src/a.py", "src/b.py"), draft=True),
    Entry(context="date", text="May", said=("Mai",)),
    Entry(text="one", plural="many", said=("eins", "viele")),
    Entry(text="empty", said=("",)),
    Entry(text="gone", said=("weg",), obsolete=True),
]


def test_what_is_written_is_read_again() -> None:
    assert po.read(po.write(HEADER, ENTRIES)) == ENTRIES
    assert [one.obsolete for one in po.read(po.write(HEADER, ENTRIES))] == [False] * 4 + [True]


def test_lines_broken_by_a_translators_program_are_one_text() -> None:
    said = '# by hand\n#, python-format\nmsgid ""\n"long "\n"text"\nmsgstr ""\n"langer "\n"Text"\n'
    assert po.read(said) == [Entry(text="long text", said=("langer Text",))]


def test_a_fuzzy_entry_is_not_translated() -> None:
    (entry,) = po.read('#, fuzzy\nmsgid "a"\nmsgstr "b"\n')
    assert not entry.is_whole


def test_an_unknown_line_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a line"):
        po.read('msgid "a"\nmessage "b"\n')


def test_gettext_reads_what_is_compiled_and_only_whole_entries() -> None:
    half = replace(ENTRIES[2], text="half", said=("halb", ""))
    read = GNUTranslations(BytesIO(po.compiled(HEADER, [*ENTRIES, half])))
    assert read.gettext(ENTRIES[0].text) == "ä"
    assert read.pgettext("date", "May") == "Mai"
    assert [read.ngettext("one", "many", n) for n in (1, 2)] == ["eins", "viele"]
    assert [read.gettext(text) for text in ("empty", "gone", "half")] == ["empty", "gone", "half"]
