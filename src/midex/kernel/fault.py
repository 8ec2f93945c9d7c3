"""The catalogue of faults: a stable code, a sentence for a person, and who must act.

A fault is raised when a caller cannot go on; a refusal that a rule foresees is a value (``verdict``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from midex.kernel.text import Message, mark


class Remedy(Enum):
    """What the caller should do about a fault."""

    CORRECT = "correct"
    WAIT = "wait"
    ASK = "ask"
    REPORT = "report"


@dataclass(frozen=True)
class FaultKind:
    """One entry of the catalogue; ``code`` never changes its meaning."""

    code: str
    sentence: str
    remedy: Remedy


CATALOGUE: dict[str, FaultKind] = {
    kind.code: kind
    for kind in (
        # reading a file
        FaultKind("F101", mark("{file} is larger than {limit} MB; split it by period"), Remedy.CORRECT),
        FaultKind("F102", mark("{file} is empty"), Remedy.CORRECT),
        FaultKind("F103", mark("{file} is no CSV or xlsx file that can be opened: {reason}"), Remedy.CORRECT),
        FaultKind(
            "F104",
            mark("no layout fits the header of {file} ({header}); `midex layouts` lists them, --layout picks one"),
            Remedy.CORRECT,
        ),
        FaultKind("F105", mark("there is no layout {layout}; `midex layouts` lists those known"), Remedy.CORRECT),
        FaultKind("F106", mark("there is no table {table}; `midex tables` lists those known"), Remedy.CORRECT),
        FaultKind("F107", mark("{file} holds table {found}, not {table}"), Remedy.CORRECT),
        FaultKind("F108", mark("{file} cannot be read: {reason}"), Remedy.CORRECT),
        FaultKind("F109", mark("{text} is not a period; write 2025, 2025-Q3 or 2025-03"), Remedy.CORRECT),
        FaultKind(
            "F110", mark("the columns of {file} fit several tables ({tables}); say which: --table"), Remedy.CORRECT
        ),
        FaultKind("F111", mark("{file} mixes several tables ({tables}); one file holds one table"), Remedy.CORRECT),
        FaultKind(
            "F112", mark("layout {layout} needs the columns {missing}; {file} has none of that name"), Remedy.CORRECT
        ),
        FaultKind(
            "F113",
            mark("{file} is laid out like {layout}, but its columns ({header}) or what they hold fit no table of it"),
            Remedy.CORRECT,
        ),
        FaultKind(
            "F114",
            mark("the {figures} figures of {file} cannot be checked at once; split it by period"),
            Remedy.CORRECT,
        ),
        FaultKind(
            "F115",
            mark("figures cannot be declared as rounded to {base}; the base is from 2 to {largest}"),
            Remedy.CORRECT,
        ),
        FaultKind(
            "F116", mark("nothing is submitted to {table} for {period}; its periods are {wanted}"), Remedy.CORRECT
        ),
        # homes and wiring
        FaultKind("F201", mark("say which home: --home DIR or MIDEX_HOME. Homes here: {homes}"), Remedy.CORRECT),
        FaultKind("F202", mark("{home} is not a home; `midex init` makes one"), Remedy.CORRECT),
        FaultKind("F203", mark("{home} is the home of {kind}; this command needs {needed}"), Remedy.CORRECT),
        FaultKind("F204", mark("the hub at {url} does not answer; nothing changed, try again: {reason}"), Remedy.WAIT),
        FaultKind("F205", mark("the hub's answer cannot be trusted: {reason}"), Remedy.REPORT),
        FaultKind("F207", mark("{home} already is {found}; it was not changed"), Remedy.CORRECT),
        FaultKind("F209", mark("{file} cannot be understood: {reason}"), Remedy.CORRECT),
        FaultKind(
            "F210", mark("this node has not enrolled its key; run `midex keys enrol --home DIR`"), Remedy.CORRECT
        ),
        FaultKind("F211", mark("port {port} is taken on {address}; choose another with --port"), Remedy.CORRECT),
        FaultKind("F212", mark("the demonstration stopped at {step}, {home}: {said}"), Remedy.REPORT),
        FaultKind(
            "F213",
            mark("this account may not listen on port {port}; choose one above 1023 with --port"),
            Remedy.CORRECT,
        ),
        FaultKind(
            "F214", mark("{address} is no address of this machine; choose another with --address"), Remedy.CORRECT
        ),
        FaultKind("F215", mark("cannot listen on port {port} of {address}: {reason}"), Remedy.CORRECT),
        FaultKind(
            "F216",
            mark(
                "the databases of {home} are of an earlier version; run `midex init` with the options it was made with"
            ),
            Remedy.CORRECT,
        ),
        FaultKind("F217", mark("there is no terminal to ask for the password at; set MIDEX_PASSWORD"), Remedy.CORRECT),
        FaultKind("F218", mark("{place} cannot be read or written: {reason}"), Remedy.CORRECT),
        FaultKind("F219", mark("{home} is not served: {reason}"), Remedy.CORRECT),
        FaultKind("F220", mark("there is no terminal to ask for the one-time code at; set MIDEX_CODE"), Remedy.CORRECT),
        FaultKind(
            "F230",
            mark("{home} was not made for people who do not exist; `midex init --generated` makes a home for them"),
            Remedy.CORRECT,
        ),
        FaultKind("F231", mark("the simulation stopped at step {step} of {person}: {reason}"), Remedy.REPORT),
        # cases and their steps
        FaultKind(
            "F301", mark("{text} is no date; write 2009, 2009-04 or 2009-04-30, with ~ where estimated"), Remedy.CORRECT
        ),
        FaultKind("F302", mark("{kind} {number} is kept in a form this version cannot read: {reason}"), Remedy.REPORT),
        FaultKind("F303", mark("{field} of {kind}: {reason}"), Remedy.CORRECT),
        FaultKind("F304", mark("there is no procedure or step {name} here; `midex check` lists them"), Remedy.CORRECT),
        FaultKind("F305", mark("{field} of {table} {row} was changed or moved; it is not shown"), Remedy.REPORT),
        FaultKind("F306", mark("{database} does not keep what it is given safely: {reason}"), Remedy.CORRECT),
        FaultKind("F307", mark("the journal of {home} does not hold: {reason}"), Remedy.REPORT),
        FaultKind("F311", mark("{place} is of another node or was changed: {reason}"), Remedy.REPORT),
        FaultKind("F312", mark("{place} is being read; what was erased there is cleared away next time"), Remedy.WAIT),
        FaultKind("F313", mark("{file} is no sound backup of this node's keys: {reason}"), Remedy.CORRECT),
        FaultKind(
            "F314",
            mark(
                "nothing can be kept just now, and so nothing is shown: {reason}; ask again under the same name later"
            ),
            Remedy.WAIT,
        ),
        FaultKind(
            "F315",
            mark("{place} is damaged itself; nothing more of it was read, for that might never end. Restore a backup"),
            Remedy.REPORT,
        ),
        FaultKind("F320", mark("a request's body is one JSON object of at most {limit} KB: {reason}"), Remedy.CORRECT),
        # letters to a person
        FaultKind("F330", mark("nothing is written in {language} for {what}"), Remedy.REPORT),
        FaultKind("F331", mark("the letter {kind} cannot be made: {reason}"), Remedy.REPORT),
        # records of other systems
        FaultKind("F340", mark("this is no {format} file that can be taken over: {reason}"), Remedy.CORRECT),
        # asking the SDMX service
        FaultKind("F501", mark("this request cannot be read: {reason}"), Remedy.CORRECT),
        FaultKind("F502", mark("nothing is published for this request ({what})"), Remedy.CORRECT),
        FaultKind("F503", mark("{wanted} is not offered here; ask for one of: {offered}"), Remedy.CORRECT),
        FaultKind("F504", mark("this service does not implement {what}"), Remedy.CORRECT),
        FaultKind("F505", mark("a request may name at most {limit} codes; ask in parts"), Remedy.CORRECT),
        FaultKind("F506", mark("the address is longer than {limit} characters; ask in parts"), Remedy.CORRECT),
        FaultKind("F507", mark("{method} is not offered here; figures are read with GET"), Remedy.CORRECT),
        FaultKind(
            "F508",
            mark("{places} long answers are being sent just now; ask again in a moment, or ask for less"),
            Remedy.WAIT,
        ),
        # what nobody foresaw
        FaultKind(
            "F901",
            mark(
                "this should not have happened ({kind}); report it. MIDEX_DEBUG=1 before the same command shows where"
            ),
            Remedy.REPORT,
        ),
    )
}


class Fault(Exception):  # noqa: N818 - the field's word; an error is what it may lead to
    """A fault of the catalogue with its details."""

    def __init__(self, code: str, **details: str | int) -> None:
        self.kind = CATALOGUE[code]
        self.message = Message(self.kind.sentence, details)
        super().__init__(f"{code} {self.message}")

    @property
    def code(self) -> str:
        """The catalogue's stable code, e.g. ``F104``."""
        return self.kind.code
