"""Signing in and out, with Django's own accounts and sessions; refuses to know what the account is for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy


class SignInForm(AuthenticationForm):
    """Account and password."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "There is no such account here, or the password is not right. Capital and small letters count."
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


def account_urls(place: str, role: str) -> list[URLPattern]:
    """The two addresses; ``place`` says where one signs in, ``role`` whom the place is for. Both are marked words."""
    sign_in = LoginView.as_view(
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
