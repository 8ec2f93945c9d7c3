"""Write docs/reference from the code: commands, tables, layouts, rules, faults, fields. A test compares the two."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import click
import yaml

from midex.cli.app import app
from midex.cli.tables import describe
from midex.formats.bridges.mapping import LEFT_OUT, Format, Way, mapping
from midex.kernel.fault import CATALOGUE
from midex.kernel.field import Handling
from midex.node.case_wiring import columns
from midex.procedures.catalogue import PROCEDURES
from midex.services.declarations.column import About, NoPerson
from midex.services.declarations.of_fields import declared_fields
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE, registry
from midex.statistics.validate.as_vtl import as_vtl
from midex.statistics.validate.rules import Case
from midex.statistics.validate.rules import rules as validation_rules

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference"


def _head(title: str, origin: str) -> list[str]:
    return [f"# {title}", "", f"Made from {origin} by `tools/reference.py`.", ""]


def commands() -> str:
    """Every verb with its options, as `--help` shows them."""
    out = _head("Commands", "the code")
    for name, command in _walk(app, ""):
        # as it is called; click keeps the first help option it made, so another one would depend on what ran before
        context = click.Context(command, info_name=f"midex {name}", **app.context_settings)
        out += [f"## midex {name}", "", "```text", context.get_help(), "```", ""]
    return "\n".join(out)


def _walk(group: click.Group, prefix: str) -> list[tuple[str, click.Command]]:
    context, found = click.Context(group), []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            found += _walk(command, f"{prefix}{name} ")
        elif command and not command.hidden:
            found.append((f"{prefix}{name}", command))
    return found


def tables() -> str:
    """Every table with its definition, clocks, protection and dimensions."""
    out = [
        "# Tables",
        "",
        "Made from the registry by `tools/reference.py`.",
        "",
        KOSOVO_FOOTNOTE.replace("*", "\\*", 1),
        "",
    ]
    for table in sorted(registry().tables.values(), key=lambda t: (t.import_only, t.id)):
        fields = describe(table)
        out += [f"## {table.id}", "", f"**{table.title}**" + (" (import only)" if table.import_only else ""), ""]
        out += [table.definition, ""]
        for name in ("legal_basis", "unit", "stock_flow", "deadline_statistical", "deadline_operational", "rounding"):
            out.append(f"- {name.replace('_', ' ')}: {fields[name]}")
        out.append(f"- protection profile: {fields['protection_profile']}")
        if fields["published_crossings"]:
            out.append(f"- published crossings: {', '.join(fields['published_crossings'])}")
        out += [f"- coverage: {table.coverage}", f"- source: {table.source}", *(f"- note: {n}" for n in table.notes)]
        out += ["", "| dimension | codelist | codes |", "|---|---|---|"]
        for dimension in fields["dimensions"]:
            codes = [code["id"] for code in dimension["codes"]]
            shown = ", ".join(f"`{c}`" for c in codes) if len(codes) <= 14 else f"{len(codes)} codes"
            out.append(f"| {dimension['id']} | {dimension['codelist']} | {shown} |")
        out.append("")
    return "\n".join(out)


def layouts() -> str:
    """Every layout that `midex read` recognises."""
    out = [
        "# Layouts",
        "",
        "Made from `statistics/layouts/` by `tools/reference.py`.",
        "",
        "| layout | reads |",
        "|---|---|",
    ]
    for file in sorted(files("midex.statistics.layouts").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            layout = yaml.safe_load(file.read_text("utf-8"))
            out.append(f"| `{layout['name']}` | {layout['title']} |")
    return "\n".join([*out, ""])


def rules() -> str:
    """Every rule of the validator, each way to break it, and its VTL for one table where it has any."""
    out = _head("Rules", "`statistics/registry/rules.yaml`")
    out += ["`rounded`, `published`: the severity where a file is declared rounded, or was published elsewhere.", ""]
    for rule in validation_rules():
        out += [f"## {rule.id} {rule.title}", "", f"Level {rule.level}. For example: {rule.example}.", ""]
        out += ["| case | severity | what it says | how to put it right |", "|---|---|---|---|"]
        out += [_case(name, case) for name, case in rule.cases.items()]
        table = registry().table(_SHOWN_FOR.get(rule.id, "MIGR_ASYAPPCTZA"))
        if (vtl := as_vtl(rule, table)) and rule.id not in _TOO_LONG:
            out += ["", f"As VTL, for {table.id}:", "", "```text", vtl, "```"]
        out += [""]
    return "\n".join(out)


_SHOWN_FOR = {"V-C06": "MIGR_ASYDCFSTA", "V-C07": "WB_IBCM"}
_TOO_LONG = ("V-C04", "V-C07")  # a list of all countries or border sections


def _case(name: str, case: Case) -> str:
    severity = case.severity.value
    for kind, other in (("rounded", case.rounded), ("published", case.published)):
        severity += f" ({kind}: {other.value})" if other else ""
    return f"| {name or '–'} | {severity} | {case.message} | {case.fix} |".replace("\n", " ")


def faults() -> str:
    """The catalogue of faults."""
    out = [
        "# Faults",
        "",
        "Made from `kernel/fault.py` by `tools/reference.py`.",
        "",
        "| code | sentence | do |",
        "|---|---|---|",
    ]
    out += [f"| {kind.code} | {kind.sentence} | {kind.remedy.value} |" for kind in CATALOGUE.values()]
    return "\n".join([*out, ""])


def bridges() -> str:
    """Each field of other systems: what it becomes, or why it is left out."""
    out = _head("Records of other systems", "`formats/bridges/*.csv`")
    out += [
        "How a field is converted stands in `formats/bridges/convert.py`, codes in `formats/bridges/codes.csv`.",
        "A star stands for any letters; a field that a row takes by its name is never left out by a star.",
        "",
    ]
    for format_ in Format:
        out += [f"## {format_.value}", "", "| their field | our field | beside it | converted as | way |"]
        out += ["|---|---|---|---|---|"]
        rows = mapping(format_)
        for row in rows:
            if row.way is not Way.LEFT_OUT:
                fixed = ", ".join(f"`{name}={code}`" for name, code in row.fixed.items())
                out.append(f"| `{row.theirs}` | `{row.ours}` | {fixed or '–'} | {row.conversion} | {row.way.value} |")
        out += ["", "Left out on purpose:", "", "| their fields | because |", "|---|---|"]
        for why, sentence in LEFT_OUT.items():
            named = [f"`{row.theirs}`" for row in rows if row.why == why]
            out += [f"| {', '.join(named)} | {sentence} |"] if named else []
        out.append("")
    return "\n".join(out)


def fields() -> str:
    """The field register of a case node: each field of an event, each column of its tables."""
    out = _head("The field register of a case node", "what stands beside each field and column")
    out += [
        "Each field and column that holds or points to data about a person says its purpose, basis, retention, readers",
        "and the harm if it leaks. `midex check` fails where one does not, and where a column says nothing.",
        "",
        "## Fields of events",
        "",
        "| field | kept | purpose | basis | retention | readers | harm if it leaks | codelist |",
        "|---|---|---|---|---|---|---|---|",
    ]
    declared = [field for field in declared_fields(PROCEDURES) if field.entry]
    for field in declared:
        if entry := field.entry:
            storage = f"{entry.storage.value}, at most {entry.longest} characters"
            out.append(_row(f"`{field.path}`", storage, *_handled(entry.handling), entry.harm, entry.codelist or "–"))
    out += ["", "## Codelists of counted fields", "", "| codelist | codes |", "|---|---|"]
    lists = {field.entry.codelist: field.codes for field in declared if field.entry and field.entry.codelist}
    for name, codes in sorted(lists.items()):
        out.append(_row(name, ", ".join(f"`{code}`" for code in codes) or "the registry's list of that name"))
    return "\n".join([*out, "", *_columns(), ""])


def _columns() -> list[str]:
    register = columns().columns
    out = ["## Columns about a person", ""]
    out += [
        "| column | kept | purpose | basis | retention | readers | harm if it leaks |",
        "|---|---|---|---|---|---|---|",
    ]
    for column in register:
        if isinstance(said := column.said, About):
            name = f"`{column.table}.{column.name}`"
            out.append(_row(name, said.kept.value, *_handled(said.handling), said.harm))
    out += ["", "## Columns about nobody", "", "| column | why |", "|---|---|"]
    for column in register:
        if isinstance(said := column.said, NoPerson):
            out.append(_row(f"`{column.table}.{column.name}`", said.because))
    return out


def _handled(handling: Handling) -> tuple[str, ...]:
    readers = ", ".join(sorted(role.value for role in handling.readers)) or "the program only"
    return handling.purpose.value, str(handling.basis), str(handling.retention), readers


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


PAGES = {
    "bridges.md": bridges,
    "commands.md": commands,
    "tables.md": tables,
    "layouts.md": layouts,
    "rules.md": rules,
    "faults.md": faults,
    "fields.md": fields,
}


def main() -> int:
    """Write every page."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (TARGET / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
