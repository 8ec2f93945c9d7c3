"""P19: nothing recorded to protect a person reaches enforcement, and no institution gets a field beyond its list.

The lists are written here a second time, by hand; a canary stands in every field of every kind of event.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from midex.exchange.firewall import Asked
from midex.exchange.firewall import hand_over as decide
from midex.exchange.institution import Institution
from midex.exchange.message import to_json
from midex.exchange.purposes import SHARINGS
from midex.formats.canonical_json import canonical_json
from midex.formats.event_json import shape_of
from midex.kernel.procedure import Step
from midex.kernel.purpose import Purpose
from midex.participants.institutions import all_institutions
from midex.procedures.catalogue import PROCEDURES
from midex.services.casework.approve_step import approve_step
from midex.services.casework.hand_over import HandedOver, hand_over
from midex.services.casework.take_step import StepProposed, StepTaken
from tests.casework import CaseNode, case_node_on
from tests.experiments.experiment import Change, Experiment, Outcome, Sabotage

NAMES = {"Registered.given_names", "Registered.family_names"}
WHO = NAMES | {
    "Registered.birth",
    "Registered.sex",
    "Registered.citizenship",
    "Registered.accompanied",
    "Informed.language",
}
CONTACT = {"Registered.safe_contact"}
STEPS = {
    "Informed.on",
    "Informed.language",
    "Informed.interpreter",
    "CopyHandedOver.language",
    "Departed.why",
    "Departed.on",
    "ErasureOrdered.ground",
}
TRAFFICKED = {
    "TraffickingNoted.indicators",
    "TraffickingNoted.on",
    "HandOverAgreed.referred_for",
    "HandOverAgreed.language",
    "HandOverAgreed.interpreter",
}
ALLOWED: Mapping[str, tuple[set[str], set[str]]] = {
    "registration": ({"asylum-office", "reception-authority"}, WHO),
    "protection": ({"asylum-office", "reception-authority", "guardianship-authority"}, WHO | CONTACT),
    "asylum": ({"asylum-office", "appeals-body"}, WHO),
    "reception": ({"reception-authority"}, WHO - {"Registered.citizenship"}),
    "child-protection": ({"guardianship-authority"}, WHO | CONTACT),
    "trafficking-protection": ({"trafficking-victims-centre"}, TRAFFICKED),
    "supervision": ({"data-protection-authority", "ombudsperson"}, STEPS),
}
"""Who may be given what, for what; a purpose that is not here gives nothing to anybody."""

REFERRED_ONLY = {"trafficking-protection"}
"""Purposes that give nothing unless a referral stands."""

PROTECTING = {
    "registration",
    "protection",
    "asylum",
    "reception",
    "child-protection",
    "trafficking-protection",
    "family-tracing",
    "assisted-return",
}
ENFORCING = {"readmission", "border-control", "law-enforcement", "detention"}
ENFORCERS = {"border-police", "readmission-office"}
CITIZENSHIPS = ("AF", "AL", "RS", "UNK")

SEALED = {
    "Registered.given_names",
    "Registered.family_names",
    "Registered.birth",
    "Registered.safe_contact",
    "Corrected.given_names",
    "Corrected.family_names",
    "Corrected.birth",
    "Corrected.birth_place",
    "Corrected.reason",
    "NameAdded.given_names",
    "NameAdded.family_names",
    "DocumentSeen.number",
    "DocumentSeen.given_names",
    "DocumentSeen.family_names",
    "EntryRecorded.place",
    "ContactAgreed.at",
    "ContactAgreed.may_be_said",
    "NeedsNoted.at_once",
    "KeptCloser.reason",
    "KeptAsStandard.reason",
    "Interviewed.observed",
    "NeedNoted.at_once",
    "NeedMet.how",
    "NeedReviewed.note",
    "GuardianReplaced.reason",
    "GuardianVisited.note",
    "ChildHeard.view",
    "BestInterestsAssessed.assessment",
    "BestInterestsDetermined.reason",
    "AgeDisputed.reason",
    "AgeDecided.reason",
    "TraffickingNoted.indicators",
    "ReferredInDanger.reason",
    "ReferralReviewed.reason",
    "ScreeningKeptCloser.reason",
}


MORE: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("add-name", "NameAdded", {"kind": "own-script"}),
    ("note-document", "DocumentSeen", {"kind": "residence-permit", "issued_by": "EL", "birth": "1903-04-05"}),
    ("record-entry", "EntryRecorded", {"arrived": "1904-05-06", "came_from": "EL"}),
    ("agree-contact", "ContactAgreed", {"way": "phone"}),
    ("relate", "Related", {"relation": "child", "to": "2001-0000000"}),
    ("record-reunion", "Reunited", {"relation": "child", "to": "2001-0000000", "on": "2001-01-02"}),
    ("note-needs", "NeedsNoted", {"needs": ["SM"]}),
    ("note-absence", "AbsenceNoted", {"since": "2001-01-03"}),
    ("come-back", "CameBack", {"on": "2001-01-04"}),
)
"""Steps whose fields no list names, and what they say besides their canaries."""


DAY = "2001-03-04"
SCREENING: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("interview", "Interviewed", {"on": DAY, "language": "fa", "needs": ["SM"]}),
    ("note-need", "NeedNoted", {"need": "DS"}),
    ("meet-need", "NeedMet", {"need": "DS"}),
    ("leave-need", "NeedNotMet", {"need": "SM", "why_not": "no-place", "review_on": DAY}),
    ("review-need", "NeedReviewed", {"need": "SM", "review_on": DAY}),
    ("dispute-age", "AgeDisputed", {"doubted_by": "officer"}),
    ("begin-best-interests", "BestInterestsBegun", {"best_interests_for": "age-disputed", "on": DAY}),
    ("appoint-guardian", "GuardianAppointed", {"guardian": "guardian", "first_visit_on": DAY}),
    (
        "replace-guardian",
        "GuardianReplaced",
        {"guardian": "guardian-south", "replaced_for": "child-asked", "first_visit_on": DAY},
    ),
    ("record-visit", "GuardianVisited", {"on": DAY, "next_on": DAY}),
    ("notify-guardian", "GuardianNotified", {"interview_on": DAY}),
    ("hear-child", "ChildHeard", {"on": DAY, "language": "fa"}),
    ("assess-best-interests", "BestInterestsAssessed", {"on": DAY}),
    ("assign-screening", "ScreeningAssigned", {"account": "supervisor"}),
)
"""The steps of a screening before indicators are noted, and what they say besides their canaries."""


def canary(field: str) -> str:
    """A text that stands nowhere else."""
    return f"canary {field.replace('.', ' ').replace('_', ' ')} canary"


def fields_of() -> list[str]:
    """Every field of every kind of event, by its exact name."""
    kinds = {(procedure.id, step.records) for procedure in PROCEDURES.values() for step in procedure.steps}
    return sorted(f"{of}.{kind.__name__}.{shape.name}" for of, kind in kinds for shape in shape_of(kind))


def short(name: str) -> str:
    """The name of a field without its procedure."""
    return name.partition(".")[2]


@dataclass(frozen=True)
class Filled:
    """A case with a canary in every field; ``erased`` where two persons have ordered the erasure. A screening is kept
    by an anti-trafficking officer, and ``referred`` says whether its indicators may go.
    """

    name: str
    citizenship: str
    erased: bool
    who: str = "caseworker"
    referred: bool = False


def screened(node: CaseNode, citizenship: str, *, referred: bool) -> Filled:
    """Take somebody who does not exist through a screening; what they agreed to is withdrawn unless ``referred``."""
    first = node.registered(citizenship=citizenship)
    name = node.screening(first)
    for step, kind, coded in SCREENING:
        procedure_step = PROCEDURES["protection"].step(step)
        who = next(one for one in ("caseworker", "guardian", "trafficking") if may_take(procedure_step, node, one))
        node.take(step, {**coded, **_canaries(kind)}, who, name)
    for step, kind, coded in (
        ("determine-best-interests", "BestInterestsDetermined", {"determined": "stays-in-care"}),
        ("decide-age", "AgeDecided", {"decision": "adult"}),
    ):
        if step == "decide-age":  # what was heard before counts for what was determined then
            heard = {"on": DAY, "language": "fa", **_canaries("ChildHeard")}
            node.take("hear-child", heard, "guardian", name)
        by_two(node, step, {**coded, **_canaries(kind)}, name, ("guardian", "supervisor"))
    node.take("note-trafficking", {"on": DAY, **_canaries("TraffickingNoted")}, "caseworker", name)
    agreed = {"referred_for": "shelter", "language": "fa", "interpreter": True, "on": DAY}
    node.take("agree-hand-over", agreed, "trafficking", name)
    node.take("refer", {"on": DAY}, "trafficking", name)
    closer = {"tier": "trafficking", **_canaries("ScreeningKeptCloser")}
    node.take("keep-screening-closer", closer, "trafficking", name)
    if not referred:
        node.take("withdraw-hand-over", {"on": DAY}, "trafficking", name)
    return Filled(name, citizenship, erased=False, who="trafficking", referred=referred)


def may_take(step: Step[Any] | None, node: CaseNode, who: str) -> bool:
    """Whether somebody's role takes this step."""
    return step is not None and node.actor(who).role in step.by


def filled(node: CaseNode, citizenship: str, *, erased: bool) -> Filled:
    """Take a person who does not exist through every step there is."""
    name = node.take("open", {"language": "fa", "interpreter": True, "on": "2001-01-01"}).name
    texts = {field.partition(".")[2]: canary(field) for field in (*NAMES, *CONTACT)}
    coded = {"birth": "1901-02-03", "sex": "F", "citizenship": citizenship, "accompanied": "adult"}
    node.take("register", {**texts, **coded, "concerns_staff": "officer-south"}, name=name)
    corrected = {"birth": "1902-03-04", "reason": canary("Corrected.reason")}
    corrected |= {one: canary(f"Corrected.{one}") for one in ("given_names", "family_names", "birth_place")}
    node.take("correct", corrected, "caseworker", name)
    for step, kind, coded in MORE:
        node.take(step, {**coded, **_canaries(kind)}, "caseworker", name)
    node.take("hand-over-copy", {"language": "fa"}, name=name)
    node.take("keep-closer", {"tier": "protected", "reason": canary("KeptCloser.reason")}, "supervisor", name)
    by_two(node, "keep-as-standard", {"reason": canary("KeptAsStandard.reason")}, name)
    node.take("assign", {"account": "caseworker"}, "supervisor", name)
    node.take("record-departure", {"why": "left", "on": "2001-02-02"}, name=name)
    if erased:
        by_two(node, "order-erasure", {"ground": "unlawful"}, name)
    return Filled(name, citizenship, erased)


def _canaries(kind: str) -> dict[str, str]:
    """A canary in each text of an event."""
    return {field.partition(".")[2]: canary(field) for field in SEALED if field.startswith(f"{kind}.")}


def by_two(
    node: CaseNode,
    step: str,
    fields: Mapping[str, object],
    name: str,
    whose: tuple[str, str] = ("supervisor", "deputy"),
) -> None:
    """A step that one proposes and another approves."""
    proposed = node.ask(step, fields, whose[0], name)
    if not isinstance(proposed, StepProposed):
        raise TypeError(f"{step} was not proposed: {proposed}")
    taken = approve_step(proposed.proposal, proposed.sha256, node.actor(whose[1]), node.ports)
    if not isinstance(taken, StepTaken):
        raise TypeError(f"{step} was not approved: {taken}")


def requests(case: Filled) -> Iterator[tuple[Filled, Purpose, Institution]]:
    """Every purpose to every institution."""
    return ((case, purpose, to) for purpose, to in product(Purpose, all_institutions()))


def may_have(purpose: Purpose, to: Institution, citizenship: str, *, referred: bool = False) -> set[str]:
    """The fields that this institution may be given, by the lists above."""
    kinds, fields = ALLOWED.get(purpose.value, (set(), set()))
    unknown_abroad = citizenship == "UNK" and to.participant != "RS"
    if to.kind.value not in kinds or to.participant == citizenship or unknown_abroad:
        return set()
    return fields if referred or purpose.value not in REFERRED_ONLY else set()


def is_request_sound(node: CaseNode, case: Filled, purpose: Purpose, to: Institution) -> bool:
    """Whether the recipient gets all it may be given, and no canary and no name of a field beyond it."""
    expected = may_have(purpose, to, case.citizenship, referred=case.referred)
    expected = {one for one in expected if (one in TRAFFICKED) is (case.who == "trafficking")}
    answer = hand_over(case.name, purpose.value, to.id, node.actor(case.who), node.ports)
    message = to_json(answer.message) if isinstance(answer, HandedOver) else {"fields": {}}
    text = canonical_json(message).decode()
    given = {short(name) for name in message["fields"]}
    shown = {field for field in SEALED if canary(field) in text}
    # what was corrected is given under the name it corrects
    covered = expected | {field.replace("Registered.", "Corrected.") for field in expected}
    wanted = expected - (SEALED if case.erased else {"ErasureOrdered.ground"})
    return given == wanted and shown <= covered and not (case.erased and shown & SEALED)


def is_pair_sound(origin: Purpose, purpose: Purpose, to: Institution, fields: list[str]) -> bool:
    """Whether fields recorded for one purpose go, for another, to nobody who must not have them."""
    asked = Asked(purpose=purpose, to=to, citizenship="AF", here="RS", referred=True)
    given = {short(name) for name in decide(dict.fromkeys(fields, origin), asked).released}
    to_enforce = purpose.value in ENFORCING or to.kind.value in ENFORCERS
    crossed = origin.value not in ENFORCING and to_enforce and bool(given)
    return not crossed and given <= may_have(purpose, to, "AF", referred=True)


def is_entry_sound(purpose: Purpose) -> bool:
    """Whether the purpose's entry names what is written above, and nobody who enforces."""
    kinds, fields = ALLOWED.get(purpose.value, (set(), set()))
    sharing = SHARINGS[purpose]
    named = {short(name) for name in sharing.fields}
    to = {kind.value for kind in sharing.to} if named else set()
    kept = sharing.referred == (purpose.value in REFERRED_ONLY)
    return kept and named == fields and to == kinds and not (purpose.value in PROTECTING and to & ENFORCERS)


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """All entries, then requests through the service and pairs of purposes, in an order that the seed draws."""
    node = a_case_node(folder)
    cases = [filled(node, citizenship, erased=erased) for citizenship in CITIZENSHIPS for erased in (False, True)]
    cases += [
        screened(node, citizenship, referred=referred) for citizenship in CITIZENSHIPS for referred in (False, True)
    ]
    fields = fields_of()
    pairs = list(product(Purpose, Purpose, all_institutions()))
    asked = [request for case in cases for request in requests(case)]
    rest: list[tuple[object, ...]] = [*pairs, *asked]
    random.Random(seed).shuffle(rest)
    failures = sum(not is_entry_sound(purpose) for purpose in Purpose)
    done, of_service = len(Purpose), 0
    for trial in rest[: max(0, trials - done)]:
        match trial:
            case Filled() as one, Purpose() as purpose, Institution() as to:
                sound = is_request_sound(node, one, purpose, to)
                of_service += 1
            case Purpose() as origin, Purpose() as purpose, Institution() as to:
                sound = is_pair_sound(origin, purpose, to, fields)
            case _:
                raise TypeError(trial)
        failures += not sound
        done += 1
    notes = {"messages asked for": of_service, "fields checked": (done - len(Purpose)) * len(fields)}
    return Outcome(done, failures, notes)


def a_case_node(folder: Path) -> CaseNode:
    """A case node as it is, on SQLite."""
    import django
    from django.conf import settings as configured

    from midex.node.case_settings import settings
    from midex.stores.migrate import migrate

    if not configured.configured:
        configured.configure(**settings(folder, secret_key="for this experiment only"))
        django.setup()
    migrate("default")
    return case_node_on("default", folder)


IN_A_LIST = Change(
    "src/midex/exchange/purposes.py",
    "Purpose.DETENTION: Sharing(to=frozenset({Kind.BORDER_POLICE}), basis=Law(FIREWALL), fields=(), days=0)",
    "Purpose.DETENTION: Sharing(to=frozenset({Kind.BORDER_POLICE}), basis=Law(FIREWALL), fields=IDENTITY, days=9)",
)
WALL = Change("src/midex/exchange/firewall.py", "side_of(purpose)) not in FLOWS:", "side_of(purpose)) in ():")
KINDS = Change("src/midex/exchange/firewall.py", "if kind in ENFORCING and", "if kind in () and")

EXPERIMENT = Experiment(
    promise="P19",
    says="nothing recorded to protect a person is handed over to enforce; nobody gets a field beyond a purpose's list",
    run=run,
    small=600,
    full=len(Purpose) + len(Purpose) * 60 * (len(Purpose) + 4 * len(CITIZENSHIPS)),
    every=True,
    sabotages=(
        Sabotage("an enforcement purpose has a list", IN_A_LIST.file, IN_A_LIST.old, IN_A_LIST.new, trials=15),
        Sabotage(
            "the firewall does not look, and an enforcement purpose has a list",
            WALL.file,
            WALL.old,
            WALL.new,
            also=(KINDS, IN_A_LIST),
            trials=3000,
        ),
        Sabotage(
            "a message is what is left after filtering, instead of being built from the list",
            "src/midex/exchange/firewall.py",
            "name for name in sharing.fields if name in recorded and",
            "name for name in recorded if",
            trials=3000,
        ),
        Sabotage(
            "whether a recipient is named for the purpose is not asked",
            "src/midex/exchange/firewall.py",
            "if asked.to.kind not in sharing.to:",
            "if asked.to.kind in ():",
            trials=3000,
        ),
        Sabotage(
            "where the person is a citizen is not asked",
            "src/midex/exchange/firewall.py",
            "if asked.to.participant in asked.origins | {asked.citizenship}:",
            "if asked.to.participant == asked.here == 0:",
            trials=3000,
        ),
        Sabotage(
            "whether a referral stands is not asked",
            "src/midex/exchange/firewall.py",
            "if sharing.referred and not asked.referred:",
            "if sharing.referred == 0 == 1:",
            trials=3000,
        ),
        Sabotage(
            "the service opens whatever is recorded",
            "src/midex/services/casework/hand_over.py",
            "recorded[field].opened(unseal) for field in decided.fields}",
            "recorded[field].opened(unseal) for field in recorded}",
            trials=3000,
        ),
    ),
)
