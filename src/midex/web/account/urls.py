"""The addresses of the account pages, the same in every home."""

from __future__ import annotations

from django.urls import URLPattern

from midex.kernel.text import Message
from midex.services.entrance.ports import Entrance
from midex.web.account.app import app_views
from midex.web.account.door import Door
from midex.web.account.openid import openid_views
from midex.web.account.passkey import passkey_views
from midex.web.account.prove import prove_views
from midex.web.account.second_factor import second_factor_views
from midex.web.account.security import security_views
from midex.web.account.set_up import set_up_views
from midex.web.account.sign_in import sign_in_views


def account_urls(entrance: Entrance, *, heading: Message, for_whom: str) -> list[URLPattern]:
    """``heading`` says where one signs in, ``for_whom`` (marked) who should; the page named ``start`` comes after."""
    door = Door(entrance=entrance, heading=heading, for_whom=for_whom)
    return [
        *sign_in_views(door),
        *second_factor_views(door),
        *openid_views(door),
        *set_up_views(door),
        *app_views(door),
        *passkey_views(door),
        *prove_views(door),
        *security_views(door),
    ]
