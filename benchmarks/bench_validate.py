"""Validate 100,000 and 1,000,000 cells shaped like MIGR_ASYAPPCTZA, some of them spoiled, with every rule.

Ours (read and validate, and validate alone) against pandas doing the same rules, which must find the same, against
DuckDB merely reading the file (the limit), and against vtlengine in an environment of its own for the sums it can
express. Every run is a process of its own that has its libraries and registry loaded; the faster of two counts.
Ratios are of processor seconds, for a machine may have other work; what runs in parallel counts in full.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULT = HERE / "results" / "validate.json"
VTL = ROOT / ".venv-vtl"
SIZES = {100_000: (104, 10), 1_000_000: (217, 48)}  # citizenships, years
TODAY = date(2026, 11, 22)
LIMIT = 15
EXPRESSIBLE = ("V-C01", "V-C02", "V-C03", "V-C05")
"""Sums over short lists; vtlengine gets no duplicate and no text to load, and no sum over 250 countries."""

WITH_VTL = 100_000
"""At a million cells vtlengine took more than 90 seconds and was left out, for the whole bench is to stay short."""

Run = dict[str, Any]


def timed(run: Callable[[], object]) -> dict[str, float]:
    begun, processor = time.perf_counter(), time.process_time()
    run()
    return {
        "seconds": round(time.perf_counter() - begun, 3),
        "processor_seconds": round(time.process_time() - processor, 3),
    }


def ours(file: str) -> Run:
    from midex.services.read_file import read_file
    from midex.statistics.validate.check import validate

    _loaded()
    data = Path(file).read_bytes()
    kept: list[Any] = []
    reading = timed(lambda: kept.append(read_file(data, "cells.csv")))
    checking = timed(lambda: kept.append(validate(kept[0], participant="ME", today=TODAY)))
    report = kept[1]
    return {
        "read": reading,
        "validate": checking,
        "found": dict(sorted(report.totals.items())),
        "N": report.observations,
    }


def _loaded() -> None:
    """Libraries and registry are loaded once by a process that lives: a small file goes first."""
    from midex.services.validate_file import validate_file

    small = ROOT / "tests" / "data" / "rules" / "clean.csv"
    validate_file(small.read_bytes(), "clean.csv", table=None, participant="ME", today=TODAY)


def pandas(file: str) -> Run:
    import pandas_rules

    small = ROOT / "tests" / "data" / "rules" / "clean.csv"
    pandas_rules.validate(pandas_rules.read(small.read_bytes()), "ME", TODAY)
    data = Path(file).read_bytes()
    kept: list[Any] = []
    reading = timed(lambda: kept.append(pandas_rules.read(data)))
    checking = timed(lambda: kept.append(pandas_rules.validate(kept[0], "ME", TODAY)))
    return {"read": reading, "validate": checking, "found": pandas_rules.total_of(kept[1])}


def duckdb(file: str) -> Run:
    import duckdb as engine

    engine.connect(":memory:").close()

    def read() -> None:
        with engine.connect(":memory:", config={"threads": 2}) as connection:
            connection.execute(f"CREATE TABLE cell AS SELECT * FROM read_csv('{file}', all_varchar = true)")  # noqa: S608

    return {"read": timed(read)}


def make(folder: str) -> Run:
    import cells

    for size, shape in SIZES.items():
        spoiled = cells.spoil(cells.cube(*shape))
        Path(folder, f"{size}.csv").write_bytes(cells.as_csv(spoiled))
        Path(folder, f"{size}.vtl.csv").write_bytes(cells.as_csv(cells.clean_for_vtl(spoiled)))
    return {}


def script(folder: str) -> Run:
    """The exported rules, and the dimensions of the table."""
    from midex.statistics.registry.catalogue import registry
    from midex.statistics.validate.as_vtl import as_vtl
    from midex.statistics.validate.rules import rules

    table = registry().table("MIGR_ASYAPPCTZA")
    text = "\n".join(as_vtl(rule, table) for rule in rules() if rule.id in EXPRESSIBLE)
    Path(folder, "rules.vtl").write_text(text, "utf-8")
    return {"dimensions": [*(d.id for d in table.dimensions), "TIME_PERIOD"]}


def expressible(file: str) -> Run:
    """Only those rules, and only the findings that VTL has a word for."""
    from midex.services.read_file import read_file
    from midex.statistics.validate.check import validate
    from midex.statistics.validate.coded import coded
    from midex.statistics.validate.rules import rules

    _loaded()
    asked = [rule for rule in rules() if rule.id in EXPRESSIBLE]
    data = Path(file).read_bytes()
    kept: list[Any] = []

    def run() -> None:
        kept.append(read_file(data, "cells.csv"))
        validate(kept[0], participant="ME", today=TODAY, rules=asked)

    whole = timed(run)
    from midex.statistics.validate.check import CHECKS

    found = {}
    with coded(kept[0], participant="ME", today=TODAY) as laid:
        for rule in asked:
            hits = CHECKS[rule.check](laid, rule)
            found[rule.id] = sum(hit.count for hit in hits if hit.case != "untestable")
    return {"whole": whole, "found": found}


def in_own_process(*words: str) -> Run:
    ran = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{ran.stderr}")
    told: Run = json.loads(ran.stdout.splitlines()[-1])
    return told


def best(who: str, file: str, times: int = 2) -> Run:
    runs = [in_own_process(who, file) for _ in range(times)]
    return min(runs, key=lambda run: run.get("validate", run.get("read", run.get("whole")))["processor_seconds"])


def vtlengine(file: str, rules: str, dimensions: list[str], seconds: int) -> Run | None:
    """One run in vtlengine's own environment; None where it cannot be had or takes longer than ``seconds``."""
    python = VTL / "bin" / "python"
    if not python.exists():
        print(f"making {VTL.name} from requirements-vtlengine.lock")
        lock = str(HERE / "requirements-vtlengine.lock")
        commands = (
            [sys.executable, "-m", "venv", str(VTL)],
            [str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", lock],
        )
        if any(subprocess.run(command, check=False).returncode for command in commands):
            print("vtlengine could not be installed: not compared")
            return None
    command = [str(python), str(HERE / "vtlengine_rules.py"), file, rules, ",".join(dimensions)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        print(f"vtlengine: more than {seconds} s, stopped")
        return None
    if ran.returncode:
        raise SystemExit(f"vtlengine failed:\n{ran.stderr[-2000:]}")
    told: Run = json.loads(ran.stdout.splitlines()[-1])
    told["found"] = {name.split("_")[0] + "-" + name.split("_")[1]: count for name, count in told["found"].items()}
    return told


def compare(size: int, folder: str, dimensions: list[str]) -> tuple[Run, list[Run]]:
    file = str(Path(folder, f"{size}.csv"))
    told: Run = {who: best(who, file) for who in ("ours", "pandas", "duckdb")}
    mine, peer = told["ours"], told["pandas"]
    if mine["found"] != peer["found"]:
        raise SystemExit(f"ours and pandas differ: {mine['found']} {peer['found']}")
    whole, limit = _whole(mine), told["duckdb"]["read"]["processor_seconds"]
    ratios = [
        _faster("read and validate", "pandas, the same rules", size, whole, _whole(peer)),
        _faster(
            "validate alone",
            "pandas, the same rules",
            size,
            mine["validate"]["processor_seconds"],
            peer["validate"]["processor_seconds"],
        ),
        {
            "what": "read and validate",
            "against": "DuckDB merely reading the file",
            "N": size,
            "times_slower": round(whole / limit, 1),
            "aim_at_most": LIMIT,
        },
    ]
    if size != WITH_VTL:
        return told, ratios
    small = str(Path(folder, f"{size}.vtl.csv"))
    if other := vtlengine(small, str(Path(folder, "rules.vtl")), dimensions, seconds=90):
        told["expressible"], told["vtlengine"] = best("expressible", small), other
        if told["expressible"]["found"] != other["found"]:
            raise SystemExit(f"ours and vtlengine differ: {told['expressible']['found']} {other['found']}")
        ratios.append(
            _faster(
                "sums of four rules",
                "vtlengine",
                size,
                told["expressible"]["whole"]["processor_seconds"],
                other["processor_seconds"],
            )
        )
    return told, ratios


def _whole(run: Run) -> float:
    return float(run["read"]["processor_seconds"] + run["validate"]["processor_seconds"])


def _faster(what: str, against: str, size: int, mine: float, theirs: float) -> Run:
    return {"what": what, "against": against, "N": size, "times_faster": round(theirs / mine, 1)}


def main() -> None:
    machine = f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
    results: Run = {}
    ratios: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make", folder)
        dimensions = in_own_process("script", folder)["dimensions"]
        for size in SIZES:
            results[str(size)], found = compare(size, folder, dimensions)
            ratios += found
            for ratio in found:
                print(", ".join(f"{name}: {value}" for name, value in ratio.items()))
    RESULT.parent.mkdir(exist_ok=True)
    told = {"about": " ".join(str(__doc__).split()), "machine": machine, "runs": results, "ratios": ratios}
    RESULT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        one = {
            "ours": ours,
            "pandas": pandas,
            "duckdb": duckdb,
            "make": make,
            "script": script,
            "expressible": expressible,
        }
        answer = one[sys.argv[1]](sys.argv[2])
        answer["largest_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(answer))
