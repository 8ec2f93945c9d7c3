"""The canonical form: the same content is the same bytes, other content never is, and it reads back."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.statistics.canonical import canonical, read_canonical
from midex.statistics.registry.catalogue import registry

TABLE = registry().table("MIGR_EIORD")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
ROWS = st.lists(st.tuples(*[TEXT] * len(TABLE.columns)), max_size=8, unique_by=lambda row: row[:7])


def cells(rows: list[tuple[str, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(TABLE.columns)
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(TABLE.columns, columns, strict=True)})


@given(ROWS)
def test_what_was_written_is_read_back(rows: list[tuple[str, ...]]) -> None:
    content = canonical(TABLE, cells(rows))
    back = read_canonical(TABLE, content)
    assert set(map(tuple, (row.values() for row in back.to_pylist()))) == set(rows)
    assert canonical(TABLE, back) == content


@given(ROWS)
def test_the_order_of_rows_does_not_matter(rows: list[tuple[str, ...]]) -> None:
    assert canonical(TABLE, cells(rows)) == canonical(TABLE, cells(rows[::-1]))


def test_empty_and_absent_are_the_same() -> None:
    whole = cells([("A", "TOTAL", "T", "TOTAL", "PER", "ME", "2024", "5", "", "", "", "", "")])
    assert canonical(TABLE, whole.drop_columns(["COMMENT_OBS", "ORIGIN"])) == canonical(TABLE, whole)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda b: b.replace(b"\n", b"\r\n"),
        lambda b: b[:-1],
        lambda b: b + b"\n",
        lambda b: b"\xef\xbb\xbf" + b,
        lambda b: b.replace(b"dataflow,", b'"dataflow",', 1),
        lambda b: b.replace(b"GEO", b"LAND", 1),
        lambda b: b.replace(b"MIGR_EIORD", b"MIGR_EIPRE"),
        lambda b: b.replace(b"ME", b"\xff", 1),
        lambda b: b[: b.rindex(b",")],
    ],
)
def test_bytes_that_are_not_the_canonical_form_are_refused(spoil) -> None:
    content = canonical(TABLE, cells([("A", "TOTAL", "T", "TOTAL", "PER", "ME", "2024", "5", "", "", "", "", "")]))
    with pytest.raises(ValueError, match=r"\w"):
        read_canonical(TABLE, spoil(content))
