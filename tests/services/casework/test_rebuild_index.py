"""The blind index made anew is what it was, whichever path took the steps; opening is journaled first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.role import Role
from midex.policy.actions import Action
from midex.procedures.registration.events import Registered, Sex
from midex.services.casework import rebuild_index as rebuilding
from midex.services.casework.index_person import terms_of
from midex.services.casework.ports import CasePorts, Place, Receipt
from midex.services.casework.rebuild_index import rebuild_index
from tests.casework import CaseNode, case_node_on
from tests.databases import ENGINES, NewDatabase
from tests.services.casework.test_simulate import fill, small_batches  # noqa: F401
from tests.wandering import Wanderer

MOVES = 250


@pytest.fixture(params=ENGINES)
def node(request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path: Path) -> Iterator[CaseNode]:
    made = case_node_on(new_database(request.param, "restricted"), tmp_path)
    yield made
    made.keys.close()


def tokens(ports: CasePorts) -> list[tuple[str, int]]:
    return list(ports.tokens.all())


def test_what_was_rebuilt_is_what_was_there_after_any_history(node: CaseNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "BATCH", 7)
    came_of = Wanderer(node, Random(7)).wander(MOVES)
    assert {"register", "in bulk"} <= (+came_of).keys()
    live = tokens(node.ports)
    assert live
    assert rebuild_index(node.ports) == len({case for case, _ in live})
    assert tokens(node.ports) == live


def test_generated_people_are_indexed_too(node: CaseNode) -> None:
    fill(node)  # in small batches, so that cases go on in later ones
    live = tokens(node.ports)
    assert len({case for case, _ in live}) >= 120
    rebuild_index(node.ports)
    assert tokens(node.ports) == live


def test_opening_is_journaled_before_and_names_each_case(node: CaseNode) -> None:
    node.registered()
    before = node.ports.journal.size()
    rebuild_index(node.ports)
    assert node.ports.journal.size() == before + 1
    [read] = node.ports.reads.search(kind=EntryKind.READ.value)
    assert (read.action, read.role) == (Action.REBUILD_INDEX.value, Role.ADMINISTRATOR.value)
    assert len(read.cases) == 1


class Watching:
    """A vault that notes which fields are opened."""

    def __init__(self, ports: CasePorts) -> None:
        self.vault, self.opened = ports.vault, set[str]()

    def open(self, person: str, place: Place, sealed: str, receipt: Receipt) -> str | Closed:
        self.opened.add(place.field)
        return self.vault.open(person, place, sealed, receipt)

    def __getattr__(self, name: str) -> object:
        return getattr(self.vault, name)


def test_no_field_is_opened_that_is_not_indexed(node: CaseNode) -> None:
    from dataclasses import replace

    node.registered()
    watching = Watching(node.ports)
    rebuild_index(replace(node.ports, vault=watching))  # type: ignore[arg-type]
    assert watching.opened == {"given_names", "family_names", "birth"}


def test_a_closed_field_is_never_indexed_by_mistake() -> None:
    closed = Registered(
        given_names=Closed(),
        birth=Closed(),
        sex=Sex.FEMALE,
        citizenship="AF",
        accompanied=None,  # type: ignore[arg-type]
    )
    with pytest.raises(RuntimeError, match="a sealed field is indexed"):
        terms_of("registration", closed)
