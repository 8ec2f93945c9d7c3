"""P7: a full disk and failing writes never lead to a false acknowledgement; what is said is clear, and it heals alone.

The home lies on a file system of a fixed size that is filled to random points; then `strace` makes single writes and
syncs of a request fail with EIO. Reads are refused too while nothing can be journaled.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from tests.casework import INFORMED
from tests.experiments.case_server import Answer, CaseServer
from tests.experiments.experiment import Experiment, NotPossibleError, Outcome, Sabotage

SIZE = 24 * 1024 * 1024
CALLS = ("fdatasync", "pwrite64", "fsync")
ROUNDS = 6  # requests of each kind at a point


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Half of the trials fill the disk, half make one system call fail."""
    draw, notes = random.Random(seed), Counter[str]()
    if not shutil.which("strace"):
        raise NotPossibleError("strace is missing (Debian: apt-get install strace)")
    with _small_disk(folder / "disk") as disk:
        server = CaseServer(disk)
        tried = Tried(server, draw, notes)
        try:
            server.start_when_possible()
            tried.begin()
            full = (trials + 1) // 2
            failures = sum(_filled(disk, tried, draw) for _ in range(full))
            failures += sum(_one_call_fails(tried, draw, folder) for _ in range(trials - full))
        finally:
            server.close()
        wrong = tried.judge()
    return Outcome(trials, min(trials, failures + wrong), dict(notes))


class Tried:
    """What was asked and what was said; an answer is a step, a case, or a refusal of the catalogue that says why."""

    def __init__(self, server: CaseServer, draw: random.Random, notes: Counter[str]) -> None:
        self._server, self._draw, self._notes = server, draw, notes
        self._told: dict[str, Answer] = {}
        self._open: dict[str, bytes] = {}
        self._name = ""

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._server.pid

    def begin(self) -> None:
        """A first case, while all is well."""
        if self.step():
            raise RuntimeError("a node on an empty disk took no step")
        self._name = next(iter(self._told.values())).said["case"]

    def step(self) -> bool:
        """Open a case; True where what came back is neither a step nor a clear refusal."""
        key = UUID(int=self._draw.getrandbits(128)).hex
        request = self._server.request("POST", "/api/cases", "officer", {"fields": INFORMED}, key)
        return self._is_wrong(self._server.send(request), key, request)

    def read(self) -> bool:
        """Open the first case."""
        answer = self._server.send(self._server.request("GET", f"/api/cases/{self._name}", "supervisor"))
        self._notes[f"reads answered {answer.status}"] += 1
        return answer.status != 200 and not _is_clear(answer)

    def healed(self) -> bool:
        """Without a restart or repair: every attempt that is open is taken now, and the case is read."""
        wrong = False
        for key, request in list(self._open.items()):
            answer = self._server.send(request)
            wrong |= answer.status != 201
            self._is_wrong(answer, key, request)
        self._open.clear()
        return wrong or self.step() or bool(self._open) or self.read()

    def judge(self) -> int:
        """False acknowledgements, and what is wrong with journal, steps and lists."""
        kept = self._server.kept()
        steps = {key: [name, number, entry] for key, name, _, number, entry in kept["events"]}
        lost = sum(
            steps.get(key) != [answer.said["case"], answer.said["number"], answer.said["entry"]]
            for key, answer in self._told.items()
        )
        self._notes["acknowledged"] += len(self._told)
        self._notes["false acknowledgements"] += lost
        return lost + len(kept["wrong"])

    def _is_wrong(self, answer: Answer, key: str, request: bytes) -> bool:
        if answer.status == 201:
            self._told[key] = answer
            self._notes["steps taken"] += 1
            return False
        self._open[key] = request
        self._notes["steps refused"] += 1
        return not _is_clear(answer)


def _is_clear(answer: Answer) -> bool:
    return answer.status == 503 and answer.said.get("fault", {}).get("code") == "F314"


def _filled(disk: Path, tried: Tried, draw: random.Random) -> bool:
    """Fill the disk but for a little, ask until it is full, then make room."""
    ballast = disk / "ballast"
    _fill(ballast, draw.choice([0, 0, draw.randrange(200_000)]))
    wrong = False
    for _ in range(ROUNDS):
        wrong |= tried.step()
        wrong |= tried.read()
    ballast.unlink()
    return tried.healed() or wrong


def _fill(ballast: Path, leave: int) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
        file.truncate(max(0, file.tell() - leave))


def _one_call_fails(tried: Tried, draw: random.Random, folder: Path) -> bool:
    """The server's N-th write or sync of each thread fails with EIO."""
    call, number = draw.choice(CALLS), draw.randint(1, 6)
    log = folder / "strace.log"
    command = ["strace", "-f", "-qq", "-p", str(tried.pid), "-e", f"trace={call}"]
    strace = subprocess.Popen(
        [*command, "-e", f"inject={call}:error=EIO:when={number}", "-o", str(log)], stderr=subprocess.DEVNULL
    )
    _wait_for_tracer(tried.pid, strace)
    wrong = False
    for _ in range(3):
        wrong |= tried.step()
        wrong |= tried.read()
    strace.send_signal(signal.SIGINT)
    strace.wait(20)
    return tried.healed() or wrong


def _wait_for_tracer(process: int, strace: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    threads = Path(f"/proc/{process}/task")
    while any("TracerPid:\t0" in (one / "status").read_text("ascii") for one in threads.iterdir()):
        if strace.poll() is not None or time.monotonic() > until:
            raise NotPossibleError("strace may not watch here")
        time.sleep(0.02)


@contextmanager
def _small_disk(place: Path) -> Iterator[Path]:
    place.mkdir()
    if os.geteuid() != 0:
        raise NotPossibleError("only root may mount a file system of a fixed size")
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        raise NotPossibleError(f"no file system can be mounted here: {mounted.stderr[:200]}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


EXPERIMENT = Experiment(
    promise="P7",
    says="on a full disk, and where a write or a sync fails, no step is acknowledged that is not kept, the answer says "
    "why, nothing is shown unjournaled, and it goes on alone once it can",
    run=run,
    small=8,
    full=80,
    part=40,
    sabotages=(
        Sabotage(
            "whoever asks while nothing can be kept is told so",
            "src/midex/web/unkept.py",
            "        if fault is None or response",
            "        if fault is not None or response",
        ),
        Sabotage(
            "a step that could not be written is not acknowledged",
            "src/midex/web/api/casework.py",
            "        answer = register_person(wanted, told_apart, actor, ports)\n",
            "        try:\n"
            "            answer = register_person(wanted, told_apart, actor, ports)\n        except Exception:\n"
            '            return JsonResponse({"case": wanted.name, "number": 1, "entry": 0}, status=201)\n',
        ),
    ),
)
