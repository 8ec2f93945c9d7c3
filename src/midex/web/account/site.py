"""Where a passkey is for: a name, never a bare address; over TLS, or on this machine under the name localhost."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest

from midex.services.entrance.ports import Site
from midex.web.account.door import Door


def site_of(request: HttpRequest) -> Site:
    """The site that a request is for."""
    return Site(host=_host(request), origin=f"{request.scheme}://{request.get_host()}")


def offers_passkeys(request: HttpRequest, door: Door) -> bool:
    """Whether a browser would make and show passkeys here."""
    host = _host(request)
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return door.entrance.passkeys is not None and (request.is_secure() or host == "localhost")
    return False


def _host(request: HttpRequest) -> str:
    return request.get_host().rpartition("]")[2].partition(":")[0] or request.get_host()
