"""Signs a served case node's journal again and again, and has the hub see it; a failure is said, and stops nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from midex.kernel.fault import Fault
from midex.kernel.verdict import Refused
from midex.services.casework.begun_forms import forget_old_forms
from midex.services.casework.note_lateness import note_lateness
from midex.services.casework.ports import CasePorts
from midex.services.journal.checkpoint_journal import checkpoint_journal
from midex.services.journal.ports import JournalPorts
from midex.services.journal.send_checkpoint import send_checkpoint

EVERY = 300
"""Seconds between two checkpoints; far below the hour after which one is late."""

log = logging.getLogger(__name__)


class Checkpoints:
    """Makes checkpoints in a thread of its own; ``reason`` is why the last one failed, empty where it did not."""

    def __init__(self, ports: CasePorts, journal: JournalPorts, every: float = EVERY) -> None:
        self._ports, self._journal, self._every = ports, journal, every
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="checkpoints", daemon=True)  # ends with the process
        self.reason = ""

    def start(self) -> None:
        """Begin with one at once."""
        self._thread.start()

    def stop(self) -> None:
        """Make no more; waits for the one that is being made."""
        self._stopped.set()
        self._thread.join()

    def once(self) -> str:
        """Make one; answers why it failed. Nothing is raised: there is nobody to raise it to."""
        from django.db import connections

        try:
            reason = _tried(self._signed)
            reason = _tried(self._noted) or reason  # lateness is noted after a failure above all
            return _tried(self._forgotten) or reason
        finally:
            connections.close_all()  # this thread's own

    def _run(self) -> None:
        while not self._stopped.is_set():
            self.reason = self.once()
            self._stopped.wait(self._every)

    def _signed(self) -> str:
        checkpoint_journal(self._journal)
        seen = send_checkpoint(self._journal)
        return str(seen.because) if isinstance(seen, Refused) else ""

    def _forgotten(self) -> str:
        forget_old_forms(self._ports)
        return ""

    def _noted(self) -> str:
        note_lateness(self._ports, self._journal)
        return ""


def _tried(action: Callable[[], str]) -> str:
    """What the action answers, or why it failed, as one sentence; its line in the log names no person."""
    try:
        reason = action()
    except Fault as fault:
        reason = f"{fault.code}: {fault.message}"
    except Exception as wrong:  # noqa: BLE001 - the thread lives on; the text could quote a row, the class cannot
        reason = f"F901: {type(wrong).__name__}"
    if reason:
        log.warning("no checkpoint was made or seen: %s", reason)
    return reason
