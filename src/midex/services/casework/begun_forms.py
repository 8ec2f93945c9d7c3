"""What an account typed into a form and has not finished: kept for a day, under a key of its own, for it alone.

It is no step, is counted nowhere and seen by nobody else. The key is destroyed when the form is kept or given up, when
the case's person is erased, and after a day; then what a disk or a backup still holds opens nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from midex.formats.canonical_json import canonical_json, read_json
from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.caps import WINDOW, may_list
from midex.policy.scope import NOT_FOUND, Scope
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.alarms import raise_alarm
from midex.services.casework.ports import CasePorts, CaseRow, FormDraft, Place, Receipt
from midex.services.casework.take_step import ERASED

LIFE = timedelta(hours=24)
LONGEST = 200_000
"""Bytes of one form: a full bus with every field."""

MOST = 12
"""Forms that one account may have begun."""

TABLE = "cases_draft"

TOO_LONG = mark("this is too much to be kept before it is finished")
TOO_MANY = mark("{count} forms are begun already; finish or discard one of them first")
FINISHED = mark("this was kept as a step already")

Typed = Mapping[str, Sequence[str]]
"""What stands in a form: the values of each name."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A form that waits to be gone on with; ``name`` is that of its case, empty where it opens one."""

    form: str
    name: str
    kept_at: datetime

    @property
    def until(self) -> datetime:
        """When it is destroyed."""
        return self.kept_at + LIFE


def keep_form(form: str, name: str, typed: Typed, actor: Actor, ports: CasePorts) -> Begun | Refused:
    """Keep what stands in a form in place of what was kept of it before."""
    scope = scope_of(actor, ports.clock())
    forget_old_forms(ports)
    row = _case_of(name, scope, ports)
    if isinstance(row, Refused):
        return row
    text = canonical_json({field: list(values) for field, values in typed.items()}).decode()
    refused = _cannot_be_kept(form, row, text, typed, scope, ports)
    if refused:
        return refused
    here = _draft_of(form, row.case if row else "", scope, ports)
    try:
        sealed = ports.draft_vault.seal(here.id, _place(here.id), text)
    except KeyError:
        return Refused(Message(FINISHED))  # by the same account, in another window
    with ports.unit_of_work():
        there = ports.drafts.put(replace(here, kept_at=scope.at, sealed=sealed))
    return Begun(form=form, name=name, kept_at=scope.at) if there else Refused(Message(FINISHED))


def begun_form(form: str, name: str, actor: Actor, ports: CasePorts) -> Begun | None:
    """Whether an account has begun a form, and when it last typed in it; nothing of what it typed."""
    row = ports.cases.named(name, scope_of(actor, ports.clock())) if name else None
    found = ports.drafts.find(actor.identity, form, row.case if row else "") if row or not name else None
    lives = found is not None and found.kept_at >= ports.clock() - LIFE
    return Begun(form=form, name=name, kept_at=found.kept_at) if found and lives else None


def begun_forms(actor: Actor, ports: CasePorts) -> tuple[Begun, ...] | Refused:
    """All that an account has begun, in cases that it still sees; naming them is accounted for, and capped, as a list.

    Where no case is named, nothing is.
    """
    scope = scope_of(actor, ports.clock())
    found = [one for one in ports.drafts.of_account(actor.identity) if one.kept_at >= scope.at - LIFE]
    rows = {one.case: ports.cases.find(one.case, scope) for one in found if one.case}
    refused = _named(tuple(row for row in rows.values() if row), scope, ports)
    if isinstance(refused, Refused):
        return refused
    return tuple(
        Begun(form=one.form, name=row.name if row else "", kept_at=one.kept_at)
        for one in found
        if (row := rows.get(one.case)) or not one.case
    )


def _named(rows: tuple[CaseRow, ...], scope: Scope, ports: CasePorts) -> Refused | None:
    """Account for the naming of cases, or say why no more are named now."""
    if not rows:
        return None
    action, purpose = Action.LIST_CASES, Purpose.REGISTRATION
    with ports.unit_of_work():
        seen = ports.reads.seen(scope.identity, [action.value], scope.at - WINDOW)
        refused = may_list(seen, {row.case for row in rows})
        if isinstance(refused, Refused):
            raise_alarm(action, scope, ports)
            account_for(EntryKind.REFUSAL, action, purpose, scope, (), ports)
            return refused
        account_for(EntryKind.READ, action, purpose, scope, rows, ports)
    return None


def go_on(form: str, name: str, actor: Actor, ports: CasePorts) -> Typed | Refused | None:
    """What the account typed, journaled before it is opened; None where nothing is kept any more."""
    scope = scope_of(actor, ports.clock())
    forget_old_forms(ports)
    row = _case_of(name, scope, ports)
    if isinstance(row, Refused):
        return row
    found = ports.drafts.find(scope.identity, form, row.case if row else "")
    if found is None or not found.sealed:
        return None
    with ports.unit_of_work():
        rows = (row,) if row else ()
        receipt = account_for(EntryKind.READ, Action.GO_ON, Purpose.REGISTRATION, scope, rows, ports)
    opens = Receipt(entry=receipt.entry, people=frozenset({found.id}))
    text = ports.draft_vault.open(found.id, _place(found.id), found.sealed, opens)
    return None if isinstance(text, Closed) else read_json(text.encode())


def end_form(form: str, name: str, actor: Actor, ports: CasePorts) -> None:
    """Destroy what was kept of a form: it was finished, or given up. A case that is not seen any more counts too."""
    row = ports.cases.judged(name) if name else None
    found = ports.drafts.find(actor.identity, form, row.case if row else "")
    if found and (row or not name):
        _destroy(found, ports)


def end_forms_of(case: str, ports: CasePorts) -> None:
    """Destroy what anybody began in a case: its person is erased."""
    for one in ports.drafts.of_case(case):
        _destroy(one, ports)


def forget_old_forms(ports: CasePorts) -> int:
    """Destroy what was not gone on with for a day, whoever began it; answers how much."""
    old = ports.drafts.before(ports.clock() - LIFE)
    for one in old:
        _destroy(one, ports)
    return len(old)


def _draft_of(form: str, case: str, scope: Scope, ports: CasePorts) -> FormDraft:
    """The account's draft of a form, with a key; a new and empty one where there is none."""
    found = ports.drafts.find(scope.identity, form, case)
    if found:
        return found
    new = FormDraft(id=ports.random_id(), identity=scope.identity, form=form, case=case, kept_at=scope.at, sealed="")
    ports.draft_vault.admit([new.id])
    with ports.unit_of_work():
        here = ports.drafts.claim(new)
    if here != new.id:  # another window was first
        ports.draft_vault.erase(new.id)
    return replace(new, id=here)


def _destroy(draft: FormDraft, ports: CasePorts) -> None:
    ports.draft_vault.erase(draft.id)  # first: a row without a key says nothing
    with ports.unit_of_work():
        ports.drafts.drop(draft.id)


def _case_of(name: str, scope: Scope, ports: CasePorts) -> CaseRow | Refused | None:
    """The case that a form is about; None for one that opens a case."""
    allowed = not isinstance(may(scope.role, Action.GO_ON), Refused)
    row = ports.cases.named(name, scope) if name and allowed else None
    if allowed and (row or not name):
        return row
    with ports.unit_of_work():
        account_for(EntryKind.REFUSAL, Action.GO_ON, Purpose.REGISTRATION, scope, (), ports)
    return Refused(Message(NOT_FOUND))


def _cannot_be_kept(
    form: str, row: CaseRow | None, text: str, typed: Typed, scope: Scope, ports: CasePorts
) -> Refused | None:
    if len(text.encode()) > LONGEST:
        return Refused(Message(TOO_LONG))
    if row and ports.vault.salt(row.person, row.case) is None:
        return Refused(Message(ERASED))
    if any(_is_finished(key, scope.identity, ports) for key in typed.get("key", ())):
        return Refused(Message(FINISHED))
    begun = ports.drafts.of_account(scope.identity)
    here = any((one.form, one.case) == (form, row.case if row else "") for one in begun)
    return None if here or len(begun) < MOST else Refused(Message(TOO_MANY, {"count": len(begun)}))


def _is_finished(key: str, identity: str, ports: CasePorts) -> bool:
    """Whether this account kept a form under this name; of anybody else's nothing is told."""
    taken = [found for one in (key, f"{key}-0-0") if (found := ports.events.by_key(one))]
    proposed = ports.proposals.by_key(key)
    return any(read_json(one.body)["by"] == identity for one in taken) or bool(
        proposed and proposed.proposed_by == identity
    )


def _place(draft: str) -> Place:
    return Place(TABLE, draft, "sealed")
