"""Run the exported VTL over a file with `vtlengine`; started with the Python of its own environment, linked to nothing.

    .venv-vtl/bin/python benchmarks/vtlengine_rules.py FILE.csv SCRIPT.vtl DIMENSIONS

Prints seconds and the number of findings of each rule as JSON. vtlengine is AGPL-3.0: a cross-check, never a part.
"""

import json
import sys
import time

import pandas as pd
import vtlengine

TABLE = "MIGR_ASYAPPCTZA"


def main(file: str, script: str, listed: str) -> None:
    dimensions = listed.split(",")
    identifiers = [{"name": d, "type": "String", "role": "Identifier", "nullable": False} for d in dimensions]
    measure = {"name": "OBS_VALUE", "type": "Integer", "role": "Measure", "nullable": True}
    structure = {"datasets": [{"name": TABLE, "DataStructure": [*identifiers, measure]}]}
    with open(script, encoding="utf-8") as text:  # noqa: PTH123 - this file knows nothing of ours
        rules = text.read()
    begun, processor = time.perf_counter(), time.process_time()
    # NA is Namibia
    frame = pd.read_csv(file, usecols=[*dimensions, "OBS_VALUE"], dtype="str", keep_default_na=False)
    frame["OBS_VALUE"] = pd.to_numeric(frame["OBS_VALUE"]).astype("Int64")
    found = vtlengine.run(rules, structure, {TABLE: frame}, return_only_persistent=False)
    answer = {
        "seconds": time.perf_counter() - begun,
        "processor_seconds": time.process_time() - processor,
        "found": {name: len(data.data) for name, data in found.items() if name.endswith("_found")},
        "version": vtlengine.__version__,
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
