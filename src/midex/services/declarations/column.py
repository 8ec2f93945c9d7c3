"""What is said of a database column: about whom it is and how that is handled, or why it is about nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from midex.kernel.field import Handling


class Kept(Enum):
    """How a column is kept."""

    READABLE = "readable"
    HASHED = "as a hash"
    PSEUDONYM = "as a pseudonym"
    KEYED = "as keyed tokens, each shared by several texts"
    SEALED_FOR_NODE = "sealed under the node's key"
    SEALED_FOR_PERSON = "sealed under the person's key"
    SEALED_FOR_DRAFT = "sealed under a key of its own"
    RECORD = "a record, its personal fields sealed under the person's key"


@dataclass(frozen=True, kw_only=True)
class About:
    """A column that holds or points to data about a person: one registered, or a member of staff."""

    handling: Handling
    harm: str
    kept: Kept = Kept.READABLE


@dataclass(frozen=True)
class NoPerson:
    """A column that is about nobody, and why."""

    because: str


Said: TypeAlias = About | NoPerson
Columns: TypeAlias = Mapping[str, Said]
"""What is said of a table's columns, by the name of each."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a case node; ``said`` is None where nothing is said of it."""

    table: str
    name: str
    said: Said | None


@dataclass(frozen=True, kw_only=True)
class ColumnRegister:
    """Every column there is; entries without a column; columns in which models and migrations differ."""

    columns: tuple[Column, ...]
    without_column: tuple[tuple[str, str], ...] = ()
    not_migrated: tuple[tuple[str, str], ...] = ()
