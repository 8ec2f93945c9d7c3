"""The one hash of everything that is kept of a proposed step; the journal's entry of the proposal commits to it."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256

from midex.formats.canonical_json import canonical_json
from midex.services.casework.ports import ProposedStep


def digest(proposal: ProposedStep) -> str:
    """64 hexadecimal digits; who proposed what, on which state, under which name of the attempt."""
    said = asdict(proposal)
    said["proposed_at"] = proposal.proposed_at.isoformat()
    said["body"] = proposal.body.hex()
    return sha256(canonical_json(said)).hexdigest()
