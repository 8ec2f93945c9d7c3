"""Write RESULTS.md from what the benchmarks measured; it holds no figure of its own.

A benchmark that was not run again keeps its section, with the day on which it was measured.
"""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results"
PAGE = HERE / "RESULTS.md"
LIBRARIES = ("django", "duckdb", "pyarrow", "pandas", "pysdmx", "sdmx1", "granian")


def main() -> None:
    """Collect every result into one page."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; one alone: run its `benchmarks/bench_….py`, then `benchmarks/collect.py`.",
        "Read the ratios: each compares runs of one session on one machine. Times alone say little elsewhere.",
        "",
    ]
    before = _sections()
    sections = {
        "validate": _ratios,
        "write": _ratios,
        "serve": _served,
        "append": _appended,
        "registration": _registered,
        "search": _searched,
    }
    for name, section in sections.items():
        file = RESULTS / f"{name}.json"
        if file.exists():
            told = json.loads(file.read_text("utf-8"))
            measured = _measured(datetime.fromtimestamp(file.stat().st_mtime, UTC))
            lines += [f"## {name.capitalize()}", "", told["about"], "", measured, "", *section(told), ""]
        else:
            lines += before.get(name.capitalize(), [])
    PAGE.write_text("\n".join(lines), "utf-8")


def _measured(at: datetime) -> str:
    """When, on what and with what."""
    named = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
    return f"Measured on {at:%Y-%m-%d}: {machine}; {named}."


def _sections() -> dict[str, list[str]]:
    """The lines of each section as it stands on the page."""
    found: dict[str, list[str]] = {}
    for part in PAGE.read_text("utf-8").split("\n## ")[1:]:
        name, _, text = part.partition("\n")
        found[name] = [f"## {name}", *text.rstrip("\n").split("\n"), ""]
    return found


def _ratios(told: dict[str, Any]) -> list[str]:
    rows = ["| what | N | against | ratio | aim |", "|---|---:|---|---:|---|"]
    for one in told["ratios"]:
        count = f"{one.get('N', told.get('N')):,}"
        if "times_faster" in one:
            said, aim = f"{one['times_faster']} × as fast", f"≥ {one['aim']} ×" if "aim" in one else ""
        else:
            said, aim = f"{one['times_slower']} × as long", f"≤ {one['aim_at_most']} ×" if "aim_at_most" in one else ""
        rows.append(f"| {one['what']} | {count} | {one['against']} | {said} | {aim} |")
    return rows


def _served(told: dict[str, Any]) -> list[str]:
    rows = [
        "| what | bytes | p50 ms | p99 ms | file p50 ms | file p99 ms | p50 ratio |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in told["compared"]:
        size, file = f"{one['bytes']:,}", one["file_ms"]
        for words, ms, ratio in (
            ("asked again", one["ms"], one["times_as_long_p50"]),
            ("written anew", one["anew_ms"], one["anew_times_as_long_p50"]),
        ):
            times = f"{ms['p50']} | {ms['p99']} | {file['p50']} | {file['p99']} | {ratio} ×"
            rows.append(f"| {one['what']}, {words} | {size} | {times} |")
        rows.append(f"| {one['what']}, the first request | {size} | {one['first_ms']} | | | | |")
    whole = told["whole"]
    before, after = (round(whole[name]) for name in ("peak_mb_before", "peak_mb_after"))
    rows += [
        "",
        f"The whole table, {told['N']:,} observations: {whole['bytes']:,} bytes in {whole['seconds']} s; "
        f"the server's peak memory went from {before} to {after} MB over ten downloads.",
    ]
    return rows


def _appended(told: dict[str, Any]) -> list[str]:
    rows = ["| engine | what | a second | share of bare | server ms | aim |", "|---|---|---:|---:|---:|---|"]
    for engine, one in told["engines"].items():
        for what, found in one["http"].items():
            aim = "≥ 0.40" if what == "a step in a case" else ""
            rows.append(
                f"| {engine} | {what} | {found['a_second']} | {found['share']} | {found['server_ms']} | {aim} |"
            )
    rows += [
        "",
        "| engine | events | bulk steps a second | of the engine alone | step ms | read ms | list ms | proof ms |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for engine, one in told["engines"].items():
        for row in one["rows"]:
            share = f"{row['bulk_a_second'] / one['limit_a_second']:.2f}"
            times = " | ".join(str(row[f"{kind}_ms"]) for kind in ("step", "read", "list", "proof"))
            rows.append(f"| {engine} | {row['events']:,} | {row['bulk_a_second']:,} | {share} | {times} |")
        grown = ", ".join(f"{kind} {exponent}" for kind, exponent in one["exponents"].items())
        rows.append(f"| {engine} | exponents | | | {grown} | | | |")
    for engine, one in told["engines"].items():
        verify = one["verify"]
        rate = round(verify["entries"] / verify["seconds"] * 60)
        rows += [
            "",
            f"{engine}: the verifier read {verify['entries']:,} entries in {verify['seconds']} s: {rate:,} a minute.",
        ]
    return rows


def _registered(told: dict[str, Any]) -> list[str]:
    rows = [
        "| engine | registrations | a second | share of bare inserts | share by processor | server ms |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for engine, one in told["engines"].items():
        http = one["http"]
        shares = f"{http['share']} | {http['share_of_processor']}"
        rows.append(f"| {engine} | {http['N']:,} | {http['a_second']} | {shares} | {http['server_ms']} |")
    rows += [
        "",
        "| engine | people imported | a second | steps against rows alone | processor ms each | peak MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for engine, one in told["engines"].items():
        for row in one["rows"]:
            share = f"{2 * row['a_second'] / one['limit_a_second']:.3f}"
            each = f"{row['processor_ms']} | {row['peak_mb']}"
            rows.append(f"| {engine} | {row['people']:,} | {row['a_second']:,} | {share} | {each} |")
        grown = one["exponents"]
        rows.append(f"| {engine} | exponents | | | {grown['processor_ms']} | {grown['peak_mb']} |")
    return rows


def _searched(told: dict[str, Any]) -> list[str]:
    rows = [
        f"Aim: p95 < {told['aim_p95_ms']:.0f} ms. {told['searches']} searches of each kind.",
        "",
        "| engine | people | what | p50 ms | p95 ms | recall | precision | asked for more |",
        "|---|---:|---|---:|---:|---:|---:|---:|",
    ]
    for engine, one in told["engines"].items():
        for row in one["rows"]:
            for what, it in row["searches"].items():
                said = it["recall"], "" if it["precision"] is None else it["precision"], it["asked_for_more"]
                times = f"{it['p50_ms']} | {it['p95_ms']}"
                rows.append(f"| {engine} | {row['people']:,} | {what} | {times} | {' | '.join(map(str, said))} |")
            rows.append(
                f"| {engine} | {row['people']:,} | registered a second | {row['registered_a_second']:,} | | | | |"
            )
        grown = ", ".join(f"{kind} {exponent}" for kind, exponent in one["exponents"].items())
        rows.append(f"| {engine} | exponents | {grown} | | | | | |")
    return rows


if __name__ == "__main__":
    main()
