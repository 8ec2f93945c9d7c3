"""V-S06: the participant's own figures, for a period of the table's frequency that is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pyarrow.compute as pc

from midex.kernel.indicator import TIME
from midex.kernel.period import Frequency
from midex.statistics.validate.coded import Coded, period_of
from midex.statistics.validate.hits import Hits, echo
from midex.statistics.validate.rules import DEFAULT, Rule


def reference(coded: Coded, _rule: Rule) -> Iterator[Hits]:
    """Rows about somebody else, and periods that are none, do not fit, or are not over."""
    yield from _periods(coded)
    yield from _frequencies(coded)
    if coded.submission:
        yield from _reporter(coded)
        yield from _allowed(coded)
        yield from _over(coded)


def _periods(coded: Coded) -> Iterator[Hits]:
    yield from coded.by_text(
        TIME, lambda text: None if period_of(text) else "period", lambda text: {"period": echo(text)}
    )
    if coded.columns[TIME].indices.null_count:
        yield from coded.hits(
            pc.is_null(coded.columns[TIME].indices), TIME, "period", details=lambda _i: {"period": "–"}
        )


def _frequencies(coded: Coded) -> Iterator[Hits]:
    """Periods whose form is not that of the frequency beside them."""
    freq, time = coded.columns["FREQ"], coded.columns[TIME]
    periods = [period_of(text) for text in time.values]
    for frequency in Frequency:
        said = freq.where([text == frequency.value for text in freq.values])
        other = time.where([period is not None and period.frequency is not frequency for period in periods])
        yield from coded.hits(pc.and_(said, other), TIME, "frequency", details=partial(_disagreement, coded))


def _disagreement(coded: Coded, i: int) -> dict[str, str | int]:
    return {"period": _as_written(coded, i), "freq": echo(coded.text("FREQ", i))}


def _as_written(coded: Coded, i: int) -> str:
    """The period, and beside it what the cell says: a spreadsheet makes days of months."""
    read, written = echo(coded.text(TIME, i)), coded.written(TIME, i)
    return read if written == read or echo(written) != written else f"{read} ({written})"


def _reporter(coded: Coded) -> Iterator[Hits]:
    participant = coded.participant or ""
    yield from coded.by_text(
        "GEO",
        lambda text: None if text == participant else DEFAULT,
        lambda text: {"geo": echo(text), "participant": participant},
    )


def _allowed(coded: Coded) -> Iterator[Hits]:
    taken = {frequency.value for frequency in coded.table.frequencies}
    known = {frequency.value for frequency in Frequency}
    yield from coded.by_text(
        "FREQ",
        lambda text: "not_in_table" if text in known - taken else None,
        lambda text: {"table": coded.table.id, "freq": echo(text), "allowed": ", ".join(sorted(taken))},
    )


def _over(coded: Coded) -> Iterator[Hits]:
    def judge(text: str) -> str | None:
        period = period_of(text)
        return "not_over" if period and not period.is_over(coded.today) else None

    def details(text: str) -> dict[str, str | int]:
        period = period_of(text)
        over = (period.last_day + timedelta(days=1)).isoformat() if period and period.year < 9999 else "–"
        return {"period": echo(text), "over": over}

    yield from coded.by_text(TIME, judge, details)
