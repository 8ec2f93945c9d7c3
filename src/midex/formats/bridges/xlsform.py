"""An XLSForm (xlsform.org) as KoboToolbox and ODK read it: sheets survey, choices and settings; no data of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from midex.formats.workbook import workbook

Labels = Mapping[str, str]
"""A text by language."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A row of the survey: a question, or the beginning or end of a group or repeat."""

    type: str
    name: str = ""
    labels: Labels = field(default_factory=dict)
    required: bool = False
    constraint: str = ""
    relevant: str = ""
    appearance: str = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A whole form. ``languages`` are those of its texts with their own names, the first the one it opens in."""

    id: str
    version: str
    titles: Labels
    languages: Mapping[str, str]
    survey: Sequence[Question]
    choices: Mapping[str, Mapping[str, Labels]]


Line = Sequence[str | int | None]


def xlsform(form: Form) -> bytes:
    """The workbook."""
    return workbook({"survey": _survey(form), "choices": _choices(form), "settings": _settings(form)})


def heading(kind: str, code: str, name: str) -> str:
    """A column of texts in one language, as ODK names it: ``label::English (en)``."""
    return f"{kind}::{name} ({code})"


def _labels(form: Form, labels: Labels) -> list[str]:
    """A text in each language; where there is none, in the first, for an empty one reads as a dash."""
    first = labels.get(next(iter(form.languages)), "")
    return [labels.get(code) or first for code in form.languages]


def _headings(form: Form) -> list[str]:
    return [heading("label", code, name) for code, name in form.languages.items()]


def _survey(form: Form) -> Iterator[Line]:
    yield ["type", "name", *_headings(form), "required", "constraint", "relevant", "appearance"]
    for one in form.survey:
        required = "yes" if one.required else ""
        yield [one.type, one.name, *_labels(form, one.labels), required, one.constraint, one.relevant, one.appearance]


def _choices(form: Form) -> Iterator[Line]:
    yield ["list_name", "name", *_headings(form)]
    for list_, codes in form.choices.items():
        for code, labels in codes.items():
            yield [list_, code, *_labels(form, labels)]


def _settings(form: Form) -> Iterable[Line]:
    first, name = next(iter(form.languages.items()))
    yield ["form_title", "form_id", "version", "default_language"]
    yield [form.titles[first], form.id, form.version, f"{name} ({first})"]
