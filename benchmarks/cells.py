"""Generated figures in the shape of MIGR_ASYAPPCTZA, consistent, then spoiled in counted ways. No person is behind."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

from midex.statistics.registry.catalogue import registry

SPOILED = 0.0005
"""Share of the rows spoiled in each of the ways below."""

TABLE = registry().table("MIGR_ASYAPPCTZA")


def cube(citizens: int, years: int) -> pd.DataFrame:
    """Every crossing of applicant type, citizenship, sex, age and year of one reporter, with all totals."""
    draw = np.random.default_rng(20240101)
    frame = None
    for dimension, wanted in (("APPLICANT", 2), ("CITIZEN", citizens), ("SEX", 3), ("AGE", 6)):
        codelist = TABLE.dimension[dimension].codelist
        parts = [c.id for c in codelist.codes if c.id in codelist.partition and c.id not in ("ME", "OTH")]
        # the mandatory citizenships come first, so that a small cube has them too
        parts.sort(key=lambda code: code not in ("AL", "BA", "MK", "RS", "XK"))
        axis = pd.DataFrame({dimension: parts[:wanted]})
        frame = axis if frame is None else frame.merge(axis, how="cross")
    assert frame is not None
    frame = frame.merge(pd.DataFrame({"TIME_PERIOD": [str(2024 - n) for n in range(years)]}), how="cross")
    frame["OBS_VALUE"] = draw.poisson(7, len(frame))
    for dimension in ("APPLICANT", "CITIZEN", "SEX", "AGE"):
        frame = _with_totals(frame, dimension)
    return frame.sample(frac=1, random_state=7).reset_index(drop=True)


def _with_totals(frame: pd.DataFrame, dimension: str) -> pd.DataFrame:
    rest = [c for c in frame.columns if c not in (dimension, "OBS_VALUE")]
    sums = []
    for whole, parts in TABLE.dimension[dimension].codelist.sums.items():
        chosen = frame[frame[dimension].isin(parts)]
        total = chosen.groupby(rest, as_index=False)["OBS_VALUE"].sum()
        sums.append(total.assign(**{dimension: whole}))
    return pd.concat([frame, *sums], ignore_index=True)


def spoil(frame: pd.DataFrame) -> pd.DataFrame:
    """Wrong figures, missing rows, repeated rows, unknown codes, missing values, texts, own citizens."""
    draw = np.random.default_rng(7)
    each = max(int(len(frame) * SPOILED), 3)
    chosen = draw.choice(len(frame), size=(6, each), replace=False)
    frame = frame.assign(OBS_VALUE=frame["OBS_VALUE"].astype(str), OBS_STATUS="")
    frame.loc[chosen[0], "OBS_VALUE"] = (frame.loc[chosen[0], "OBS_VALUE"].astype(int) + 3).astype(str)
    frame.loc[chosen[1], "CITIZEN"] = "QQ"
    frame.loc[chosen[2], "OBS_VALUE"] = "n/a"
    frame.loc[chosen[3], ["OBS_VALUE", "OBS_STATUS"]] = ["", "Q"]
    again = frame.loc[chosen[4]].assign(OBS_VALUE="1")
    own = frame.loc[chosen[4][:5]].assign(CITIZEN="ME", OBS_VALUE="2")
    return pd.concat([frame.drop(index=chosen[5]), again, own], ignore_index=True)


def clean_for_vtl(frame: pd.DataFrame) -> pd.DataFrame:
    """What `vtlengine` can load: one row per key, every value a number or empty."""
    frame = frame[frame["OBS_VALUE"].str.fullmatch(r"\d*") & (frame["CITIZEN"] != "QQ")]
    return frame.drop_duplicates(["APPLICANT", "CITIZEN", "SEX", "AGE", "TIME_PERIOD"], ignore_index=True)


def as_csv(frame: pd.DataFrame) -> bytes:
    """The file a statistician would send."""
    whole = frame.assign(FREQ="A", UNIT="PER", GEO="ME")
    columns = [*(d.id for d in TABLE.dimensions), "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS"]
    out = io.StringIO()
    whole[columns].to_csv(out, index=False, lineterminator="\n")
    return out.getvalue().encode()
