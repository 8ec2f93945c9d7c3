"""Letters from the pages of a case: a PDF that nobody keeps on the way, offered where it is handed over."""

from __future__ import annotations

import pytest

from tests.casework import CaseNode
from tests.formats.letters.made import opened, text
from tests.web.casework.conftest import Visit
from tests.web.casework.test_pages import same

KINDS = ("registration-copy", "information-notice", "registration-slip", "certificate-of-registration")


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_a_pdf_under_a_neutral_name_that_is_kept_nowhere(
    kind: str, case_node: CaseNode, visit: Visit
) -> None:
    name = case_node.registered()
    answer = visit("officer").get(f"/cases/{name}/letters/{kind}?language=en")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'inline; filename="{name}-{kind}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert ("Golnaz" in text(answer.content)) is (kind in ("registration-copy", "certificate-of-registration"))


def test_without_a_language_it_is_the_persons_own(case_node: CaseNode, visit: Visit) -> None:
    answer = visit("officer").get(f"/cases/{case_node.registered()}/letters/registration-copy")
    assert answer["Content-Language"] == "fa"
    assert opened(answer.content).trailer["/Root"]["/Lang"] == "fa"


def test_the_case_offers_its_letters_in_every_language(case_node: CaseNode, visit: Visit) -> None:
    name = case_node.registered()
    page = visit("officer").get(f"/cases/{name}").content.decode()
    assert [kind for kind in KINDS if f'formaction="/cases/{name}/letters/{kind}"' not in page] == []
    assert [code for code in ("sr-Latn", "ps", "ur", "tr") if f'<option value="{code}"' not in page] == []


def test_who_hands_over_the_copy_can_print_it_there(case_node: CaseNode, visit: Visit) -> None:
    name = case_node.registered()
    page = visit("officer").get(f"/cases/{name}/steps/hand-over-copy").content.decode()
    assert f'href="/cases/{name}/letters/registration-copy"' in page


def test_another_office_gets_the_same_answer_as_for_no_case(case_node: CaseNode, visit: Visit) -> None:
    name = case_node.registered()
    client = visit("officer-south")
    theirs, nobodys = (client.get(f"/cases/{one}/letters/registration-copy") for one in (name, "2026-9999999"))
    assert same(theirs) == same(nobodys)
    assert theirs.status_code == 404


@pytest.mark.parametrize("kind", ["appointment", "no-such-letter", "registration-copy.pdf"])
def test_a_letter_that_is_not_offered_is_no_page(kind: str, case_node: CaseNode, visit: Visit) -> None:
    assert visit("officer").get(f"/cases/{case_node.registered()}/letters/{kind}").status_code == 404


def test_a_language_without_letters_is_told(case_node: CaseNode, visit: Visit) -> None:
    answer = visit("officer").get(f"/cases/{case_node.registered()}/letters/registration-slip?language=xx")
    assert answer.status_code == 409
    assert "Letters are not written in that language yet" in answer.content.decode()
