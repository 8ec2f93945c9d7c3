"""Make a node's public key known at the hub, with a one-time code, so that nobody enrols another participant's key.

The code ends in the name of the hub's key: the node knows the right hub by it, as the hub knows the node.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from midex.formats.canonical_json import canonical_json, read_json
from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.ports import EnrolledKey, Enrolling, HubPorts
from midex.statistics.statement import key_id, sha256

TYPE = "midex.enrolment/1"
PATH = "/exchange/v1/keys"
INSTITUTION = re.compile(r"[a-z](-?[a-z0-9]){1,39}")
"""How the name of an institution is spelt where it names a case node, e.g. ``asylum-office``."""

UNREADABLE = mark("this is no enrolment")
NOT_ITS_OWN = mark("the enrolment is not signed by the key it names; make the home anew with `midex init`")
WRONG_CODE = mark(
    "the enrolment code is wrong, used, or not {participant}'s; ask the hub for a new one (`midex keys invite`)"
)
RETIRED = mark("key {key} was retired when a newer one was enrolled; make a new key and ask for a new code")
WRONG_HUB = mark(
    "this hub's key is {found}, but the code was given by {expected}; check the hub's address with the hub"
)
NEEDS_CODE = mark("the first enrolment needs the code that the hub gave you: --code, or MIDEX_ENROLMENT_CODE")


def invite(participant: str, hub: HubPorts, institution: str = "") -> str:
    """A one-time code for a participant's statistical node or an institution's case node; only its hash is kept."""
    if institution and not INSTITUTION.fullmatch(institution):
        raise ValueError("an institution is named in small letters, digits and single hyphens")
    code = hub.secret()
    with hub.unit_of_work():
        hub.keys.invite(participant, sha256(code.encode()), hub.clock(), institution)
    return f"{code}.{hub.signer.key_id}"


def enrol_key(code: str, node: Enrolling) -> str | Refused:
    """Enrol the node's key; answers with its name. Enrolling again needs no code and changes nothing."""
    known = node.hub_key.read()
    one_time, _, expected = code.strip().rpartition(".")
    expected = key_id(known) if known else expected
    if not expected:
        return Refused(Message(NEEDS_CODE))
    body = _request(one_time, node)
    answer = node.hub.post(PATH, body)
    if "refused" in answer:
        return refusal_of(answer)
    hub_key = _public_key(answer.get("hub_key"))
    if hub_key is None or answer.get("enrolled") != node.signer.key_id:
        raise Fault("F205", reason="it does not answer the enrolment")
    if key_id(hub_key) != expected:
        return Refused(Message(WRONG_HUB, {"found": key_id(hub_key), "expected": expected}))
    if known is None:
        node.hub_key.keep(hub_key)
    return node.signer.key_id


def receive_enrolment(body: bytes, hub: HubPorts) -> EnrolledKey | Refused:
    """At the hub: keep the key if it signed the request and the code is right."""
    try:
        content, signature = body.split(b"\n")
        request = read_json(content)
        key = EnrolledKey(
            key_id=key_id(bytes.fromhex(request["public_key"])),
            participant=str(request["participant"]),
            public_key=bytes.fromhex(request["public_key"]),
            enrolled_at=hub.clock(),
            institution=str(request.get("institution", "")),
        )
        proof = base64.b64decode(signature, validate=True)
        code = str(request["code"])
    except (ValueError, KeyError, TypeError):
        return Refused(Message(UNREADABLE))
    if request.get("type") != TYPE or not hub.verify(key.public_key, content, proof):
        return Refused(Message(NOT_ITS_OWN))
    with hub.unit_of_work():
        return _enrol(key, code, hub)


def _enrol(key: EnrolledKey, code: str, hub: HubPorts) -> EnrolledKey | Refused:
    known = hub.keys.find(key.key_id)
    if known and known.retired:
        return Refused(Message(RETIRED, {"key": key.key_id}))
    if known and (known.participant, known.institution) == (key.participant, key.institution):
        return known
    if not hub.keys.redeem(key.participant, sha256(code.encode()), key.enrolled_at, key.institution):
        return Refused(Message(WRONG_CODE, {"participant": key.participant}))
    hub.keys.enrol(key)
    return key


def refusal_of(answer: Mapping[str, Any]) -> Refused:
    """The hub's refusal, as it came over the wire."""
    because = answer["refused"]
    if not isinstance(because, dict) or not isinstance(because.get("id"), str):
        raise Fault("F205", reason="a refusal without a reason")
    return Refused(Message(because["id"], because.get("details", {})))


def _request(code: str, node: Enrolling) -> bytes:
    content = canonical_json(
        {
            "type": TYPE,
            "participant": node.participant,
            "public_key": node.signer.public_key.hex(),
            "code": code,
            "made_at": node.clock().isoformat(),
        }
        | ({"institution": node.institution} if node.institution else {})
    )
    return content + b"\n" + base64.b64encode(node.signer.sign(content))


def _public_key(said: object) -> bytes | None:
    try:
        return bytes.fromhex(said) if isinstance(said, str) else None
    except ValueError:
        return None
