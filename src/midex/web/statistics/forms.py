"""The one form a statistician fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from midex.services.list_due import submitted_tables
from midex.web.settings import MAX_UPLOAD


class UploadForm(forms.Form):
    """A file, what it is, and whether its figures are rounded."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("The file you already have: CSV, Excel (.xlsx) or SDMX-CSV."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "missing": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another one."),
            "invalid": gettext_lazy("The file did not arrive. Choose it again."),
        },
    )
    table = forms.ChoiceField(
        label=gettext_lazy("Table"),
        required=False,
        help_text=gettext_lazy("Only needed where the columns of the file do not tell."),
    )
    rounded = forms.BooleanField(
        label=gettext_lazy("The figures are rounded to 5"),
        required=False,
        help_text=gettext_lazy(
            "Sums are then checked with the tolerance of rounded figures. Unrounded figures protect people better: "
            "the hub rounds them itself, once."
        ),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        tables = [(table.id, f"{table.id}: {gettext(table.title)}") for table in submitted_tables()]
        field = self.fields["table"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", gettext("Recognise it from the file")), *tables]
        if too_large:
            self.fields["file"].error_messages["required"] = gettext(
                "The file is larger than %(limit)d MB. Split it by period."
            ) % {"limit": MAX_UPLOAD // 1024 // 1024}
