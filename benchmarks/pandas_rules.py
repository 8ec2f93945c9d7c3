"""The same rules once more, in pandas, as a statistician would write them; answers how many findings each case has.

It is the peer of the benchmark and, being written apart, a second opinion on the validator.
"""

from __future__ import annotations

import io
from collections import Counter
from datetime import date

import numpy as np
import pandas as pd

from midex.kernel.codelist import Codelist
from midex.kernel.fault import Fault
from midex.kernel.period import Period
from midex.statistics.registry.catalogue import registry

TABLE = registry().table("MIGR_ASYAPPCTZA")
DIMENSIONS = [d.id for d in TABLE.dimensions]
BREAKDOWNS = list(TABLE.breakdowns)
RULES = {
    "APPLICANT": ("V-C05", "V-C05"),
    "CITIZEN": ("V-C04", "V-C04"),
    "SEX": ("V-C01", "V-C01"),
    "AGE": ("V-C02", "V-C03"),
}
PERSONAL = r"(?<!\d)\d{13}(?!\d)|[^\s@]+@[^\s@]+\.[^\s@]+|(?<!\d)\d{10}(?!\d)|^[A-Z]{1,3} ?\d{6,9}[A-Z]?$"


def read(data: bytes) -> pd.DataFrame:
    """The file with categories for codes."""
    frame = pd.read_csv(io.BytesIO(data), dtype="str", keep_default_na=False)
    return frame.astype(dict.fromkeys([*DIMENSIONS, "TIME_PERIOD", "OBS_STATUS"], "category"))


def validate(frame: pd.DataFrame, participant: str, today: date) -> Counter[tuple[str, str]]:
    """Findings per rule and case."""
    found: Counter[tuple[str, str]] = Counter()
    personal(frame, found)
    good = structure(frame, participant, today, found)
    figures = keyed(frame[good], found)
    block(figures, participant, found)
    rounded(figures, found)
    own = figures["CITIZEN"].astype("str") == figures["GEO"].astype("str")
    found["V-C09", ""] += int((own & (figures["v"] > 0)).sum())
    for dimension in BREAKDOWNS:
        sums(figures, dimension, found)
    return +found


def personal(frame: pd.DataFrame, found: Counter[tuple[str, str]]) -> None:
    for column in frame.columns:
        texts = pd.Series(frame[column].unique().astype("str"))
        found["V-S09", column] += int(texts.str.contains(PERSONAL, regex=True).sum())


def structure(frame: pd.DataFrame, participant: str, today: date, found: Counter[tuple[str, str]]) -> pd.Series:
    good = pd.Series(data=True, index=frame.index)
    for dimension in TABLE.dimensions:
        column = frame[dimension.id]
        known = column.isin(list(dimension.codelist.by_id))
        found["V-S03", ""] += int((~known).sum())
        if dimension.id not in ("FREQ", "GEO"):
            found["V-S03", "constraint"] += int(
                (known & ~column.isin([c for c in dimension.codelist.by_id if dimension.admits(c)])).sum()
            )
        good &= known
    found["V-S06", ""] += int((frame["GEO"] != participant).sum())
    over = {text: _over(text, today) for text in frame["TIME_PERIOD"].cat.categories}
    found["V-S06", "period"] += int(
        frame["TIME_PERIOD"].map({t: o is None for t, o in over.items()}).astype(bool).sum()
    )
    found["V-S06", "not_over"] += int(
        frame["TIME_PERIOD"].map({t: o is False for t, o in over.items()}).astype(bool).sum()
    )
    text = frame["OBS_VALUE"]
    number = text.str.fullmatch(r"\d+")
    found["V-S05", "negative"] += int(text.str.fullmatch(r"-\d+").sum())
    empty = text == ""
    found["V-S05", "empty"] += int((empty & ~frame["OBS_STATUS"].astype("str").str.contains("[MLQ]")).sum())
    found["V-S05", ""] += int((~number & ~empty & ~text.str.fullmatch(r"-\d+")).sum())
    value = pd.to_numeric(text.where(number))
    found["V-S05", "too_large"] += int((value > 10_000_000).sum())
    frame["v"], frame["void"] = value, ~number & ~empty
    return good


def _over(text: str, today: date) -> bool | None:
    try:
        return Period.parse(text).is_over(today)
    except Fault:
        return None


def keyed(frame: pd.DataFrame, found: Counter[tuple[str, str]]) -> pd.DataFrame:
    """One row per figure: the first; the others are findings."""
    keys = [*DIMENSIONS, "TIME_PERIOD"]
    again = frame.duplicated(keys)
    if again.any():
        first = frame[~again].merge(frame.loc[again, [*keys, "v"]], on=keys, suffixes=("", "_again"))
        same = (first["v"] == first["v_again"]) | (first["v"].isna() & first["v_again"].isna())
        found["V-S04", "duplicate"] += int(same.sum())
        found["V-S04", ""] += int((~same).sum())
    return frame[~again].copy()


def block(frame: pd.DataFrame, participant: str, found: Counter[tuple[str, str]]) -> None:
    demanded = [c for c in ("TOTAL", "AL", "BA", "ME", "MK", "RS") if c != participant]
    totals = (
        (frame["APPLICANT"] == "TOTAL")
        & (frame["SEX"] == "T")
        & (frame["AGE"] == "TOTAL")
        & (frame["GEO"] == participant)
    )
    given = set(zip(frame.loc[totals, "TIME_PERIOD"], frame.loc[totals, "CITIZEN"], strict=True))
    periods = frame["TIME_PERIOD"].unique()
    found["V-S07", ""] += sum(any((period, code) not in given for code in demanded) for period in periods)


def rounded(frame: pd.DataFrame, found: Counter[tuple[str, str]]) -> None:
    large = frame.loc[frame["v"] > 10, "v"]
    if len(large) >= 30 and (large % 5 == 0).mean() >= 0.95:
        found["V-S08", ""] += 1


def sums(frame: pd.DataFrame, dimension: str, found: Counter[tuple[str, str]]) -> None:
    """Total against parts, subtotal against parts, unknowns and breaks along one dimension."""
    codelist = TABLE.dimension[dimension].codelist
    rest = [d for d in [*DIMENSIONS, "TIME_PERIOD"] if d != dimension]
    columns = {**_columns(frame, dimension, codelist), **{name: frame[name] for name in rest}}
    broken = frame["OBS_STATUS"].astype("str").str.contains("B")
    columns["marked"] = broken & (frame[dimension] == codelist.total)
    columns["parts_marked"] = broken & frame[dimension].isin(codelist.partition)
    columns["void"] = frame["void"]
    columns["unknown"] = frame["v"].where(frame[dimension] == "UNK")
    columns["beside"] = frame["v"].where(~frame[dimension].isin([*codelist.partition, *codelist.sums]))
    how = {name: "sum" for name in columns if name not in rest}
    how |= {name: "max" for name in columns if name.endswith("_v")} | {"unknown": "max", "beside": "max"}
    groups = pd.DataFrame(columns).groupby(rest, observed=True, sort=False).agg(how).reset_index()
    groups["kind"] = _kind(groups, rest)
    total_rule, part_rule = RULES[dimension]
    for n, whole in enumerate(codelist.sums):
        rule = total_rule if whole == codelist.total else part_rule
        _judge(groups, n, whole == codelist.total, codelist, rule, dimension != "CITIZEN", found)
    at_total = (groups[[d for d in BREAKDOWNS if d != dimension]].astype("str").isin(["T", "TOTAL"])).all(axis=1)
    found["V-C10", ""] += int((at_total & (groups["0_v"] >= 50) & (groups["unknown"] > 0.1 * groups["0_v"])).sum())
    found["V-C11", ""] += int(((groups["marked"] > 0) & (groups["0_n"] > groups["parts_marked"])).sum())
    found["V-C08", ""] += int((groups["beside"] > groups["0_v"]).sum())


def _columns(frame: pd.DataFrame, dimension: str, codelist: Codelist) -> dict[str, pd.Series]:
    columns = {}
    for n, (whole, parts) in enumerate(codelist.sums.items()):
        is_whole, is_part = frame[dimension] == whole, frame[dimension].isin(parts)
        columns |= {
            f"{n}_has": is_whole,
            f"{n}_v": frame["v"].where(is_whole),
            f"{n}_n": is_part,
            f"{n}_sum": frame["v"].where(is_part).fillna(0),
            f"{n}_blank": is_part & frame["v"].isna(),
        }
    return columns


def _kind(groups: pd.DataFrame, rest: list[str]) -> pd.Series:
    kind = groups["TIME_PERIOD"].astype("str")
    for name in rest:
        if name in BREAKDOWNS:
            codelist = TABLE.dimension[name].codelist
            role = {code.id: "p" if code.id in codelist.partition else "o" for code in codelist.codes}
            role |= dict.fromkeys(codelist.sums, "s") | {codelist.total: "t"}
            kind = kind + groups[name].astype("str").map(role)
    return kind


def _judge(
    groups: pd.DataFrame,
    n: int,
    is_total: bool,
    codelist: Codelist,
    rule: str,
    closed: bool,
    found: Counter[tuple[str, str]],
) -> None:
    wholes = list(codelist.sums)
    parts = codelist.sums[wholes[n]]
    expected, blank, covered = groups[f"{n}_sum"], groups[f"{n}_blank"], groups[f"{n}_n"]
    for m, other in enumerate(wholes):
        if m != n and codelist.sums[other] < parts:
            silent = groups[f"{m}_n"] == 0
            expected = expected + groups[f"{m}_v"].where(silent).fillna(0)
            blank = blank + (silent & (groups[f"{m}_has"] > 0) & groups[f"{m}_v"].isna())
            covered = covered + (silent & (groups[f"{m}_has"] > 0)) * len(codelist.sums[other])
    has, value, count = groups[f"{n}_has"] > 0, groups[f"{n}_v"], groups[f"{n}_n"]
    open_ = groups["void"] == 0
    demanded = True if is_total else groups["kind"].isin(groups.loc[has, "kind"].unique())
    no_total = open_ & (count > 0) & ~has & (expected > 0) & demanded
    pending = open_ & ~no_total & (count > 0) & has & (value.isna() | (blank > 0))
    wrong = open_ & ~no_total & ~pending & (count > 0) & has & (value != expected)
    short = wrong & (value > expected) & (covered < len(parts)) & closed
    bare = (count == 0) if is_total else (count == 0) & ((groups["0_n"] > 0) | (groups["0_has"] == 0))
    not_down = open_ & bare & (value > 0) & groups["kind"].isin(groups.loc[count > 0, "kind"].unique())
    found[rule, "no_total"] += int(no_total.sum())
    found[rule, "untestable"] += int((pending & ((blank < count) | (closed & (covered < len(parts))))).sum())
    found[rule, "incomplete"] += int(short.sum())
    found[rule, ""] += int((wrong & ~short).sum())
    found[rule, "not_broken_down"] += int(not_down.sum())
    found["V-C08", ""] += int(((count > 0) & (blank > 0) & (expected > value)).sum())
    if not is_total:
        found["V-C08", ""] += int(((groups["0_n"] == 0) & (value > groups["0_v"])).sum())


def total_of(found: Counter[tuple[str, str]]) -> dict[str, int]:
    """Findings per rule."""
    per_rule: Counter[str] = Counter()
    for (rule, _), count in found.items():
        per_rule[rule] += count
    return dict(sorted((rule, int(np.int64(count))) for rule, count in per_rule.items() if count))
