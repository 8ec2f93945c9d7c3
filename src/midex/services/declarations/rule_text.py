"""The text of a rule as a hash: what it says, not how it is laid out. Comments, docstrings and wording do not count.

A rule's text is its own, and that of every value and function of `procedures` that it names.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

PROCEDURES = "midex.procedures."

Named: TypeAlias = "tuple[str, str]"
"""(module, name)."""


def text_of(*functions: Callable[..., Any]) -> str:
    """The SHA-256 of what these functions say, in 64 hexadecimal digits."""
    said = "\n".join(_said(function) for function in functions)
    return sha256(said.encode()).hexdigest()


def _said(function: Callable[..., Any]) -> str:
    start = (function.__module__, function.__qualname__)
    reached: dict[Named, str] = {}
    waiting = [start]
    while waiting:
        named = waiting.pop()
        if named in reached:
            continue
        found = _definition(named)
        if found is None:
            continue
        module, node = found
        reached[named] = _spelt(node)
        waiting += sorted((module, name) for name in _names(node) if name != named[1])
    if start not in reached:
        raise ValueError(f"{start[0]}.{start[1]} is no function at the top of a module")
    # by name, the rule itself first: the order in which they were found is no part of the text
    return "\n".join([reached.pop(start), *(text for _, text in sorted(reached.items()))])


def _definition(named: Named) -> tuple[str, ast.AST] | None:
    """Where a name's value is written, in its module or in the one of `procedures` that it is imported from."""
    module, name = named
    node = _top(module).get(name)
    if isinstance(node, ast.ImportFrom):
        origin = next(alias.name for alias in node.names if (alias.asname or alias.name) == name)
        source = node.module or ""
        return _definition((source, origin)) if source.startswith(PROCEDURES) else None
    if node is None or isinstance(node, ast.ClassDef) or _is_wording(node):
        return None
    return module, node


@cache
def _top(module: str) -> dict[str, ast.AST]:
    """What is defined at the top of a module, by name."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return {}
    found: dict[str, ast.AST] = {}
    for node in ast.parse(Path(spec.origin).read_text("utf-8")).body:
        found |= dict.fromkeys(_defined(node), node)
    return found


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_wording(node: ast.AST) -> bool:
    """A sentence for people: how a refusal is worded is no condition of the law."""
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "mark"


def _names(node: ast.AST) -> set[str]:
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name) and isinstance(found.ctx, ast.Load)}


def _spelt(node: Any) -> str:
    """A syntax tree as text: the same in every version of Python that adds fields which are empty here."""
    if isinstance(node, list):
        return f"[{', '.join(_spelt(item) for item in node)}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    parts = []
    for name, value in ast.iter_fields(node):
        value = _without_docstring(node, value) if name == "body" else value  # noqa: PLW2901 - the same, less its head
        if name not in ("ctx", "kind", "type_comment") and value is not None and value != []:
            parts.append(f"{name}={_spelt(value)}")
    return f"{type(node).__name__}({', '.join(parts)})"


def _without_docstring(node: ast.AST, body: Any) -> Any:
    is_said = isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None
    return body[1:] if is_said else body
