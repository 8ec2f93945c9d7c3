"""Structure-specific SDMX-ML 2.1 data, streamed: bytes leave as rows arrive and nothing is kept.

It refuses to look anything up: a code it is given is the code it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from html import escape

from midex.formats.sdmx.message import AGENCY, VERSION, DataMessage, DataSet, Footnotes, Key, chunks
from midex.kernel.indicator import TIME

MEDIA_TYPE = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
URN = "urn:sdmx:org.sdmx.infomodel.datastructure"
ALL_DIMENSIONS = "AllDimensions"
FOOTNOTE = 1000
"""The number of a message in a footer; the standard leaves those from 1000 to each service."""


def write(message: DataMessage) -> Iterator[bytes]:
    """The message as UTF-8 bytes, some hundred rows at a time."""
    return chunks(_pieces(message))


def _pieces(message: DataMessage) -> Iterator[str]:
    at_observation = ALL_DIMENSIONS if message.flat else TIME
    own = namespace(message.flow, flat=message.flat)
    yield opening("StructureSpecificData", f'xmlns:ss="{SCHEMAS}/data/structurespecific" xmlns:f="{own}"')
    yield header(message, f'namespace="{own}" dimensionAtObservation="{at_observation}"')
    notes = Footnotes(message.table)
    for dataset in message.sets:
        yield (
            f'\n<m:DataSet ss:dataScope="DataStructure" xsi:type="f:DataSetType" ss:structureRef="{message.flow}" '
            f'ss:action="{dataset.action.value}"{validity(dataset, "ss:")}>'
        )
        yield from (_flat if message.flat else _series)(message, dataset, notes)
        yield "\n</m:DataSet>"
    yield f"{footer(notes.told)}\n</m:StructureSpecificData>\n"


def _series(message: DataMessage, dataset: DataSet, notes: Footnotes) -> Iterator[str]:
    dimensions, tail = _dimensions(message, notes), _tail(message)
    told = message.detail.observations
    current: Key | None = None
    for key, period, value, *attributes in dataset.rows:
        if key != current:
            close = "\n</Series>" if told and current is not None else ""
            yield f"{close}\n<Series{dimensions(key)}>" if told else f"\n<Series{dimensions(key)}/>"
            current = key
        if told:
            figure = "" if value is None else f' OBS_VALUE="{value}"'
            yield f'\n<Obs TIME_PERIOD="{escape(period)}"{figure}{tail(*attributes)}/>'
    if told and current is not None:
        yield "\n</Series>"


def _flat(message: DataMessage, dataset: DataSet, notes: Footnotes) -> Iterator[str]:
    dimensions, tail = lru_cache(8)(_dimensions(message, notes)), _tail(message)
    for key, period, value, *attributes in dataset.rows:
        figure = "" if value is None else f' OBS_VALUE="{value}"'
        yield f'\n<Obs{dimensions(key)} TIME_PERIOD="{escape(period)}"{figure}{tail(*attributes)}/>'


def _dimensions(message: DataMessage, notes: Footnotes) -> Callable[[Key], str]:
    names = [d.id for d in message.table.dimensions]

    def written(key: Key) -> str:
        notes.see(key)
        return "".join(f' {name}="{escape(code)}"' for name, code in zip(names, key, strict=True))

    return written


def _tail(message: DataMessage) -> Callable[..., str]:
    """Attributes as XML; figures share few combinations, so each is written once."""

    @lru_cache(4096)
    def written(*values: str) -> str:
        named = zip(message.attributes, values, strict=False)
        return "".join(f' {name}="{escape(value)}"' for name, value in named if value)

    return written


def namespace(flow: str, *, flat: bool) -> str:
    """The XML namespace of one dataflow's messages, which names what stands at the observation."""
    return f"{URN}.Dataflow={AGENCY}:{flow}({VERSION}):ObsLevelDim:{ALL_DIMENSIONS if flat else TIME}"


def opening(root: str, namespaces: str = "") -> str:
    """The declaration and the root element of an SDMX-ML 2.1 message."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<m:{root} xmlns:m="{SCHEMAS}/message" xmlns:c="{SCHEMAS}/common" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {namespaces}>'
    )


def header(message: DataMessage, structure: str) -> str:
    """The header of a data message; ``structure`` holds the attributes that differ between formats."""
    return (
        f"\n<m:Header><m:ID>{escape(message.id)}</m:ID><m:Test>{str(message.test).lower()}</m:Test>"
        f'<m:Prepared>{instant(message.prepared)}</m:Prepared><m:Sender id="{AGENCY}"/>'
        f'<m:Structure structureID="{message.flow}" {structure}>'
        f'<c:StructureUsage><Ref agencyID="{AGENCY}" id="{message.flow}" version="{VERSION}" class="Dataflow"/>'
        "</c:StructureUsage></m:Structure></m:Header>"
    )


def footer(notes: Iterable[str]) -> str:
    """What must be read with the figures, after them: only then is it known which codes occurred."""
    told = "".join(f'<c:Text xml:lang="en">{escape(note)}</c:Text>' for note in notes)
    message = f'<n:Message code="{FOOTNOTE}" severity="Information">{told}</n:Message>'
    return f'\n<n:Footer xmlns:n="{SCHEMAS}/message/footer">{message}</n:Footer>' if told else ""


def validity(dataset: DataSet, prefix: str = "") -> str:
    """``validFromDate`` of a data set of history, as an XML attribute."""
    return f' {prefix}validFromDate="{instant(dataset.valid_from)}"' if dataset.valid_from else ""


def instant(moment: datetime) -> str:
    """An instant in UTC to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
