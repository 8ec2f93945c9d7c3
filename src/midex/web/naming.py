"""Codes, periods and figures in the reader's language; the only place where the web turns a value into words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_bidi, gettext, pgettext

from midex.exchange.institution import LABELS, InstitutionKind
from midex.kernel.codelist import Codelist
from midex.kernel.fault import Fault
from midex.kernel.period import Frequency, Period
from midex.kernel.text import Message
from midex.statistics.registry.catalogue import PARTICIPANTS, registry


def number(value: int) -> str:
    """A count with the reader's thousands separator."""
    return str(number_format(value, decimal_pos=0, use_l10n=True, force_grouping=True))


def period(text: str) -> str:
    """A period as people write it: 2024, Q3 2024, March 2024."""
    try:
        one = Period.parse(text)
    except Fault:
        return text
    if one.frequency is Frequency.QUARTER:
        return pgettext("quarter and year", "Q%(quarter)d %(year)d") % {"quarter": one.number, "year": one.year}
    if one.frequency is Frequency.MONTH:
        return str(date_format(date(one.year, one.number, 1), "YEAR_MONTH_FORMAT"))
    return str(one.year)


def day(moment: date) -> str:
    """A day as people write it."""
    return str(date_format(moment, pgettext("date format", "j F Y")))


def span(first: str, last: str) -> str:
    """From one period to another; one word where they are the same."""
    words = period(first) if first == last else f"{period(first)}–{period(last)}"
    # figures around a dash change places in a right-to-left line unless they are kept together
    return f"\u2066{words}\u2069" if get_language_bidi() else words


def code(codelist: Codelist, code_id: str) -> str:
    """The name of a code, translated; the code itself where the list does not know it."""
    known = codelist.by_id.get(code_id)
    return gettext(known.name) if known else code_id


def participant(code_id: str) -> str:
    """The name of a participant; Kosovo* carries its asterisk from the registry."""
    return code(registry().codelists["CL_GEO"], code_id)


def institution(kind: str) -> str:
    """What an institution of a kind is called; its own name where the kind is not one of the list."""
    return gettext(LABELS[InstitutionKind(kind)]) if kind in {one.value for one in InstitutionKind} else kind


def sentence(message: Message, **shown: str) -> str:
    """A marked message, translated, with participants and institutions named; ``shown`` gives details in words."""
    details: dict[str, str | int] = {
        name: participant(value)
        if name == "participant" and isinstance(value, str) and value in PARTICIPANTS
        else institution(value)
        if name == "institution" and isinstance(value, str)
        else value
        for name, value in message.details.items()
    }
    return gettext(message.id).format(**details | shown)


def flag(letter: str) -> str:
    """The words of a status letter, e.g. ``p`` provisional."""
    return code(registry().codelists["CL_OBS_STATUS"], letter.upper())


def unit(code_id: str) -> str:
    """The unit of a table, in words."""
    return code(registry().codelists["CL_UNIT"], code_id)


def titled(title: str, periods: tuple[str, ...]) -> str:
    """A title with the span it covers."""
    return f"{gettext(title)}, {span(periods[0], periods[-1])}"
