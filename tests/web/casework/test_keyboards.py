"""The keyboards on the screen: every letter of the languages that names are written in, only where names are."""

from __future__ import annotations

import unicodedata

import pytest

from midex.web.casework.keyboards import NAMES, layouts
from tests.casework import CaseNode
from tests.web.casework.conftest import Visit

ALPHABETS = {
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ",
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئء",
    "ps": "آابپتټثجځچڅحخدډذرړزژږسشښصضطظعغفقکګلمنڼوهیېيۍئ",
    "ur": "اآبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیےئ",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџшѓѕќёйщъыьэюя",
}


@pytest.mark.parametrize("layout", layouts(), ids=lambda one: str(one["lang"]))
def test_a_layout_has_every_letter_once_and_one_script(layout: dict[str, object]) -> None:
    letters = "".join(layout["rows"])  # type: ignore[arg-type]
    assert sorted(letters) == sorted(set(letters))
    assert set(ALPHABETS[str(layout["lang"])]) <= set(letters)
    script = "CYRILLIC" if layout["dir"] == "ltr" else "ARABIC"
    assert {unicodedata.name(letter).split()[0] for letter in letters} == {script}
    assert layout["name"] in NAMES


def test_it_is_offered_where_a_name_is_written_and_nowhere_else(visit: Visit, case_node: CaseNode) -> None:
    name, officer = case_node.registered(), visit("officer")
    with_names = {"/cases/find": 1, "/cases/new-group": 16, f"/cases/{name}/steps/add-name": 2}
    for address, count in with_names.items():
        page = officer.get(address).content.decode()
        assert page.count(" data-keyboard") == count
        assert '<script id="keyboards" type="application/json">' in page
    for address in ("/", "/cases/new/open", f"/cases/{name}/steps/note-needs"):
        assert "keyboard" not in officer.get(address).content.decode()
