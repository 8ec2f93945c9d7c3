"""`midex demo`: the hub, six nodes and a case node as processes; the main job run through them, then served.

It only starts commands and shows how far they are; what each home does is in `demo_step`.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import FrameType

import click
import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from midex import __version__
from midex.kernel.fault import Fault
from midex.services.demonstrate import APPROVERS, CASE_NODE, OFFICERS, submitter
from midex.services.home import LAST_PORT
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE, PARTICIPANTS, countries

FIRST_PORT = 8000
PASSWORDS = "accounts.env"
DONE = "demo-done"
CASE_FOLDER = "rs-asylum"
TOTP = "MIDEX_DEMO_TOTP"
"""The secret of one-time codes that all accounts of the demonstration share; elsewhere each has its own."""

_PASSWORD = "MIDEX_PASSWORD_{}"  # noqa: S105 - a name to fill, no secret


@dataclass(frozen=True)
class Place:
    """One home of the demonstration."""

    folder: Path
    port: int
    title: str
    is_case_node: bool = False

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"


@click.command()
@click.option("--var", "var", type=click.Path(path_type=Path), default=Path("var"), show_default=True, help="Folder.")
@click.option("--figures", type=click.Path(path_type=Path, exists=True), default=Path("data"), show_default=True)
@click.option(
    "--first-port",
    type=click.IntRange(1, LAST_PORT - len(PARTICIPANTS) - 1),
    default=FIRST_PORT,
    show_default=True,
    help="The hub's; the nodes take the next seven.",
)
@click.option("--serve/--no-serve", envvar="MIDEX_DEMO_SERVE", default=True, help="Keep serving afterwards.")
def demo(var: Path, figures: Path, first_port: int, serve: bool) -> None:
    """Prepare a hub, six nodes and a case node under ./var, run the main job, and serve."""
    console = Console(highlight=False)
    places = _places(var, first_port)
    var.mkdir(parents=True, exist_ok=True)
    with _stopped_like_ctrl_c():
        if (var / DONE).is_file() and (var / DONE).read_text("ascii") == _fingerprint(figures):
            console.print("The figures are there from an earlier run; nothing changes.")
        else:
            _main_job(places, figures, console)
            (var / DONE).write_text(_fingerprint(figures), "ascii")
        if not serve:
            console.print("Not serving (MIDEX_DEMO_SERVE=0). `make demo` serves it.")
            return
        with _serving(places.values(), console):
            _where_to_look(places, console)
            signal.pause()


def _places(var: Path, first_port: int) -> dict[str, Place]:
    names = {code.id: code.name for code in countries()}
    ports = range(first_port + 1, first_port + 1 + len(PARTICIPANTS))
    nodes = {p: Place(var / p.lower(), at, f"node of {names[p]}") for p, at in zip(PARTICIPANTS, ports, strict=True)}
    hub = Place(var / "hub", first_port, "hub and public site")
    case_node = Place(var / CASE_FOLDER, ports[-1] + 1, f"asylum office of {names[CASE_NODE[0]]}", is_case_node=True)
    return {"hub": hub, **nodes, "case": case_node}


def _fingerprint(figures: Path) -> str:
    """What a finished run depends on: the version and the committed figures."""
    mark = sha256(__version__.encode())
    for file in sorted(figures.glob("**/*")):
        if file.is_file():
            mark.update(file.name.encode() + sha256(file.read_bytes()).digest())
    return mark.hexdigest()


def _main_job(places: Mapping[str, Place], figures: Path, console: Console) -> None:
    """Prepare, enrol, submit and release, each home in its own process, as many at once as there are cores."""
    hub, case_node = places["hub"], places["case"]
    nodes = [place for place in places.values() if place not in (hub, case_node)]
    passwords = _passwords(hub.folder.parent)
    with _progress(console) as progress, ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:

        def step(title: str, steps: str, at: Iterable[Place], **said: str) -> None:
            env = {**os.environ, **passwords, **said, "MIDEX_FIGURES": str(figures), "MIDEX_HUB_PORT": str(hub.port)}
            task = progress.add_task(title, total=None)
            list(pool.map(lambda place: _run_step(title, steps.split(), place, env, progress, task), at))
            progress.update(task, description=f"{title:20} done", total=progress.tasks[task].completed)

        step("hub", "prepare published invite", [hub])
        with _serving([hub], console):
            codes = dict(line.split("=", 1) for line in (hub.folder / "invitations").read_text("ascii").splitlines())
            invited = {f"MIDEX_ENROLMENT_CODE_{participant}": code for participant, code in codes.items()}
            step("nodes, first round", "prepare enrol submit-1", nodes, **invited)
            (hub.folder / "invitations").unlink()
            step("case node", "prepare enrol people", [case_node], **invited)
            step("first releases", "release-1", [hub])
            step("nodes, second round", "submit-2", nodes)
            step("second releases", "release-2", [hub])


def _run_step(
    title: str, steps: list[str], place: Place, env: Mapping[str, str], progress: Progress, task: TaskID
) -> None:
    """Steps of one home in its own process; lines `n/m …` move the bar, others are shown if it fails."""
    at = ["--home", str(place.folder), "--port", str(place.port)]
    command = [
        sys.executable,
        "-m",
        "midex",
        "demo-step",
        *steps,
        *at,
        *(["--case-node"] if place.is_case_node else []),
    ]
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env) as process:
        assert process.stdout is not None  # noqa: S101 - asked for with PIPE
        for line in process.stdout:
            count, _, rest = line.strip().partition(" ")
            done, slash, of = count.partition("/")
            if not (slash and done.isdigit() and of.isdigit()):
                said.append(line)
                continue
            if done == "1":
                progress.update(task, total=(progress.tasks[task].total or 0) + int(of))
            progress.update(task, advance=1, description=f"{title:20} {place.title}: {rest}"[:52])
    if process.returncode:
        raise Fault("F212", step=title, home=place.title, said="".join(said[-8:]).strip())


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:52}"), BarColumn(8), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def _passwords(var: Path) -> dict[str, str]:
    """Passwords of the demonstration's accounts, drawn once and kept where only the owner can read them."""
    file = var / PASSWORDS
    if not file.exists():
        file.touch(mode=0o600)
        kinds = ("statistician", *APPROVERS, "officer")
        drawn = {_PASSWORD.format(name.upper()): secrets.token_urlsafe(9) for name in kinds}
        drawn[TOTP] = b32encode(secrets.token_bytes(20)).decode("ascii")
        file.write_text("".join(f"{name}={password}\n" for name, password in drawn.items()), "ascii")
    return dict(line.split("=", 1) for line in file.read_text("ascii").splitlines())


@contextmanager
def _serving(places: Iterable[Place], console: Console) -> Iterator[None]:
    """Serve homes for as long as the block runs."""
    command = [sys.executable, "-m", "midex", "serve", "--home"]
    places = list(places)
    processes = [subprocess.Popen([*command, str(p.folder), "--port", str(p.port)]) for p in places]
    try:
        for place, process in zip(places, processes, strict=True):
            _wait_until_ready(place, process)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                console.print("a server did not stop in time; killing it")
                process.kill()


def _wait_until_ready(place: Place, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Fault("F212", step="serve", home=place.title, said="it stopped; its reason stands above")
        try:
            if httpx.get(f"{place.url}/healthz", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise Fault("F212", step="serve", home=place.title, said=f"not ready after {seconds:.0f} s")


@contextmanager
def _stopped_like_ctrl_c() -> Iterator[None]:
    """Let a TERM end the demonstration as Ctrl-C does, so that no server is left behind."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nstopped; `make demo` starts it again")


def _where_to_look(places: Mapping[str, Place], console: Console) -> None:
    hub = places["hub"]
    passwords = _passwords(hub.folder.parent)
    console.print("\n[bold]Where to look[/bold]")
    for place in places.values():
        console.print(f"  {place.title:34} {place.url}/")
    console.print(f"  {'SDMX':34} {hub.url}/sdmx/2.1/\n\n[bold]Sign in[/bold] (passwords also in var/{PASSWORDS})")
    example = submitter("ME")
    console.print(f"  at a node, e.g. Montenegro's: {example}  {passwords[_PASSWORD.format('STATISTICIAN')]}")
    for name in APPROVERS:
        console.print(f"  at the hub's office: {name}  {passwords[_PASSWORD.format(name.upper())]}   {hub.url}/office/")
    case_node, password = places["case"], passwords[_PASSWORD.format("OFFICER")]
    people = ", ".join(name for name, _, _ in OFFICERS)
    console.print(f"  at the case node: {people}  {password}   {case_node.url}/")
    console.print(
        f"  one-time codes of editor, reviewer and the case node: add this secret to an app: {passwords[TOTP]}"
    )
    console.print(f"\n{KOSOVO_FOOTNOTE}\n\nCtrl-C stops all.")
