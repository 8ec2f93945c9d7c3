"""The blind index: keyed tokens by case, made anew from the steps at any time; no name and no number is in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from midex.policy.scope import Scope
from midex.stores.bulk import insert_many
from midex.stores.cases import models
from midex.stores.cases.scope import inside
from midex.stores.rows import execute, fetch, places

LOOKED_AT = 50_000
"""Rows of a token that one search goes through; who asks for so common a name alone is told to say more."""

FIRST_LOOK = 1_000
"""Rows that are gone through first where all must fit: of a common name so many mostly hold enough people."""

_ADD = "INSERT INTO cases_token (token, case_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_ELSEWHERE = """SELECT c.office FROM cases_assignment a JOIN cases_casefile c ON c.case_id = a.case_id
                WHERE a.identity = %s
                UNION SELECT g.office FROM cases_grant g WHERE g.identity = %s AND g.given_at <= %s AND g.until > %s"""
_PAGE = 5_000


class TokenStore:
    """``ports.Tokens`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def add(self, case: str, tokens: Collection[int]) -> None:
        """Keep a case's tokens beside those it has."""
        for token in sorted(tokens):
            execute(self._alias, _ADD, (token, case))

    def add_many(self, rows: Iterable[tuple[str, int]]) -> int:
        """Keep the tokens of cases that have none by the engine's bulk path; (case, token), each once."""
        return insert_many(self._alias, models.Token, ("case_id", "token"), rows)

    def forget(self, case: str) -> None:
        """Remove what a case is found by."""
        execute(self._alias, "DELETE FROM cases_token WHERE case_id = %s", (case,))

    def clear(self) -> None:
        """Forget every token, before a rebuild."""
        execute(self._alias, "DELETE FROM cases_token")

    def all(self) -> Iterator[tuple[str, int]]:
        """Every (case, token) in order; for the comparison of a rebuild."""
        after: tuple[Any, ...] = ("", -1)
        sql = (
            "SELECT case_id, token FROM cases_token WHERE (case_id, token) > (%s, %s) ORDER BY case_id, token LIMIT %s"
        )
        while page := fetch(self._alias, sql, [*after, _PAGE]):
            yield from ((case, token) for case, token in page)
            after = page[-1]

    def offices(self, scope: Scope) -> frozenset[str]:
        """The offices that an account's scope reaches into."""
        found = fetch(self._alias, _ELSEWHERE, [scope.identity, scope.identity, scope.at, scope.at])
        return frozenset({scope.office, *(office for (office,) in found)})

    def candidates(
        self, groups: Sequence[Collection[int]], at_least: int, scope: Scope, most: int
    ) -> tuple[tuple[str, ...], bool]:
        """Cases inside a scope that have a token of so many groups, those of more first; and whether there may be more.

        Whoever has a token of k among n groups has one of any n - k + 1 of them: the rarest lead, the others are asked.
        Rows are gone through in the order of the index, so that the same question has the same answer.
        """
        sizes = {number: self._size(group) for number, group in enumerate(groups)}
        order = sorted(sizes, key=lambda number: sizes[number])
        ordered, leading = [groups[number] for number in order], order[: len(order) - at_least + 1]
        lead = sorted({token for number in leading for token in groups[number]})
        if not lead:
            return (), False
        has = " + ".join(
            f"(CASE WHEN EXISTS (SELECT 1 FROM cases_token x WHERE x.case_id = d.case_id"  # noqa: S608 - no value in it
            f" AND x.token IN ({places(tuple(group))})) THEN 1 ELSE 0 END)"
            for group in ordered
        )
        condition, values = inside(scope)
        sql = f"""SELECT c.case_id FROM (
                SELECT d.case_id, {has} AS fits FROM (
                    SELECT DISTINCT case_id FROM (
                        SELECT case_id FROM cases_token WHERE token IN ({places(lead)})
                        ORDER BY token, case_id LIMIT %s OFFSET %s) o) d) f
            JOIN cases_casefile c ON c.case_id = f.case_id
            WHERE f.fits >= %s AND {condition}
            ORDER BY f.fits DESC, c.changed_at DESC, c.case_id LIMIT %s"""  # noqa: S608 - the same
        asked = [token for group in ordered for token in sorted(group)]
        rows = min(sum(sizes[number] for number in leading), LOOKED_AT)
        found: dict[str, None] = {}
        for first, end in _looks(rows, is_all=at_least == len(groups)):
            some = fetch(self._alias, sql, [*asked, *lead, end - first, first, at_least, *values, most + 1])
            found |= dict.fromkeys(case for (case,) in some)
            if len(found) > most:
                break
        is_cut = len(found) > most or sum(sizes[number] for number in leading) > LOOKED_AT
        return tuple(found)[:most], is_cut

    def _size(self, group: Collection[int]) -> int:
        tokens = sorted(group)
        sql = f"SELECT count(*) FROM (SELECT 1 FROM cases_token WHERE token IN ({places(tokens)}) LIMIT %s) n"  # noqa: S608
        return int(fetch(self._alias, sql, [*tokens, LOOKED_AT + 1])[0][0]) if tokens else 0


def _looks(rows: int, *, is_all: bool) -> Iterator[tuple[int, int]]:
    """From which row to before which it is looked at a time; where all must fit nobody fits more, and few may do."""
    first, end = 0, FIRST_LOOK if is_all else rows
    while first < rows:
        yield first, min(end, rows)
        first, end = end, end * 4
