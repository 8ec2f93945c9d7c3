"""Handing a case over to an institution as a file: which fields would go and which stay, and why; then the file.

Looking opens nothing; the file answers the second press, once the journal has its entry.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from midex.exchange.institution import LABELS as KINDS
from midex.exchange.purposes import SHARINGS
from midex.formats.bridges.mapping import Format
from midex.formats.bridges.written import carries
from midex.formats.canonical_json import canonical_json
from midex.kernel.purpose import LABELS as PURPOSES
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.participants.institutions import all_institutions
from midex.policy.actions import MAY, Action
from midex.services.casework.export_record import ExportRecord, export_record
from midex.services.casework.hand_over import NO_PLACE, WouldGo, look_over
from midex.services.casework.ports import CasePorts
from midex.web.account.actor import SignedIn, only_any
from midex.web.casework.place import why_not

FORMATS = {
    Format.PRIMERO.value: mark("Primero (JSON)"),
    Format.PROGRES.value: mark("proGres (JSON)"),
}


def handing_over_views(ports: CasePorts) -> list[URLPattern]:
    """Handing over, over a case node's ports."""

    @only_any(*MAY[Action.HAND_OVER])
    @require_POST
    def hand_over(request: SignedIn, name: str) -> HttpResponse:
        said = request.POST
        format_ = said.get("format", "") if said.get("format", "") in FORMATS else Format.PRIMERO.value
        wanted = ExportRecord(
            case=name,
            format=Format(format_),
            purpose=said.get("purpose", ""),
            to=said.get("to", ""),
        )
        if said.get("do") != "hand-over":
            looked = look_over(name, wanted.purpose, wanted.to, request.actor, ports)
            return why_not(request, looked) if isinstance(looked, Refused) else _look(request, wanted, looked)
        answer = export_record(wanted, request.actor, ports)
        if isinstance(answer, Refused):
            return why_not(request, answer)
        file = f"hand-over-{answer.cases[0].entry}.json"
        disposition = {"Content-Disposition": f'attachment; filename="{file}"'}
        return HttpResponse(canonical_json(dict(answer.value)), content_type="application/json", headers=disposition)

    return [path("cases/<str:name>/hand-over", hand_over, name="hand-over")]


def hand_over_form(participant: str) -> dict[str, Any]:
    """What the form on a case's page offers: purposes for which anything goes, and who may be given it for any."""
    kinds = frozenset(kind for sharing in SHARINGS.values() if sharing.fields for kind in sharing.to)
    institutions = [one for one in all_institutions() if one.kind in kinds]
    institutions.sort(key=lambda one: (one.participant != participant, one.participant))
    return {
        "purposes": [(one.value, PURPOSES[one]) for one, sharing in SHARINGS.items() if sharing.fields],
        "institutions": [(one.id, one.participant, KINDS[one.kind]) for one in institutions],
        "formats": FORMATS.items(),
    }


def _look(request: SignedIn, wanted: ExportRecord, looked: WouldGo) -> HttpResponse:
    goes = [field for field in looked.fields if carries(wanted.format, field)]
    no_place = {field: Message(NO_PLACE) for field in looked.fields if field not in goes}
    stays = {**{field: why.because for field, why in looked.withheld.items()}, **no_place}
    page = {
        "here": "start",
        "wanted": wanted,
        "purpose": PURPOSES[looked.purpose],
        "to": (looked.to.participant, KINDS[looked.to.kind]),
        "format_words": FORMATS[wanted.format.value],
        "goes": goes,
        "stays": _by_reason(stays),
    }
    return render(request, "casework/hand_over.html", page)


def _by_reason(stays: dict[str, Message]) -> list[tuple[Message, list[str]]]:
    """The fields that stay, under each reason once."""
    found: dict[str, tuple[Message, list[str]]] = {}
    for field, why in stays.items():
        found.setdefault(str(why), (why, []))[1].append(field)
    return list(found.values())
