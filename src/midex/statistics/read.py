"""A sheet and a layout -> a Reading. Every distinct text of a column is understood once, then laid over all its rows.

It refuses to lose or to mend a cell in silence: what is mapped, merged, taken as a total or not read is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from midex.formats.sheet import Sheet
from midex.kernel.codelist import Codelist
from midex.kernel.indicator import MEASURE, TIME, Table
from midex.kernel.text import Message, mark
from midex.statistics import coding
from midex.statistics.coding import Read
from midex.statistics.layouts.layout import Layout, Source
from midex.statistics.layouts.recognise import position, recognise
from midex.statistics.merge import merged
from midex.statistics.reading import COLUMN, ROW, Note, NoteKind, Place, Reading
from midex.statistics.registry.catalogue import registry

STATUS = "OBS_STATUS"
COMMENT = "COMMENT_OBS"


def read(sheet: Sheet, layout: str | None = None, table: str | None = None) -> Reading:
    """Read a sheet by the layout named, or the first that fits; ``table`` says which table where columns do not."""
    chosen, shape = recognise(sheet, layout, table)
    laid = _Laid(sheet=sheet, layout=chosen, table=shape)
    blocks = [laid.block(heading, codes) for heading, codes in laid.figures()]
    cells = pa.concat_tables(blocks)
    laid.leftovers()
    if chosen.merge:
        cells, notes = merged(cells, shape, sheet.name)
        laid.notes += notes
    return Reading(
        layout=chosen.name,
        table=shape,
        sheet=sheet,
        cells=cells,
        columns=dict(laid.columns),
        notes=tuple(laid.notes),
    )


@dataclass(kw_only=True)
class _Laid:
    """A layout laid over a sheet: what has been read so far, and from where."""

    sheet: Sheet
    layout: Layout
    table: Table
    columns: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)

    def figures(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Each column of figures with the codes that its heading stands for."""
        if not self.layout.values:
            yield self.source(MEASURE).header, {}
        for heading, codes in self.layout.values.items():
            if position(self.sheet, heading) is not None:
                yield heading, codes

    def block(self, heading: str, codes: Mapping[str, str]) -> pa.Table:
        """The observations of one column of figures."""
        found: dict[str, pa.Array] = {}
        comments: list[pa.Array] = []
        for dimension in self.table.dimensions:
            if dimension.id in codes:
                found[dimension.id] = self.constant(codes[dimension.id])
            else:
                found[dimension.id], comment = self.dimension(dimension.id, dimension.codelist)
                comments += [comment] if comment is not None else []
        found[TIME] = self.simple(TIME, coding.period)
        if "FREQ" not in codes and position(self.sheet, self.source("FREQ").header) is None:
            found["FREQ"] = self.frequency(found[TIME])
        figures, missing = self.measure(heading)
        found[MEASURE] = figures
        found[STATUS] = _together(self.status(), missing)
        found["CONF_STATUS"] = self.plain("CONF_STATUS")
        found["REPORTERS"] = self.plain("REPORTERS")
        found["ORIGIN"] = self.plain("ORIGIN")
        found[COMMENT] = _joined([self.plain(COMMENT), *comments])
        arrays = [found[name] for name in self.table.columns]
        where = self.constant(self.sheet.header[position(self.sheet, heading) or 0])
        self.noted |= {*self.table.columns} - {MEASURE}
        return pa.table([*arrays, self.sheet.cells.column(ROW), where], names=[*self.table.columns, ROW, COLUMN])

    def source(self, component: str) -> Source:
        """Where the layout takes a column of the table from; by default a heading of the same name."""
        return self.layout.columns.get(component) or Source(header=component)

    def constant(self, text: str) -> pa.Array:
        """The same text in every row."""
        return pa.repeat(pa.scalar(text, pa.string()), self.sheet.cells.num_rows)

    def nothing(self) -> pa.Array:
        """No text in any row."""
        return pa.nulls(self.sheet.cells.num_rows, pa.string())

    def dimension(self, component: str, codelist: Codelist) -> tuple[pa.Array, pa.Array | None]:
        """Codes of a dimension with their comments; a dimension that the file lacks is its total, and noted."""
        source = self.source(component)
        if position(self.sheet, source.header) is not None:
            old = self.layout.maps_retired
            return self.mapped(
                component, source.header, lambda text: coding.code(text, codelist, source, retired=old), kept=COMMENT
            )
        fixed = self.layout.constants.get(component) or (self.table.unit if component == "UNIT" else codelist.total)
        if component == "FREQ" or fixed is None:
            return self.nothing(), None
        if component not in self.layout.constants:
            self.note(
                NoteKind.TOTAL, mark("the file has no {column}: {code} taken"), None, column=component, code=fixed
            )
        return self.constant(fixed), None

    def frequency(self, periods: pa.Array) -> pa.Array:
        """The frequency that the form of each period shows."""
        self.note(NoteKind.MAPPED, mark("the file has no FREQ: taken from {column}"), None, column=TIME)
        quarter, month = pc.match_substring(periods, "Q"), pc.match_substring(periods, "-")
        return pc.if_else(quarter, "Q", pc.if_else(month, "M", "A")).cast(pa.string())

    def measure(self, heading: str) -> tuple[pa.Array, pa.Array]:
        """Figures as plain digits, and the status of those that are missing."""
        source = replace(self.source(MEASURE), header=heading)
        figures, status = self.mapped(MEASURE, heading, lambda text: coding.count(text, source), kept=STATUS)
        return figures, status if status is not None else self.nothing()

    def status(self) -> pa.Array:
        """Observation status in letters."""
        source, letters = self.source(STATUS), registry().codelists["CL_OBS_STATUS"]
        return self.simple(STATUS, lambda text: coding.status(text, letters, source))

    def simple(self, component: str, understand: Callable[[str], Read]) -> pa.Array:
        """A column of which nothing but the text is kept."""
        heading = self.source(component).header
        if position(self.sheet, heading) is None:
            return self.nothing()
        return self.mapped(component, heading, understand)[0]

    def plain(self, component: str) -> pa.Array:
        """A column taken as it stands."""
        return self.simple(component, Read)

    def mapped(
        self, component: str, heading: str, understand: Callable[[str], Read], kept: str = ""
    ) -> tuple[pa.Array, pa.Array | None]:
        """A column of the sheet, understood text by text; ``kept`` names what else is kept of each text, if any is."""
        index = position(self.sheet, heading)
        if index is None:
            raise KeyError(heading)
        self.used.add(index)
        shown = self.sheet.header[index]
        self.columns.setdefault(component, shown)
        cells = self.sheet.cells.column(index)
        texts = pa.table({"text": cells, "row": self.sheet.cells.column(ROW)})
        distinct = texts.group_by("text", use_threads=False).aggregate([("row", "min"), ("row", "count")])
        raw = [text or "" for text in distinct["text"].to_pylist()]
        stripped = [text.strip() for text in raw]
        reads = [understand(text) if text else Read("") for text in stripped]
        if component not in self.noted:
            rows, counts = distinct["row_min"].to_pylist(), distinct["row_count"].to_pylist()
            for text, answer, row, count in zip(stripped, reads, rows, counts, strict=True):
                self.tell(component, shown, text, answer, row, count)
        at = pc.index_in(cells, value_set=distinct["text"].combine_chunks())
        codes = _taken([answer.text or None for answer in reads], at)
        extra = [answer.comment if kept == COMMENT else answer.status for answer in reads] if kept else []
        return codes, _taken([text or None for text in extra], at) if any(extra) else None

    def tell(self, component: str, heading: str, text: str, answer: Read, row: int, count: int) -> None:
        """Note what became of one text, unless it was taken as it stands."""
        place = Place(self.sheet.name, row, heading)
        if answer.refused is not None:
            sentence = mark("{column}: '{text}' not read: {reason}")
            self.note(
                NoteKind.NOT_READ, sentence, place, count, column=component, text=text, reason=str(answer.refused)
            )
        elif answer.status:
            sentence = mark("{column}: '{text}' read as no value, status {code}")
            self.note(NoteKind.MAPPED, sentence, place, count, column=component, text=text, code=answer.status)
        elif not answer.text and text:
            sentence = mark("{column}: '{text}' has no letter here and falls away")
            self.note(NoteKind.MAPPED, sentence, place, count, column=component, text=text)
        elif answer.text != text and component != MEASURE:
            sentence = mark("{column}: '{text}' read as {code}")
            self.note(NoteKind.MAPPED, sentence, place, count, column=component, text=text, code=answer.text)

    def note(
        self, kind: NoteKind, sentence: str, place: Place | None, count: int | None = None, /, **details: str
    ) -> None:
        """Write a note once, however many columns of figures there are."""
        if details.get("column") in self.noted:
            return
        number = self.sheet.cells.num_rows if count is None else count
        self.notes.append(Note(kind, Message(sentence, details), place, number))

    def leftovers(self) -> None:
        """Note the columns that no part of the table was read from, and the rows of another width."""
        asked = {heading.casefold() for heading in _asked(self.layout, self.table)}
        for index, heading in enumerate(self.sheet.header):
            if index in self.used or heading in self.layout.ignored or heading.casefold() in asked:
                continue
            filled = self.sheet.cells.num_rows - _empty(self.sheet.cells.column(index))
            if filled:
                place = Place(self.sheet.name, self.sheet.header_row, heading)
                sentence = mark("the column '{heading}' is not part of {table}")
                self.note(NoteKind.NOT_READ, sentence, place, filled, heading=heading, table=self.table.id)
        if self.sheet.ragged:
            place = Place(self.sheet.name, self.sheet.ragged[0])
            sentence = mark("{rows} rows have more or fewer cells than the header")
            rows = str(len(self.sheet.ragged))
            self.note(NoteKind.NOT_READ, sentence, place, len(self.sheet.ragged), rows=rows)


def _asked(layout: Layout, table: Table) -> Iterator[str]:
    """Headings by which the layout recognised the file: they have done their work."""
    yield from layout.condition.where
    if table.id in layout.tables:
        yield from layout.tables[table.id].where


def _empty(cells: pa.ChunkedArray) -> int:
    return pc.sum(pc.equal(pc.utf8_trim_whitespace(cells.fill_null("")), "")).as_py() or 0


def _taken(values: list[str | None], at: pa.ChunkedArray) -> pa.Array:
    taken = pa.array(values, pa.string()).take(at)
    return taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken


def _together(given: pa.Array, missing: pa.Array) -> pa.Array:
    """The letters that the file gives and those of a missing value, in one: ``:`` with flag b is BO."""
    if missing.null_count == len(missing):
        return given
    both = pc.binary_join_element_wise(given.fill_null(""), missing.fill_null(""), "")
    distinct = pc.unique(both)
    return _taken(["".join(sorted(set(text))) or None for text in distinct.to_pylist()], pc.index_in(both, distinct))


def _joined(comments: list[pa.Array]) -> pa.Array:
    """The comments of a row one after the other, none twice."""
    filled = [comment for comment in comments if comment.null_count < len(comment)]
    if not filled:
        return comments[0]
    joined = pc.binary_join_element_wise(*(comment.fill_null("") for comment in filled), "; ")
    distinct = pc.unique(joined)
    tidy = ["; ".join(filter(None, dict.fromkeys(text.split("; ")))) or None for text in distinct.to_pylist()]
    return _taken(tidy, pc.index_in(joined, value_set=distinct))
