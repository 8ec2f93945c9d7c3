"""The forms of the account pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from midex.kernel.identity import folded
from midex.services.entrance.ports import Outcome
from midex.web.account.door import Door, try_of
from midex.web.account.throttle import Guess, Try, forgive, must_wait

TOO_SOON = "too-soon"
LONGEST = 150  # characters


class SignInForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=LONGEST,
        # a browser that several people share would offer each the names of the others, and keep them on its disk
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Write the name of your account.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Write your password.")},
    )

    def __init__(self, door: Door, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self._door, self._request = door, request
        self.identity = ""
        """The account, once the password was right."""

    def clean(self) -> dict[str, Any]:
        """Check the password, unless too many were wrong just now."""
        account, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if account and password:
            tried = try_of(self._request, account)
            slow_down(tried, self._door)
            user: Any = authenticate(self._request, username=account, password=password)
            if user is None:
                tell(self._door, account, Outcome.WRONG_PASSWORD)
                raise ValidationError(
                    gettext_lazy(
                        "There is no such account here, or the password is not right. "
                        "Capital and small letters count in the password."
                    )
                )
            forgive(tried)
            self.identity = user.identity
        return self.cleaned_data


class PasswordForm(forms.Form):
    """The password of whoever is signed in, once more."""

    password = SignInForm.base_fields["password"]

    def __init__(self, door: Door, request: Any, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self._door, self._request = door, request

    def clean(self) -> dict[str, Any]:
        """Check it, unless too many were wrong just now."""
        account, password = self._request.actor.identity, self.cleaned_data.get("password")
        if password:
            tried = try_of(self._request, account)
            slow_down(tried, self._door)
            if authenticate(self._request, username=account, password=password) is None:
                tell(self._door, account, Outcome.WRONG_PASSWORD)
                raise ValidationError(gettext_lazy("The password is not right."))
            forgive(tried)
        return self.cleaned_data


class CodeForm(forms.Form):
    """A one-time code, or a recovery code where one is taken; ``take`` says whether it was right."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=64,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        ),
        error_messages={"required": gettext_lazy("Write the code.")},
    )

    def __init__(self, door: Door, request: HttpRequest, identity: str, take: Any, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self._door, self._request, self._identity, self._take = door, request, identity, take
        self.proof = ""
        """What was taken: ``totp`` or ``recovery``."""

    def clean_code(self) -> str:
        """Check the code, unless too many were wrong just now."""
        code = str(self.cleaned_data["code"])
        tried = try_of(self._request, self._identity, Guess.CODE)
        slow_down(tried, self._door)
        self.proof = self._take(code)
        if not self.proof:
            tell(self._door, self._identity, Outcome.WRONG_CODE)
            raise ValidationError(
                gettext_lazy("This code is not right, or it was used already. Wait for the next one and try again.")
            )
        forgive(tried)
        return code


class NameForm(forms.Form):
    """What a passkey is called."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("So that you know it again, such as “blue key” or “office laptop”."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


def slow_down(tried: Try, door: Door) -> None:
    """Refuse a try that comes too soon, before anything is checked."""
    if seconds := must_wait(tried):
        tell(door, tried.account, Outcome.TOO_SOON)
        words = ngettext(
            "There were too many wrong tries. Try again in %(seconds)d second.",
            "There were too many wrong tries. Try again in %(seconds)d seconds.",
            seconds,
        )
        raise ValidationError(words, code=TOO_SOON, params={"seconds": seconds})


def tell(door: Door, typed: str, outcome: Outcome) -> None:
    """Say what became of a try; what was typed is passed on only where it names an account."""
    actor = door.entrance.accounts.find(folded(typed))
    door.entrance.on_sign_in(actor.identity if actor else "", outcome)
