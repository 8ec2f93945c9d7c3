"""One person has one spelling; what looks like a name and is another is refused."""

from __future__ import annotations

import pytest

from midex.kernel.identity import NO_IDENTITY, folded, identity_of, is_identity
from midex.kernel.verdict import Refused

SAME = ["ana.k", "Ana.K", " ana.k", "ana.k\u00a0", "\tana.k\n", "ａｎａ.ｋ", "ana\uff0ek", "ANA.K"]
NO_NAMES = ["", " ", "a", ".ana", "-ana", "ana k", "ana\u200b.k", "аna.k", "ana.k\x00", "ana/k", "ž" * 3, "a" * 65]


@pytest.mark.parametrize("said", SAME)
def test_width_case_and_space_make_no_other_person(said: str) -> None:
    assert identity_of(said) == "ana.k"
    assert folded(said) == "ana.k"


@pytest.mark.parametrize("said", NO_NAMES)
def test_what_is_no_name_is_refused(said: str) -> None:
    refused = identity_of(said)
    assert isinstance(refused, Refused)
    assert refused.because.id == NO_IDENTITY
    assert not is_identity(said)


@pytest.mark.parametrize("said", [*SAME, "stat@me", "k\u212a", "ß1", "x" * 64])
def test_the_one_spelling_is_its_own(said: str) -> None:
    name = identity_of(said)
    assert isinstance(name, str)
    assert is_identity(name)
    assert identity_of(name) == name
