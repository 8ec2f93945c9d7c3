"""Write 100,000 observations as SDMX-ML 2.1 and SDMX-CSV 2.0 from the served store: ours against pysdmx and sdmx1.

Everyone reads the same store and writes the same figures with the same attributes. Two ratios each: the whole task,
and the writing alone, where each is given the figures in its own model. Processor seconds, each in a process of its
own; ours is the fastest of three, the peers run once, for they take long.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import served_store
from served_store import FLOW, TABLE, N

RESULT = Path(__file__).parent / "results" / "write.json"
XML, CSV = "SDMX-ML 2.1", "SDMX-CSV 2.0"
AIMS = {XML: 20, CSV: 3}
Timed = dict[str, float]


def processor_seconds(run: Callable[[], object], times: int = 1) -> float:
    taken = []
    for _ in range(times):
        begun = time.process_time()
        run()
        taken.append(time.process_time() - begun)
    return min(taken)


def ours(home: Path) -> Timed:
    store = served_store.start(home)
    from midex.formats.sdmx import csv, xml21
    from midex.formats.sdmx.message import DataSet
    from midex.formats.sdmx.rest15 import data_query
    from midex.services.query_observations import Answer, find_release, query_observations
    from midex.web.api.sdmx import message

    query = data_query([FLOW.id], {})
    kept = list(store.observations(FLOW.id))
    assert len(kept) == N

    def from_store() -> Answer:
        return query_observations(store, query, *find_release(store, query))

    def in_memory() -> Answer:
        return Answer(flow=FLOW, vintage=served_store.VINTAGE, sets=(DataSet(rows=kept),))

    def seconds(answer: Callable[[], Answer], write: Callable[..., object], *more: object) -> float:
        return processor_seconds(lambda: sum(map(len, write(message(answer(), query, test=True), *more))), 3)

    return {
        XML: seconds(from_store, xml21.write),
        f"{XML}, writing alone": seconds(in_memory, xml21.write),
        CSV: seconds(from_store, csv.write, csv.Dialect()),
        f"{CSV}, writing alone": seconds(in_memory, csv.write, csv.Dialect()),
    }


def flat_rows(home: Path) -> list[tuple[str, ...]]:
    store = served_store.start(home)
    return [(*o.key, o.period, "" if o.value is None else str(o.value), *o[3:]) for o in store.observations(FLOW.id)]


def pysdmx(home: Path) -> Timed:
    import pandas as pd
    from pysdmx.io.csv.sdmx20.writer import write as write_csv
    from pysdmx.io.pd import PandasDataset
    from pysdmx.io.xml.sdmx21.writer.structure_specific import write as write_xml

    from midex.formats.sdmx.structures import codelist, data_structure
    from midex.statistics.registry.catalogue import registry

    lists = {name: codelist(listed) for name, listed in registry().codelists.items()}
    structure = data_structure(TABLE, lists).to_schema()
    made: list[PandasDataset] = []

    def build() -> None:
        frame = pd.DataFrame(flat_rows(home), columns=list(TABLE.columns))
        made[:] = [PandasDataset(structure=structure, data=frame)]

    build()
    building = processor_seconds(build)
    csv = processor_seconds(lambda: write_csv(made))
    build()
    xml = processor_seconds(lambda: write_xml(made, dimension_at_observation="TIME_PERIOD"))
    return _whole_and_alone(building, xml, csv)


def sdmx1(home: Path) -> Timed:
    import sdmx
    from sdmx.model import v21 as model

    from midex.formats.sdmx.structures import codelist, concept_scheme, data_structure, write
    from midex.statistics.registry.catalogue import registry

    lists = {name: codelist(listed) for name, listed in registry().codelists.items()}
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        artefacts = [*lists.values(), concept_scheme([TABLE]), data_structure(TABLE, lists)]
        file.write(write(artefacts, served_store.VINTAGE.released_at))
        file.flush()
        structure = sdmx.read_sdmx(file.name).structure[TABLE.id]
    dataflow = model.DataflowDefinition(
        id=FLOW.id, structure=structure, maintainer=structure.maintainer, version="1.0.0"
    )
    dimensions = [*(d.id for d in TABLE.dimensions), "TIME_PERIOD"]
    attributes = {name: structure.attributes.get(name) for name in TABLE.columns[-5:]}
    dataset = model.StructureSpecificDataSet(structured_by=structure, described_by=dataflow)

    def build() -> None:
        dataset.obs = [
            model.Observation(
                dimension=structure.make_key(model.Key, dict(zip(dimensions, row, strict=False))),
                value=row[len(dimensions)] or None,
                value_for=structure.measures[0],
                attached_attribute={
                    name: model.AttributeValue(value=value, value_for=attributes[name])
                    for name, value in zip(attributes, row[-5:], strict=True)
                    if value
                },
            )
            for row in flat_rows(home)
        ]

    building = processor_seconds(build)
    message = sdmx.message.DataMessage(data=[dataset], dataflow=dataflow)
    csv = processor_seconds(lambda: sdmx.to_csv(dataset, path=home / "sdmx1.csv", rtype=str, attributes="o"))
    return _whole_and_alone(building, processor_seconds(lambda: sdmx.to_xml(message)), csv)


def _whole_and_alone(building: float, xml: float, csv: float) -> Timed:
    return {
        XML: building + xml,
        f"{XML}, writing alone": xml,
        CSV: building + csv,
        f"{CSV}, writing alone": csv,
    }


def in_own_process(who: str, folder: str) -> Timed:
    ran = subprocess.run([sys.executable, __file__, who, folder], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{who} failed:\n{ran.stderr}")
    timed: Timed = json.loads(ran.stdout.splitlines()[-1])
    return timed


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("fill", folder)
        told = {who: in_own_process(who, folder) for who in ("ours", "pysdmx", "sdmx1")}
    ratios = []
    for what, mine in told["ours"].items():
        for peer in ("pysdmx", "sdmx1"):
            ratio = round(told[peer][what] / mine, 1)
            ratios.append({"what": what, "against": peer, "times_faster": ratio, "aim": AIMS[what.split(",")[0]]})
            print(f"{what:27} N={N:,}: ours {mine:.2f} s, {peer} {told[peer][what]:.2f} s, {ratio} times faster")
    RESULT.parent.mkdir(exist_ok=True)
    told_whole = {"about": " ".join(str(__doc__).split()), "N": N, "processor_seconds": told, "ratios": ratios}
    RESULT.write_text(json.dumps(told_whole, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        runs = {"fill": served_store.fill, "ours": ours, "pysdmx": pysdmx, "sdmx1": sdmx1}
        print(json.dumps(runs[sys.argv[1]](Path(sys.argv[2]))))
