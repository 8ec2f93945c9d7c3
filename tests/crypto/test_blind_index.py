"""Tokens: keyed, of one office and kind, short; no two of them tell that a text is the same."""

from __future__ import annotations

from pathlib import Path

from midex.crypto.blind_index import BITS, FILE, BlindIndex, forget_index_key, make_index_key
from midex.linkage.indexed import Kind, Term

KEY, OTHER = bytes(range(32)), bytes(32)
NAME = Term(Kind.SKELETON, "krm")


def test_a_term_has_one_token_under_one_key() -> None:
    assert BlindIndex(KEY).tokens("north", [NAME]) == BlindIndex(KEY).tokens("north", [NAME])
    assert len(BlindIndex(KEY).tokens("north", [NAME, NAME])) == 1


def test_another_key_office_or_kind_has_another_token() -> None:
    index = BlindIndex(KEY)
    found = [
        index.tokens("north", [NAME]),
        index.tokens("south", [NAME]),
        index.tokens("north", [Term(Kind.BEGINNING, "krm")]),
        index.tokens("northskeleton", [Term(Kind.SKELETON, "krm")]),
        BlindIndex(OTHER).tokens("north", [NAME]),
    ]
    assert len(set(found)) == len(found)


def test_tokens_are_short_and_texts_share_them() -> None:
    terms = [Term(Kind.DOCUMENT, f"AB{number}") for number in range(20_000)]
    tokens = BlindIndex(KEY).tokens("north", terms)
    assert max(tokens) < 1 << BITS
    assert min(tokens) >= 0
    assert len(tokens) < len(terms)


def test_a_key_is_made_once_and_overwritten_when_it_is_forgotten(tmp_path: Path) -> None:
    assert make_index_key(tmp_path)
    assert not make_index_key(tmp_path)
    first = BlindIndex.load(tmp_path).tokens("north", [NAME])
    assert BlindIndex.load(tmp_path).tokens("north", [NAME]) == first
    kept = tmp_path / "copy"
    kept.hardlink_to(tmp_path / FILE)
    forget_index_key(tmp_path)
    assert set(kept.read_text("ascii")) == {"0"}
    assert make_index_key(tmp_path)
    assert BlindIndex.load(tmp_path).tokens("north", [NAME]) != first
