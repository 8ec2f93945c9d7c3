"""Finds every permission check in the source mechanically, and says what the text would be without it.

A check is a guard on a verdict, a condition under which something is refused or allowed, a role in a closed table, a
role that a page is kept for, a line of the policy in SQL.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ALLOWED = '__import__("midex.kernel.verdict", fromlist=["Allowed"]).Allowed()'
EVERY_ROLE = '*__import__("midex.kernel.role", fromlist=["Role"]).Role'
POLICY = ("actions", "break_glass", "caps", "scope", "two_persons", "watch", "second_factor")
WEB = (
    "account/actor",
    "account/adding",
    "account/door",
    "account/openid",
    "account/passkey",
    "account/second_factor",
    "account/security",
    "account/set_up",
    "api/json_calls",
)
JUDGES = ("may", "may_see", "may_act", "may_approve", "may_break", "may_watch", "may_be_told", "judge", "has_proved")
SQL = (
    ("c.concerns <> %s AND (", "%s <> '' AND ("),
    ("c.office = %s AND c.tier IN", "%s <> '' AND c.tier IN"),
    ("(c.office = %s AND c.tier IN ({places(office)}))", "(c.office = %s OR c.tier IN ({places(office)}))"),
    ("(c.tier IN ({places(caseload)}) AND EXISTS", "(c.tier IN ({places(caseload)}) OR EXISTS"),
    ("a.case_id = c.case_id AND a.identity = %s", "a.case_id = c.case_id AND %s <> ''"),
    ("a.case_id = c.case_id AND", "1 = 1 AND"),
    ("g.case_id = c.case_id AND", "1 = 1 AND"),
    ("g.identity = %s AND", "%s <> '' AND"),
    ("g.until > %s", "%s IS NOT NULL"),
    ("if scope.role not in OFFICE_TIERS:", "if False:"),
)
SETTINGS = (('    "django.middleware.csrf.CsrfViewMiddleware",\n', ""),)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check: where it stands, what it says, and what stands there once it is removed."""

    file: str
    line: int
    start: int
    end: int
    old: str
    new: str
    nth: int = 1

    @property
    def id(self) -> str:
        """A name that stays while its text does; the second of the same text in a file is #2."""
        said = f"{self.file}: {' '.join(self.old.split())} -> {' '.join(self.new.split())[:60]}"
        return said if self.nth == 1 else f"{said} #{self.nth}"

    def removed(self, source: Path) -> str:
        """The file's text without it."""
        text = (source / self.file).read_text("utf-8").encode()
        return (text[: self.start] + self.new.encode() + text[self.end :]).decode()


def checks(source: Path) -> list[Check]:
    """Every check below a folder ``src/midex``; of those that say the same in one file, each."""
    found: list[Check] = []
    for name in POLICY:
        found += _of(source, f"policy/{name}.py", policy=True)
    for file in sorted((source / "services" / "casework").glob("*.py")):
        found += _of(source, f"services/casework/{file.name}")
    found += _of(source, "services/entrance/prove.py")
    found += _of(source, "exchange/firewall.py", policy=True)
    for name in WEB:
        found += _of(source, f"web/{name}.py")
    for file in sorted((source / "web" / "casework").glob("*.py")):
        found += _pages(source, f"web/casework/{file.name}")
    found += [_text(source, "stores/cases/scope.py", *pair) for pair in SQL]
    found += [_text(source, "web/settings.py", *pair) for pair in SETTINGS]
    unique: dict[tuple[str, int, int, str], Check] = {(one.file, one.start, one.end, one.new): one for one in found}
    seen = Counter[str]()
    numbered = []
    for one in sorted(unique.values(), key=lambda one: (one.file, one.start, one.end)):
        seen[one.id] += 1
        numbered.append(replace(one, nth=seen[one.id]))
    return numbered


def _of(source: Path, file: str, *, policy: bool = False) -> Iterator[Check]:
    text = (source / file).read_text("utf-8")
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_guard(node):
            yield _at(file, text, node, "False")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in JUDGES and not policy:
            yield _at(
                file, text, node, "True" if node.func.id in ("may_watch", "may_be_told", "has_proved") else ALLOWED
            )
        if isinstance(node, ast.If | ast.IfExp) and _asks_who(node.test, policy):
            refuses = _refuses(node.body if isinstance(node, ast.If) else [node.body])
            for part in _parts(node.test):
                yield _at(file, text, part, "False" if refuses else "True")
        if policy and isinstance(node, ast.Return) and isinstance(node.value, ast.Compare):
            yield _at(file, text, node.value, "True")
    if policy:
        yield from _tables(file, text, tree)


def _is_guard(node: ast.Call) -> bool:
    """``isinstance(…, Refused)``: what makes a refusal count."""
    return ast.unparse(node.func) == "isinstance" and ast.unparse(node.args[1]) == "Refused"


def _asks_who(test: ast.expr, policy: bool) -> bool:
    said = ast.unparse(test)
    if "isinstance" in said and "Refused" in said:
        return False
    words = (
        "role",
        "identity",
        "granted",
        "concerns",
        "may_watch",
        "actor is None",
        "is_over",
        "FACTOR",
        "is_authenticated",
    )
    return policy or any(word in said for word in words)


def _parts(test: ast.expr) -> list[ast.expr]:
    return [test, *(test.values if isinstance(test, ast.BoolOp) else [])]


def _refuses(body: Sequence[ast.AST]) -> bool:
    said = "\n".join(ast.unparse(one) for one in body)
    return any(
        word in said
        for word in ("Refused", "refused", "return None", "return ()", "Closed()", "WITHHELD", "redirect", "Withheld")
    )


def _tables(file: str, text: str, tree: ast.Module) -> Iterator[Check]:
    """Closed tables of roles and tiers: each entry opened to everybody, or to every tier."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Dict):
            for entry in value.values:
                of = "Tier" if "Tier." in ast.unparse(entry) else "Role"
                opened = f"frozenset({of})"
                if ast.unparse(entry) != opened and not (of == "Role" and ast.unparse(entry) == "frozenset(Tier)"):
                    yield _at(file, text, entry, opened)


def _pages(source: Path, file: str) -> Iterator[Check]:
    """What keeps a page for some roles."""
    text = (source / file).read_text("utf-8")
    for node in ast.walk(ast.parse(text)):
        for one in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if (
                isinstance(one, ast.Call)
                and ast.unparse(one.func) == "only_any"
                and ast.unparse(one.args[0]) != "*Role"
            ):
                yield _at(file, text, one, f"only_any({EVERY_ROLE})")


def _at(file: str, text: str, node: ast.expr, new: str) -> Check:
    lines = text.encode().splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: (node.end_lineno or 0) - 1])) + (node.end_col_offset or 0)
    return Check(file=file, line=node.lineno, start=start, end=end, old=text.encode()[start:end].decode(), new=new)


def _text(source: Path, file: str, old: str, new: str) -> Check:
    text = (source / file).read_text("utf-8").encode()
    if text.count(old.encode()) != 1:
        raise ValueError(f"{file} has not once: {old!r}")
    start = text.index(old.encode())
    line = text[:start].count(b"\n") + 1
    return Check(file=file, line=line, start=start, end=start + len(old.encode()), old=old, new=new)
