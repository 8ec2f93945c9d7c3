"""An empty file to fill in, from the desk. Translate, call, render."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from midex.formats.workbook import XLSX, workbook
from midex.kernel.fault import Fault
from midex.kernel.role import Role
from midex.services.ports import NodePorts
from midex.statistics.registry.catalogue import registry
from midex.statistics.template import code_rows, template_rows
from midex.web.account.actor import SignedIn, only
from midex.web.statistics.desk import missing


def template_views(node: NodePorts) -> list[URLPattern]:
    """The template of a table and period, for the node's participant."""

    @only(Role.SUBMITTER)
    @require_safe
    def template(request: SignedIn, table_id: str, period: str) -> HttpResponse:
        try:
            table = registry().table(table_id)
            rows = tuple(template_rows(table, node.participant, period))
        except Fault:
            return missing(request)
        answer = HttpResponse(workbook({table.id: rows, gettext("Codes"): code_rows(table)}), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="{table.id}_{node.participant}_{period}.xlsx"'
        return answer

    return [path("template/<str:table_id>/<str:period>.xlsx", template, name="template")]
