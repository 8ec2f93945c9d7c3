"""V-C01 to V-C07, one check: a total equals its parts, and where a figure is missing the sum says so.

A group that is not complete is never passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from midex.statistics.validate.checks.groups import LISTED, Group, Sum, added, group, members, written_out
from midex.statistics.validate.coded import Coded
from midex.statistics.validate.hits import SHOWN, Hits, Spot
from midex.statistics.validate.rules import DEFAULT, Rule, rules

_CASES = (DEFAULT, "beyond_rounding", "incomplete", "partial", "no_total", "not_broken_down", "untestable")


def sums(coded: Coded, rule: Rule) -> Iterator[Hits]:
    """Totals that differ from their parts, and groups where a total or a part has no row."""
    for dimension in dimensions_of(rule, coded.table.breakdowns):
        optional = dimension in rule.parameters.get("zeros_optional", ())
        laid = group(coded, dimension)
        for whole in laid.sums:
            if rule.parameters["of"] in ("every", "total" if whole.is_total else "subtotal"):
                yield from _Equation(coded, laid, whole, optional).hits()


def dimensions_of(rule: Rule, breakdowns: tuple[str, ...]) -> tuple[str, ...]:
    """The dimensions a rule about sums looks at: the one it names, or those that no other rule names."""
    wanted = rule.parameters["dimension"]
    if wanted != "*":
        return tuple(d for d in breakdowns if d == wanted)
    named = {other.parameters["dimension"] for other in rules() if other.check == "sums"}
    return tuple(d for d in breakdowns if d not in named)


@dataclass(frozen=True)
class _Equation:
    """One total or subtotal against its parts, over all groups of a dimension."""

    coded: Coded
    laid: Group
    whole: Sum
    zeros_optional: bool

    def hits(self) -> Iterator[Hits]:
        judged = f"judged_{self.laid.name}_{self.whole.name}"
        self.coded.engine.execute(f"CREATE OR REPLACE TEMP TABLE {judged} AS {self._judged()}")
        counts = dict(self.coded.query(f"SELECT verdict, count(*) FROM {judged} GROUP BY ALL"))  # noqa: S608
        if counts:
            spots = self._spots(judged)
            for case in (case for case in _CASES if case in counts):
                yield Hits(case=case, count=counts[case], spots=tuple(spots[case]))

    def _judged(self) -> str:
        """SQL: every group with the case it is, if it is one."""
        s, expected = self.whole.name, self.laid.expected(self.whole)
        blanks, covered = self.laid.blanks(self.whole), self.laid.covered(self.whole)
        # a publisher may list some citizenships only; a participant answers for all of them
        listed = len(self.whole.parts) if not self.zeros_optional or not self.coded.submission else 0
        short = f"{s}_v > expected AND covered < {listed}"
        incomplete = "partial" if self.zeros_optional else "incomplete"
        # a group that is withheld as a whole is no riddle; one with a part withheld and another without a row is
        partly = "false" if self.zeros_optional else f"covered < {len(self.whole.parts)}"
        others = f"SELECT kind FROM {self.laid.name} WHERE"  # noqa: S608
        demanded = "true" if self.whole.is_total else f"kind IN ({others} {s}_i IS NOT NULL)"
        total = self.laid.total
        # where the total itself is not broken down, that is the finding, and its subtotals are not another
        said = "true" if self.whole.is_total or total is None else f"({total.name}_n > 0 OR {total.name}_i IS NULL)"
        unequal = "beyond_rounding" if self.coded.slack else DEFAULT
        return f"""
            SELECT * FROM (
                SELECT rest, expected, covered, {s}_i AS whole_i, {s}_v AS whole_v, {s}_first AS first_i, CASE
                    WHEN void THEN NULL
                    WHEN {s}_n > 0 AND {s}_i IS NULL AND expected > tolerance AND {demanded} THEN 'no_total'
                    WHEN {s}_n > 0 AND {s}_i IS NOT NULL AND ({s}_v IS NULL OR blanks > 0) THEN
                        CASE WHEN blanks < {s}_n OR {partly} THEN 'untestable' END
                    WHEN {s}_n > 0 AND abs({s}_v - expected) > tolerance THEN
                        CASE WHEN {short} THEN '{incomplete}' ELSE '{unequal}' END
                    WHEN {s}_n = 0 AND {said} AND {s}_v > tolerance AND kind IN ({others} {s}_n > 0)
                        THEN 'not_broken_down'
                END AS verdict
                FROM (
                    SELECT *, {expected} AS expected, {blanks} AS blanks, {covered} AS covered,
                        {self._tolerance("covered")} AS tolerance
                    FROM {self.laid.name}
                )
            ) WHERE verdict IS NOT NULL
        """  # noqa: S608

    def _tolerance(self, covered: str) -> str:
        """Half the rounding for each part and for the total; a part left out may have been rounded to zero."""
        parts = covered if self.zeros_optional else str(len(self.whole.parts))
        return f"({parts} + 1) * {self.coded.slack}"

    def _spots(self, judged: str) -> dict[str, list[Spot]]:
        """The first groups of each case, in the order of the file."""
        found = self.coded.query(
            f"SELECT verdict, rest, expected, covered, coalesce(whole_i, first_i) AS i, whole_v FROM {judged} "  # noqa: S608
            f"QUALIFY row_number() OVER (PARTITION BY verdict ORDER BY i) <= {SHOWN} ORDER BY i"
        )
        figures = members(self.coded, self.laid, [row[1] for row in found])
        spots: dict[str, list[Spot]] = {}
        for case, rest, expected, covered, i, observed in found:
            details = self._details(figures[rest], expected, covered, observed)
            spots.setdefault(case, []).append(Spot(place=self.coded.place(i), key=self._key(rest), details=details))
        return spots

    def _key(self, rest: int) -> dict[str, str]:
        return {**self.coded.decode(rest), self.laid.axis.id: self.whole.code}

    def _details(
        self, figures: Mapping[str, int | None], expected: int, covered: int, observed: int | None
    ) -> dict[str, str | int]:
        parts = added(self.laid, self.whole, figures)
        missing = sorted(self.whole.parts - set(figures)) if not self.zeros_optional else []
        blank = [code for code, value in figures.items() if value is None]
        return {
            "component": self.laid.axis.id,
            "total": f"{self.laid.axis.id}={self.whole.code}",
            "observed": "–" if observed is None else observed,
            "expected": expected,
            "difference": "–" if observed is None else abs(observed - expected),
            "tolerance": int(self.coded.slack * ((covered if self.zeros_optional else len(self.whole.parts)) + 1)),
            "parts": written_out(parts),
            "missing": _listed(missing),
            "blank": _listed(blank),
        }


def _listed(codes: list[str]) -> str:
    return ", ".join(codes[:LISTED]) + (f" and {len(codes) - LISTED} more" if len(codes) > LISTED else "")
