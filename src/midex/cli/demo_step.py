"""`midex demo-step`: one step of the demonstration at one home; prints `n/m what` as it goes. Safe to repeat."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import click

from midex.cli.home import PORT, Wiring, accounts_of
from midex.kernel.fault import Fault
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.policy.second_factor import needs_second_factor
from midex.services.actor import Actor
from midex.services.approve_release import approve_release
from midex.services.casework.simulate import simulate
from midex.services.demonstrate import (
    APPROVERS,
    CASE_NODE,
    DAYS,
    OFFICERS,
    OFFICES,
    PEOPLE,
    SEED,
    Generated,
    Real,
    plan,
    submitted_tables,
    submitter,
)
from midex.services.enrol_key import enrol_key, invite
from midex.services.generate_figures import generated_rows
from midex.services.home import Home, HomeKind, read_home
from midex.services.journal.checkpoint_journal import checkpoint_journal
from midex.services.journal.send_checkpoint import send_checkpoint
from midex.services.load_published import load_published
from midex.services.propose_release import propose_release
from midex.services.submit_table import submit_table
from midex.simulation.make_up import Simulation
from midex.statistics.published import published
from midex.statistics.registry.catalogue import PARTICIPANTS
from midex.statistics.validate.finding import Report, Severity

ROUNDED_BY_EUROSTAT = 5


@click.command("demo-step", hidden=True)
@click.argument("steps", nargs=-1, required=True)
@click.option("--home", "folder", type=click.Path(path_type=Path), required=True)
@click.option("--port", type=PORT, required=True)
@click.option("--hub-port", envvar="MIDEX_HUB_PORT", type=PORT, default=8000)
@click.option("--case-node", "is_case_node", is_flag=True)
@click.option("--figures", envvar="MIDEX_FIGURES", type=click.Path(path_type=Path), default=Path("data"))
@click.pass_obj
def demo_step(
    wiring: Wiring, steps: tuple[str, ...], folder: Path, port: int, hub_port: int, is_case_node: bool, figures: Path
) -> None:
    """Steps of `midex demo` at one home."""
    if steps[0] == "prepare":
        new = _case_home(folder, port, hub_port) if is_case_node else _new_home(folder, port, hub_port)
        _prepare(wiring, new)
        steps = steps[1:]
    home = read_home(folder)
    for step in steps:
        name, _, number = step.partition("-")
        STEPS[name](wiring, home, figures, int(number or 0))


def _new_home(folder: Path, port: int, hub_port: int) -> Home:
    if port == hub_port:
        nodes = tuple(sorted((p, f"http://127.0.0.1:{hub_port + at}") for at, p in enumerate(PARTICIPANTS, start=1)))
        return Home(folder=folder.resolve(), kind=HomeKind.HUB, port=port, nodes=nodes)
    return Home(
        folder=folder.resolve(),
        kind=HomeKind.NODE,
        port=port,
        participant=PARTICIPANTS[port - hub_port - 1],
        hub_url=f"http://127.0.0.1:{hub_port}",
    )


def _case_home(folder: Path, port: int, hub_port: int) -> Home:
    participant, institution = CASE_NODE
    return Home(
        folder=folder.resolve(),
        kind=HomeKind.CASE,
        port=port,
        participant=participant,
        institution=institution,
        offices=OFFICES,
        generated=True,
        hub_url=f"http://127.0.0.1:{hub_port}",
    )


def _prepare(wiring: Wiring, home: Home) -> None:
    wiring.prepare(home)
    _said(1, 2, "folder, keys and database")
    accounts = accounts_of(wiring, home)
    for actor in _actors(home):
        accounts.add(actor, os.environ[_password(actor.identity)])
        if needs_second_factor(actor.role):
            accounts.enrol_totp(actor.identity, os.environ["MIDEX_DEMO_TOTP"])
    _said(2, 2, "accounts")


def _actors(home: Home) -> list[Actor]:
    """Who has an account at a home of the demonstration."""
    if home.kind is HomeKind.HUB:
        return [Actor(identity=name, name=name, role=Role.APPROVER) for name in APPROVERS]
    if home.kind is HomeKind.NODE:
        name = submitter(home.participant)
        return [Actor(identity=name, name=name, role=Role.SUBMITTER)]
    return [Actor(identity=name, name=name, role=role, office=office) for name, role, office in OFFICERS]


def _password(account: str) -> str:
    kind = "OFFICER" if any(account == name for name, _, _ in OFFICERS) else account.partition(".")[0].upper()
    return f"MIDEX_PASSWORD_{kind}"


def _published(wiring: Wiring, home: Home, figures: Path, _: int) -> None:
    hub = wiring.hub(home)
    flows = list(published(figures / "published"))
    for at, (dataflow, observations) in enumerate(flows, start=1):
        load_published(dataflow, observations, hub)
        _said(at, len(flows), dataflow.id)


def _invite(wiring: Wiring, home: Home, _figures: Path, _: int) -> None:
    hub = wiring.hub(home)
    file = home.folder / "invitations"
    file.touch(mode=0o600)
    participant, institution = CASE_NODE
    codes = {p: invite(p, hub) for p in PARTICIPANTS} | {"CASE": invite(participant, hub, institution)}
    file.write_text("".join(f"{name}={code}\n" for name, code in codes.items()), "ascii")
    _said(1, 1, "invitations")


def _enrol(wiring: Wiring, home: Home, _figures: Path, _: int) -> None:
    if home.kind is HomeKind.CASE:
        answer = enrol_key(os.environ["MIDEX_ENROLMENT_CODE_CASE"], wiring.case(home))
    else:
        answer = enrol_key(os.environ[f"MIDEX_ENROLMENT_CODE_{home.participant}"], wiring.node(home))
    if isinstance(answer, Refused):
        raise Fault("F212", step="enrol", home=home.name, said=str(answer.because))
    _said(1, 1, f"key {answer}")


def _submit(wiring: Wiring, home: Home, figures: Path, round_: int) -> None:
    node = wiring.node(home)
    actor = Actor(identity=submitter(home.participant), name="", role=Role.SUBMITTER)
    real = frozenset(file.stem for file in (figures / "submitted").glob("*.csv"))
    todo = list(plan(home.participant, round_, real))
    for at, item in enumerate(todo, start=1):
        content = _content(item, home.participant, figures / "submitted")
        name = f"{item.table.id}_{home.participant}.csv"
        rounded = ROUNDED_BY_EUROSTAT if isinstance(item, Real) else None
        answer = submit_table(content, name, table=item.table, actor=actor, node=node, rounded_to=rounded)
        if isinstance(answer, Refused):
            raise Fault("F212", step="submit", home=home.name, said=str(answer.because))
        if isinstance(answer, Report):
            first = next(f for f in answer.findings if f.severity is Severity.ERROR)
            raise Fault("F212", step="submit", home=home.name, said=f"{name}: {first.rule} {first.message}")
        _said(at, len(todo), f"{item.table.id} {', '.join(answer.receipt.versions)}")


def _content(item: Generated | Real, participant: str, folder: Path) -> bytes:
    """The file a statistician would have: a template with generated rows, or committed rows cut to their periods."""
    if isinstance(item, Generated):
        rows: Iterator[tuple[str, ...]] = generated_rows(
            item.table, participant, item.period, extra_persons=item.extra_persons
        )
        return _csv([item.table.columns, *rows])
    header, *lines = csv.reader(io.StringIO((folder / f"{item.table.id}.csv").read_text("utf-8")))
    period = header.index("TIME_PERIOD")
    newest = max(line[period] for line in lines)
    return _csv([tuple(header), *(tuple(x) for x in lines if (x[period] == newest) == item.newest_only)])


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _release(wiring: Wiring, home: Home, _figures: Path, _: int) -> None:
    hub = wiring.hub(home)
    people = [Actor(identity=name, name=name, role=Role.APPROVER) for name in APPROVERS]
    tables = submitted_tables()
    for at, table in enumerate(tables, start=1):
        proposal = propose_release(table, people[0], hub)
        if not isinstance(proposal, Refused):
            for person in people:
                answer = approve_release(proposal.number, proposal.sha256, person, hub)
                if isinstance(answer, Refused):
                    raise Fault("F212", step="release", home=home.name, said=str(answer.because))
        _said(at, len(tables), table.id)


def _people(wiring: Wiring, home: Home, _figures: Path, _: int) -> None:
    node = wiring.case(home)
    wanted = Simulation(
        seed=SEED,
        people=PEOPLE,
        first=node.clock().date() - timedelta(days=DAYS),
        days=DAYS,
        participant=home.participant,
        offices=home.offices,
    )
    for done in simulate(wanted, home, node):
        _said(1, 1, f"{done} people who do not exist")
    journal = wiring.journal(home)
    checkpoint_journal(journal)
    seen = send_checkpoint(journal)
    if isinstance(seen, Refused):
        raise Fault("F212", step="people", home=home.name, said=str(seen.because))


STEPS: dict[str, Callable[[Wiring, Home, Path, int], None]] = {
    "published": _published,
    "invite": _invite,
    "enrol": _enrol,
    "submit": _submit,
    "release": _release,
    "people": _people,
}


def _said(done: int, of: int, what: str) -> None:
    click.echo(f"{done}/{of} {what}")
