"""Made-up records in the form of other systems; nobody in them exists."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from midex.formats.bridges.convert import Lookups

COUNTRIES = {"afghanistan": "AF", "af": "AF", "afg": "AF", "iran": "IR", "syria": "SY", "aus": "AT"}


def country(text: str, _: str) -> str:
    """A dictionary of names that is small enough to read."""
    return COUNTRIES.get(text.lower(), "")


LOOKUPS = Lookups(today=date(2026, 3, 2), country=country, country_name=lambda code: {"AF": "Afghanistan"}[code])

PRIMERO: dict[str, Any] = {
    "case_id": "0b7c0c52-9d5c-4c55-8a39-5d0c1f6f0a01",
    "name_first": "Parwin",
    "name_middle": "Gul",
    "name_last": "Testzada",
    "name": "Parwin Gul Testzada",
    "name_nickname": "Paro",
    "sex": "female",
    "date_of_birth": "2010-04-01",
    "estimated": True,
    "age": 15,
    "nationality": ["afghanistan", "iran"],
    "language": ["_dari", "pashto"],
    "place_of_birth": "Samplabad",
    "unaccompanied_separated_status": "unaccompanied_minor",
    "protection_concerns": ["disabled", "trafficked_smuggled"],
    "unhcr_individual_no": "TST-00000001",
}
"""A child whose every mapped field says something."""

INTERVENTION: dict[str, Any] = {
    "individuals.progres_id": "TST-00000002",
    "individuals.progres_givenname": "Jawed",
    "individuals.progres_middlename": "Khan",
    "individuals.progres_familyname": "Testpur",
    "individuals.progres_commonyusedname": "Jaw",
    "individuals.progres_sex": "125080001",
    "individuals.progres_dateofbirth": "1988-05-06T00:00:00Z",
    "individuals.progres_nationality": {"Id": "x", "Name": "AUS"},
    "languages.progres_languagecodeid": {"Id": "y", "Name": "Farsi"},
    "specificneeds.progres_code": "SM-CC",
}
"""A person in the words of proGres's tables; AUS is Austria to UNHCR."""

REFERRAL: dict[str, Any] = {
    "id": "0b7c0c52-9d5c-4c55-8a39-5d0c1f6f0a02#00000000000a",
    "unhcr_individual_no": "TST-00000003",
    "name_first": "Laleh",
    "name_middle": "Bibi",
    "name_last": "Musterzai",
    "name_nickname": "Lala",
    "date_of_birth": "1999-12-31",
    "sex": "other",
    "language": "Dari, English",
    "protection_concerns": "CR-AF",
}
"""A person in the flat form of a referral."""

SUBMISSION: dict[str, Any] = {
    "_uuid": "0b7c0c52-9d5c-4c55-8a39-5d0c1f6f0a03",
    "told/language": "fa",
    "told/interpreter": "yes",
    "told/on": "2026-03-01",
    "entry/arrived": "2026-02~",
    "entry/place": "Testbridge",
    "entry/came_from": "BG",
    "people": [
        {
            "people/given_names": "Golnaz",
            "people/family_names": "Examplova",
            "people/own_given_names": "گلناز",
            "people/own_family_names": "مثال",
            "people/birth": "1991-04~",
            "people/sex": "F",
            "people/citizenship": "AF",
            "people/accompanied": "adult",
            "people/document": "passport",
            "people/document_number": "P0000001",
            "people/issued_by": "AF",
            "people/needs": "SP SM",
        },
        {
            "people/given_names": "Omid",
            "people/birth": "2019",
            "people/sex": "M",
            "people/citizenship": "AF",
            "people/accompanied": "with-family",
            "people/relation": "child",
            "people/relative": "1",
        },
    ],
}
"""A mother and her son."""

SECRETS = {
    "biometrics_id": "canary-biometrics",
    "photos": ["canary-photo"],
    "ethnicity": ["canary-ethnicity"],
    "religion": "canary-religion",
    "intended_destination": "canary-destination",
    "childs_intended_address": "canary-intended",
    "risk_level": "canary-risk",
    "consent_for_services": "canary-consent",
    "notes_section": [{"note_text": "canary-note"}],
    "telephone_current": "canary-telephone",
    "address_current": "canary-address",
    "national_id_no": "canary-document",
    "unhcr_id_no": "canary-family",
    "services_section": [{"service_type": "canary-service"}],
    "owned_by": "canary-staff",
    "module_id": "canary-technical",
    "occupation": "canary-occupation",
    "favourite_colour": "canary-unknown",
}
"""What no record brings here, in fields whose values stand nowhere else."""


def file_of(*records: dict[str, Any]) -> bytes:
    """A file with these records."""
    return json.dumps({"data": list(records)}).encode()


def results_of(*submissions: dict[str, Any]) -> bytes:
    """A file of submissions."""
    return json.dumps({"count": len(submissions), "next": None, "results": list(submissions)}).encode()
