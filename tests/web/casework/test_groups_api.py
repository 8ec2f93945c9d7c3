"""People who come together, registered by a program: once, whole or not at all, and whoever may be known compared."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.casework import CaseNode
from tests.services.casework.test_register_group import FAMILY, SHARED
from tests.web.casework.conftest import Visit, post

SAID: dict[str, Any] = {"shared": SHARED, "people": FAMILY}


def test_a_family_is_registered_once(visit: Visit, case_node: CaseNode) -> None:
    officer, key = visit("officer"), uuid4().hex
    first, again = (post(officer, "/api/groups", SAID, key=key) for _ in range(2))
    assert (first.status_code, len(first.json()["cases"])) == (201, 4)
    assert again.content == first.content
    assert len(list(case_node.ports.cases.all())) == 4


def test_wrong_cells_are_named_by_row_from_one(visit: Visit, case_node: CaseNode) -> None:
    said = {"shared": {**SHARED, "language": ""}, "people": [FAMILY[0], {**FAMILY[1], "relative": 9}]}
    answer = post(visit("officer"), "/api/groups", said)
    assert answer.status_code == 422
    assert set(answer.json()["wrong"]["shared"]) == {"language"}
    assert {row: set(cells) for row, cells in answer.json()["wrong"]["people"].items()} == {"2": {"relative"}}


def test_who_may_be_known_is_named_by_row_and_told_apart(visit: Visit, case_node: CaseNode) -> None:
    known = case_node.registered(given_names="گلناز", family_names="Testović", birth="1988")
    officer = visit("officer")
    refused = post(officer, "/api/groups", SAID)
    assert refused.status_code == 409
    assert {row: [one["case"] for one in found] for row, found in refused.json()["may_be_known"].items()} == {
        "1": [known]
    }
    assert post(officer, "/api/groups", {**SAID, "told_apart": {"2": [known]}}).status_code == 409
    assert post(officer, "/api/groups", {**SAID, "told_apart": {"1": [known]}}).status_code == 201


@pytest.mark.parametrize("said", [{"people": {}}, {"people": ["x"]}, {"shared": []}, {"told_apart": {"x": []}}])
def test_what_is_no_group_is_a_fault(visit: Visit, case_node: CaseNode, said: dict[str, Any]) -> None:
    assert post(visit("officer"), "/api/groups", {**SAID, **said}).status_code == 400


def test_others_register_no_group(visit: Visit, case_node: CaseNode) -> None:
    statuses = {"guardian": 409, "supervisor": 409, "protector": 404, "keeper": 404}
    for who, status in statuses.items():
        assert post(visit(who), "/api/groups", SAID).status_code == status
    assert post(visit("officer"), "/api/groups", SAID, key="short-key").status_code == 400
    assert not list(case_node.ports.cases.all())
