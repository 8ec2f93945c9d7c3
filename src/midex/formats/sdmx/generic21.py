"""Generic SDMX-ML 2.1 data, streamed: for old clients that know no structure; twice the bytes of ``xml21``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape

from midex.formats.sdmx.message import DataMessage, DataSet, Footnotes, Key, chunks
from midex.formats.sdmx.xml21 import ALL_DIMENSIONS, SCHEMAS, footer, header, opening, validity
from midex.kernel.indicator import TIME

MEDIA_TYPE = "application/vnd.sdmx.genericdata+xml;version=2.1"


def write(message: DataMessage) -> Iterator[bytes]:
    """The message as UTF-8 bytes, some hundred rows at a time."""
    return chunks(_pieces(message))


def _pieces(message: DataMessage) -> Iterator[str]:
    yield opening("GenericData", f'xmlns:g="{SCHEMAS}/data/generic"')
    yield header(message, f'dimensionAtObservation="{ALL_DIMENSIONS if message.flat else TIME}"')
    notes = Footnotes(message.table)
    for dataset in message.sets:
        action = f'action="{dataset.action.value}"{validity(dataset)}'
        yield f'\n<m:DataSet structureRef="{message.flow}" {action}>'
        yield from (_flat if message.flat else _series)(message, dataset, notes)
        yield "\n</m:DataSet>"
    yield f"{footer(notes.told)}\n</m:GenericData>\n"


def _series(message: DataMessage, dataset: DataSet, notes: Footnotes) -> Iterator[str]:
    dimensions, tail = _dimensions(message, notes), _tail(message)
    current: Key | None = None
    for key, period, value, *attributes in dataset.rows:
        if key != current:
            close = "" if current is None else "\n</g:Series>"
            yield f"{close}\n<g:Series><g:SeriesKey>{dimensions(key)}</g:SeriesKey>"
            current = key
        if message.detail.observations:
            time = f'<g:ObsDimension value="{escape(period)}"/>'
            yield f"\n<g:Obs>{time}{_figure(value)}{tail(*attributes)}</g:Obs>"
    if current is not None:
        yield "\n</g:Series>"


def _flat(message: DataMessage, dataset: DataSet, notes: Footnotes) -> Iterator[str]:
    dimensions, tail = _dimensions(message, notes), _tail(message)
    for key, period, value, *attributes in dataset.rows:
        whole = f"{dimensions(key)}{_value(TIME, period)}"
        yield f"\n<g:Obs><g:ObsKey>{whole}</g:ObsKey>{_figure(value)}{tail(*attributes)}</g:Obs>"


def _figure(value: int | None) -> str:
    return "" if value is None else f'<g:ObsValue value="{value}"/>'


def _value(component: str, value: str) -> str:
    return f'<g:Value id="{component}" value="{escape(value)}"/>'


def _dimensions(message: DataMessage, notes: Footnotes) -> Callable[[Key], str]:
    names = [d.id for d in message.table.dimensions]

    @lru_cache(8)
    def written(key: Key) -> str:
        notes.see(key)
        return "".join(_value(name, code) for name, code in zip(names, key, strict=True))

    return written


def _tail(message: DataMessage) -> Callable[..., str]:
    @lru_cache(4096)
    def written(*values: str) -> str:
        told = [_value(name, value) for name, value in zip(message.attributes, values, strict=False) if value]
        return f"<g:Attributes>{''.join(told)}</g:Attributes>" if told else ""

    return written
