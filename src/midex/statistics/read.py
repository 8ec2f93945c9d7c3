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
from midex.statistics.texts import Texts, blank, filled, joined, mapped

STATUS = "OBS_STATUS"
COMMENT = "COMMENT_OBS"
_SHOWN = 80  # characters of a text that a note repeats


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
        rounded_to=chosen.rounded_to,
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
        if "FREQ" not in self.layout.constants and position(self.sheet, self.source("FREQ").header) is None:
            found["FREQ"] = self.frequency(found[TIME])
        found[MEASURE], missing = self.measure(heading)
        found[STATUS] = _together(self.status(), missing)
        self.unexplained(heading, found[MEASURE], found[STATUS])
        found["CONF_STATUS"] = self.attribute("CONF_STATUS")
        found["REPORTERS"] = self.plain("REPORTERS")
        found["ORIGIN"] = self.attribute("ORIGIN")
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
        if fixed is None:
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
        texts = self.texts(heading)
        grouped = replace(source, thousands=coding.grouping(texts.stripped, source))
        comma = self.sheet.delimiter != ","
        if grouped.thousands != source.thousands:
            self.say(texts, heading, mark("{heading}: '{mark}' read as a thousands mark"), grouped.thousands)
        elif comma and not source.thousands:
            self.say(texts, heading, mark("{heading}: decimals that are zero fall away"))
        figures, status = self.mapped(
            MEASURE, heading, lambda text: coding.count(text, grouped, decimal_comma=comma), kept=STATUS
        )
        return figures, status if status is not None else self.nothing()

    def say(self, texts: Texts, heading: str, sentence: str, thousands: str = "") -> None:
        """Note once for a column how its figures are written, at the first that is written so."""
        so = [n for n, text in enumerate(texts.stripped) if _written_so(text, thousands)]
        if so:
            place = Place(self.sheet.name, min(texts.rows[n] for n in so), heading)
            number = sum(texts.counts[n] for n in so)
            self.note(NoteKind.MAPPED, sentence, place, number, heading=heading, mark=thousands)

    def texts(self, heading: str) -> Texts:
        """The distinct texts of a column of the sheet."""
        index = position(self.sheet, heading)
        if index is None:
            raise KeyError(heading)
        return Texts.of(self.sheet.cells.column(index), self.sheet.cells.column(ROW))

    def status(self) -> pa.Array:
        """Observation status in letters."""
        source, letters = self.source(STATUS), registry().codelists["CL_OBS_STATUS"]
        return self.simple(STATUS, lambda text: coding.status(text, letters, source))

    def attribute(self, component: str) -> pa.Array:
        """An attribute that has a list of codes, with or without labels beside them."""
        codelist = registry().codelists[f"CL_{component}"]
        return self.simple(component, lambda text: coding.attribute(text, codelist))

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
        texts = Texts.of(self.sheet.cells.column(index), self.sheet.cells.column(ROW))
        reads = [understand(text) for text in texts.stripped]
        if component not in self.noted:
            for text, answer, row, count in zip(texts.stripped, reads, texts.rows, texts.counts, strict=True):
                self.tell(component, Place(self.sheet.name, row, shown), text, answer, count)
        extra = [answer.comment if kept == COMMENT else answer.status for answer in reads] if kept else []
        return texts.replaced([answer.text for answer in reads]), texts.replaced(extra) if any(extra) else None

    def tell(self, component: str, place: Place, text: str, answer: Read, count: int) -> None:
        """Note what became of one text, unless it was taken as it stands."""
        details = {"column": component, "text": text[:_SHOWN]}
        if answer.refused is not None:
            sentence = mark("{column}: '{text}' not read: {reason}")
            self.note(NoteKind.NOT_READ, sentence, place, count, **details, reason=str(answer.refused))
        elif answer.told:
            self.note(NoteKind.MAPPED, answer.told, place, count, **details, code=answer.text)
        elif answer.status:
            sentence = mark("{column}: '{text}' read as no value, status {code}")
            self.note(NoteKind.MAPPED, sentence, place, count, **details, code=answer.status)
        elif not answer.text and text:
            self.note(
                NoteKind.MAPPED, mark("{column}: '{text}' is no letter here and falls away"), place, count, **details
            )
        elif answer.text != text and component != MEASURE:
            same = place.column.partition(":")[0].casefold() == component.casefold()
            plain, renamed = (
                mark("{column}: '{text}' read as {code}"),
                mark("{heading}: '{text}' gives {column}={code}"),
            )
            details |= {"code": answer.text} if same else {"code": answer.text, "heading": place.column}
            self.note(NoteKind.MAPPED, plain if same else renamed, place, count, **details)

    def unexplained(self, heading: str, figures: pa.Array, status: pa.Array) -> None:
        """Note the figures that are missing without a status that says why."""
        silent = pc.and_(pc.is_null(figures), pc.is_null(status))
        if pc.any(silent).as_py():
            rows = self.sheet.cells.column(ROW).filter(silent)
            sentence = mark("{heading}: empty, and no OBS_STATUS says why")
            self.note(
                NoteKind.NOT_READ,
                sentence,
                Place(self.sheet.name, rows[0].as_py(), heading),
                len(rows),
                heading=heading,
            )

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
            written = self.sheet.cells.num_rows - (pc.sum(blank(self.sheet.cells.column(index))).as_py() or 0)
            if written:
                place = Place(self.sheet.name, self.sheet.header_row, heading)
                sentence = mark("the column '{heading}' is not part of {table}")
                self.note(NoteKind.NOT_READ, sentence, place, written, heading=heading, table=self.table.id)
        if self.sheet.ragged:
            place = Place(self.sheet.name, self.sheet.ragged[0])
            sentence = mark("{rows} rows have more or fewer cells than the header")
            rows = str(len(self.sheet.ragged))
            self.note(NoteKind.NOT_READ, sentence, place, len(self.sheet.ragged), rows=rows)


def _written_so(text: str, thousands: str) -> bool:
    """Whether a figure bears the thousands mark; without one, whether it has decimals of zero after a comma."""
    return thousands in text if thousands else coding.zero_decimals(text)


def _asked(layout: Layout, table: Table) -> Iterator[str]:
    """Headings by which the layout recognised the file: they have done their work."""
    yield from layout.condition.where
    if table.id in layout.tables:
        yield from layout.tables[table.id].where


def _together(given: pa.Array, missing: pa.Array) -> pa.Array:
    """The letters that the file gives and those of a missing value, in one: ``:`` with flag b is BO."""
    if not filled(missing):
        return given
    return mapped(joined([given, missing], ""), lambda letters: "".join(sorted(set(letters))))


def _joined(comments: list[pa.Array]) -> pa.Array:
    """The comments of a row one after the other, none twice."""
    said = [comment for comment in comments if filled(comment)]
    if not said:
        return comments[0]
    return mapped(joined(said, "; "), lambda text: "; ".join(filter(None, dict.fromkeys(text.split("; ")))))
