"""Template words for the pages behind sign-in."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import time_format
from django.utils.translation import gettext

from midex.kernel.indicator import Table
from midex.web import naming
from midex.web.statistics.wording import whole

register = template.Library()

register.filter("whole", whole)


@register.filter
def moment(at: datetime) -> str:
    """A day and time in the reader's language; UTC, and says so."""
    return f"{naming.day(at)}, {time_format(at, 'H:i')} UTC"


@register.simple_tag
def dimension_name(table: Table, dimension: str) -> str:
    """What a dimension of a table is called."""
    return gettext(table.dimension[dimension].name)


@register.simple_tag
def code_name(table: Table, dimension: str, code: str) -> str:
    """What a code of a table's dimension means."""
    return naming.code(table.dimension[dimension].codelist, code)


@register.simple_tag
def figure_name(table: Table, key: tuple[str, ...]) -> str:
    """Which figure it is: whose, and each breakdown that is not in total."""
    codes = dict(zip((d.id for d in table.dimensions), key, strict=True))
    broken = [d for d in table.breakdowns if codes[d] != table.dimension[d].codelist.total]
    return ", ".join(naming.code(table.dimension[d].codelist, codes[d]) for d in ("GEO", *broken))
