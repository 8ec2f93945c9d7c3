"""Two persons: somebody else, the very same content, and a case that has not moved."""

from __future__ import annotations

import pytest

from midex.kernel.verdict import Allowed, Refused
from midex.policy.two_persons import ANOTHER_TEXT, CHANGED, SAME_PERSON, may_approve

RIGHT = {"proposer": "one", "approver": "two", "proposed": "hash", "approved": "hash", "based_on": 3, "steps": 3}


def test_another_person_approves_what_was_proposed() -> None:
    assert may_approve(**RIGHT) == Allowed()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"approver": "one"}, SAME_PERSON),
        ({"approved": "another"}, ANOTHER_TEXT),
        ({"approved": ""}, ANOTHER_TEXT),
        ({"steps": 4}, CHANGED),
        ({"steps": 2}, CHANGED),
        ({"approver": "one", "approved": "another", "steps": 4}, SAME_PERSON),
    ],
)
def test_anything_else_is_refused(changed: dict[str, str | int], because: str) -> None:
    refused = may_approve(**(RIGHT | changed))  # type: ignore[arg-type]
    assert isinstance(refused, Refused)
    assert refused.because.id == because
