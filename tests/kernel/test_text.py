"""Messages keep their English id and their details apart."""

from __future__ import annotations

from midex.kernel.fault import CATALOGUE, Fault, Remedy
from midex.kernel.text import Message, mark


def test_a_message_is_formatted_only_when_shown():
    message = Message(mark("{count} rows"), {"count": 3})
    assert (message.id, str(message)) == ("{count} rows", "3 rows")


def test_a_fault_carries_its_code_its_sentence_and_who_must_act():
    fault = Fault("F106", table="NOPE")
    assert fault.code == "F106"
    assert fault.kind.remedy is Remedy.CORRECT
    assert "NOPE" in str(fault)


def test_codes_of_the_catalogue_are_stable_names():
    assert all(code == kind.code and code[0] == "F" and code[1:].isdigit() for code, kind in CATALOGUE.items())
