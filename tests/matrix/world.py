"""A case node full of people who do not exist: a case for every way in which an account can stand to one.

Every text that is written into a case says which case and field it is from, so that it is known wherever it turns up.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

from midex.kernel.role import Role
from midex.services.actor import Actor
from midex.services.casework.begun_forms import Begun, keep_form
from midex.services.casework.break_glass import break_glass
from midex.services.casework.take_step import StepProposed, StepTaken, TakeStep, take_step
from midex.services.entrance.session import FACTOR, SEEN, STARTED, name_of
from tests.casework import NORTH, SOUTH, CaseNode

TIERS = ("standard", "protected", "child", "trafficking")
RELATIONS = ("own", "own-away", "office", "away", "glass", "glass-over", "myself")
ASKERS = {role.value: Actor(identity=role.value, name=role.value, role=role, office=NORTH) for role in Role}
"""One account of every role, all in the office north; each is asked about every case."""

STRANGERS = ("nobody", "another-node", "deactivated", "over", "expired", "half", "old", "ended")
"""Sessions that are nobody's: none; a key this node never made; of a closed account; past twelve hours; idle too long;
without the second factor; from before there was one; ended elsewhere.
"""

OTHERS = {
    one.identity: one
    for one in (
        Actor(identity="second-supervisor", name="s", role=Role.SUPERVISOR, office=NORTH),
        Actor(identity="second-guardian", name="g", role=Role.GUARDIAN, office=NORTH),
        Actor(identity="second-trafficking", name="t", role=Role.TRAFFICKING_OFFICER, office=NORTH),
        Actor(identity="south-officer", name="o", role=Role.REGISTRATION_OFFICER, office=SOUTH),
        Actor(identity="south-supervisor", name="s", role=Role.SUPERVISOR, office=SOUTH),
        Actor(identity="south-guardian", name="g", role=Role.GUARDIAN, office=SOUTH),
        Actor(identity="south-trafficking", name="t", role=Role.TRAFFICKING_OFFICER, office=SOUTH),
        *(
            Actor(identity=f"gone-{role}", name="x", role=Role(role), office=NORTH)
            for role in ("caseworker", "supervisor")
        ),
    )
}
EVERYBODY = {**ASKERS, **OTHERS}
PROPOSERS = {"protected": "supervisor", "child": "guardian", "trafficking": "trafficking", "standard": "supervisor"}
WATCHERS = ("supervisor", "data-protection-officer")
MARK = re.compile(r"zq(\d+)x([A-Za-z]+)x([a-z]+)q")
"""A planted text: number of the case, kind of event, field (without underscores)."""
BEGUN = ("myself", "standard", Role.APPROVER.value)
"""Relation, tier and whom it concerns of the case in which the registration officer has begun something."""

REASON = "the person is in danger, zq{number}xGrantxreasonq"


def planted(number: int, kind: str, field: str) -> str:
    """A text that stands in one field of one case and nowhere else."""
    return f"zq{number}x{kind}x{field.replace('_', '')}q"


def session_of(asker: str) -> str:
    """Whose account a session is of, also where it is nobody's any more."""
    kind, _, who = asker.partition(":")
    return f"gone-{who}" if kind == "deactivated" else who or kind


@dataclass(frozen=True, kw_only=True)
class Known:
    """A case as the matrix knows it. ``state`` and ``relation`` say what it is for; ``asker`` whom it concerns."""

    number: int
    name: str
    case: str
    state: str
    relation: str
    tier: str
    asker: str = ""
    proposal: str = ""
    sha256: str = ""

    @property
    def office(self) -> str:
        """Where it is kept."""
        return NORTH if self.relation in ("own", "office", "myself") else SOUTH


@dataclass(frozen=True, kw_only=True)
class World:
    """The cases, and the cookie of everybody's session."""

    cases: tuple[Known, ...]
    cookies: Mapping[str, str]
    now: str

    def case(self, state: str, relation: str, tier: str, asker: str) -> Known:
        """The case for this purpose."""
        wanted = (state, relation, tier, asker if relation == "myself" else "")
        (found,) = (one for one in self.cases if (one.state, one.relation, one.tier, one.asker) == wanted)
        return found

    def keep(self, file: Path) -> None:
        """Write down what a process needs to know of it."""
        file.write_text(json.dumps(asdict(self)))

    @classmethod
    def known(cls, file: Path) -> World:
        """What another process built."""
        said = json.loads(file.read_text())
        return cls(cases=tuple(Known(**one) for one in said["cases"]), cookies=said["cookies"], now=said["now"])


def written_in(known: Known) -> frozenset[str]:
    """The fields of a case in which a planted text stands, as ``Event.field``."""
    fields: set[str] = set()
    if known.state != "informed":
        fields |= {"Registered.given_names", "Registered.family_names", "Registered.safe_contact"}
        fields |= set() if known.asker else {"Corrected.given_names", "Corrected.reason"}
    if known.tier != "standard":
        fields.add("KeptCloser.reason")
    if known.proposal:
        fields |= set() if known.state == "erasing" else {"KeptAsStandard.reason"}
    return frozenset(fields)


def combinations() -> Iterator[tuple[str, str, str, str]]:
    """(state, relation, tier, whom it concerns) of every case there is to be."""
    for relation, tier in product(RELATIONS[:-1], TIERS):
        yield "registered", relation, tier, ""
    for relation in ("own", "own-away", "office", "away"):
        yield from (("informed", relation, tier, "") for tier in TIERS)
        yield "ended", relation, "standard", ""
        yield "erasing", relation, "standard", ""
    for tier, who in product(TIERS, ASKERS):
        yield "registered", "myself", tier, who


def build(node: CaseNode) -> World:
    """Make them by the steps that people take, over some hours."""
    cases = [_built(node, number, *said) for number, said in enumerate(combinations(), start=1)]
    for one in cases:
        if one.relation == "office" or one.asker in WATCHERS:  # so that there is something to be told of in the north
            node.clock.move(minutes=13)
            _break(node, one, [OTHERS["south-trafficking"]])
    for relation in ("glass-over", "glass"):
        node.clock.move(minutes=61)
        for one in cases:
            if one.relation == relation:
                _break(node, one, [*ASKERS.values()])
    _begin(node, next(one for one in cases if (one.relation, one.tier, one.asker) == BEGUN))
    return World(cases=tuple(cases), cookies=_cookies(), now=node.clock.now.isoformat())


def _begin(node: CaseNode, known: Known) -> None:
    """Leave a form unfinished in a case that was changed last, so that the first page of a list does not name it."""
    clerk = "registration-officer"
    _take(node, clerk, "hand-over-copy", {"language": "fa"}, known.name)
    typed = {"reason": [planted(known.number, "Draft", "reason")]}
    begun = keep_form("correct", known.name, typed, EVERYBODY[clerk], node.ports)
    assert isinstance(begun, Begun), begun


def _built(node: CaseNode, number: int, state: str, relation: str, tier: str, concerns: str) -> Known:
    south = relation not in ("own", "office", "myself")
    office = "south" if south else "second"
    clerk = "south-officer" if south else "registration-officer"
    boss = f"{office}-supervisor"
    opened = _take(node, clerk, "open", {"language": "fa", "interpreter": True, "on": "2026-03-02"}, "")
    name = opened.name
    if state != "informed":
        texts = {one: planted(number, "Registered", one) for one in ("given_names", "family_names", "safe_contact")}
        coded = {"birth": "1991-04", "sex": "F", "citizenship": "AF", "accompanied": "adult"}
        staff = {"concerns_staff": concerns} if concerns else {}
        _take(node, clerk, "register", {**texts, **coded, **staff}, name)
        if not concerns:
            said = {one: planted(number, "Corrected", one) for one in ("given_names", "reason")}
            _take(node, clerk, "correct", said, name)
    for who in [concerns] if concerns else ASKERS if relation.startswith("own") else []:
        _take(node, boss, "assign", {"account": who}, name)
    if state in ("ended", "erasing"):
        _take(node, boss, "record-departure", {"why": "left", "on": "2026-03-02"}, name)
    if tier != "standard":
        _take(node, boss, "keep-closer", {"tier": tier, "reason": planted(number, "KeptCloser", "reason")}, name)
    known = Known(number=number, name=name, case=opened.case, state=state, relation=relation, tier=tier, asker=concerns)
    return _proposed(node, known, f"{office}-{PROPOSERS[tier]}")


def _proposed(node: CaseNode, known: Known, who: str) -> Known:
    """With a step that waits for a second person, where one can."""
    if known.state == "erasing":
        step, fields = "order-erasure", {"ground": "unlawful"}
    elif known.state == "registered" and known.tier != "standard":
        step, fields = "keep-as-standard", {"reason": planted(known.number, "KeptAsStandard", "reason")}
    else:
        return known
    answer = _ask(node, who, step, fields, known.name)
    assert isinstance(answer, StepProposed), answer
    return replace(known, proposal=answer.proposal, sha256=answer.sha256)


def _take(node: CaseNode, who: str, step: str, fields: Mapping[str, Any], name: str) -> StepTaken:
    answer = _ask(node, who, step, fields, name)
    assert isinstance(answer, StepTaken), (who, step, answer)
    return answer


def _ask(node: CaseNode, who: str, step: str, fields: Mapping[str, Any], name: str) -> Any:
    wanted = TakeStep(procedure="registration", step=step, fields=fields, key=uuid4().hex, name=name)
    return take_step(wanted, EVERYBODY[who], node.ports)


def _break(node: CaseNode, one: Known, people: list[Actor]) -> None:
    for who in people:
        break_glass(one.name, REASON.format(number=one.number), who, node.ports)


def _cookies() -> dict[str, str]:
    """The key of a session of everybody, and of those that are nobody's."""
    from midex.stores.accounts.models import Account, Session

    now = time.time()
    full = {STARTED: now, SEEN: now + 24 * 3600, FACTOR: "totp"}  # seen just now, however long the asking takes
    keys = {who: _session(who, full) for who in ASKERS}
    expired = []
    for who in ("caseworker", "supervisor"):
        keys |= {f"nobody:{who}": "", f"another-node:{who}": uuid4().hex}
        keys[f"deactivated:{who}"] = _session(f"gone-{who}", full)
        keys[f"over:{who}"] = _session(who, {**full, STARTED: now - 13 * 3600})
        keys[f"half:{who}"] = _session(who, {**full, FACTOR: ""})
        keys[f"old:{who}"] = _session(who, {STARTED: now, SEEN: now + 24 * 3600})
        keys[f"expired:{who}"], keys[f"ended:{who}"] = _session(who, full), _session(who, full)
        Session.objects.filter(session_key=name_of(keys[f"ended:{who}"])).delete()
        expired.append(name_of(keys[f"expired:{who}"]))
    Account.objects.filter(identity__startswith="gone-").update(is_active=False)
    Session.objects.filter(session_key__in=expired).update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    return keys


def _session(identity: str, said: Mapping[str, object]) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from midex.stores.accounts.models import Account
    from midex.stores.accounts.sessions import SessionStore

    account = Account.objects.get(identity=identity)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "midex.stores.accounts.backend.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.update(said)
    session.create()
    return str(session.session_key)
