"""Signing in and out, with Django's own accounts and sessions; refuses to know what the account is for."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy, ngettext

from midex.web.statistics.throttle import forgive, must_wait

TOO_SOON = "too-soon"


class SignInForm(AuthenticationForm):
    """Account and password."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "There is no such account here, or the password is not right. "
            "Capital and small letters count in the password."
        ),
        "inactive": gettext_lazy("This account is closed. Ask whoever keeps the accounts here."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        account, password = self.fields["username"], self.fields["password"]
        account.label = gettext_lazy("Account")
        account.error_messages["required"] = gettext_lazy("Write the name of your account.")
        password.error_messages["required"] = gettext_lazy("Write your password.")
        account.widget.attrs.pop("autofocus", None)

    def clean(self) -> dict[str, Any]:
        """Check the password, unless too many were wrong just now."""
        account, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not account or not password or self.request is None:
            return super().clean()
        address = address_of(self.request)
        if seconds := must_wait(account, address):
            words = ngettext(
                "There were too many wrong tries. Try again in %(seconds)d second.",
                "There were too many wrong tries. Try again in %(seconds)d seconds.",
                seconds,
            )
            raise ValidationError(words, code=TOO_SOON, params={"seconds": seconds})
        said = super().clean()
        forgive(account, address)
        return said


class SignIn(LoginView):
    """Django's own view, which also says by its status that somebody tries too often."""

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form again, with what is wrong."""
        answer = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, TOO_SOON):
            answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return answer


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; a proxy's word is believed only where the home stands behind one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def account_urls(place: str, role: str) -> list[URLPattern]:
    """The two addresses; ``place`` says where one signs in, ``role`` whom the place is for. Both are marked words."""
    sign_in = SignIn.as_view(
        template_name="statistics/sign_in.html",
        authentication_form=SignInForm,
        next_page=reverse_lazy("start"),
        redirect_authenticated_user=True,
        extra_context={"place": place, "for_whom": role},
    )
    return [
        path("sign-in", sign_in, name="sign-in"),
        path("sign-out", LogoutView.as_view(next_page=reverse_lazy("sign-in")), name="sign-out"),
    ]
