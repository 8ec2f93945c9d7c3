"""Reads a data file of declarations: the safe subset of YAML, with the C parser where it is built in."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """The plain values that ``text`` declares."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones
