"""The addresses behind sign-in: a statistician's at a node, the office's at the hub; each closes over its ports."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from midex.kernel.text import Message, mark
from midex.services.entrance.ports import Entrance
from midex.services.ports import HubPorts, NodePorts
from midex.web.account.urls import account_urls
from midex.web.statistics.desk import desk_views, missing
from midex.web.statistics.office import office_views
from midex.web.statistics.proposal import proposal_views
from midex.web.statistics.template import template_views
from midex.web.statistics.upload import upload_views


def node_urls(ports: NodePorts, entrance: Entrance) -> list[URLPattern]:
    """The pages of a statistical node; the last answers at every address that is none."""
    heading = Message(mark("Node of {participant}"), {"participant": ports.participant})
    accounts = account_urls(entrance, heading=heading, for_whom=mark("For statisticians who submit figures."))
    return [*accounts, *desk_views(ports), *upload_views(ports), *template_views(ports), re_path("", missing)]


def hub_urls(ports: HubPorts, entrance: Entrance) -> list[URLResolver]:
    """The pages of the hub's office, under ``/office/`` so that the public site keeps ``/``."""
    heading = Message(mark("Office of the hub"))
    accounts = account_urls(entrance, heading=heading, for_whom=mark("For those who release figures."))
    return [path("office/", include([*accounts, *office_views(ports), *proposal_views(ports)]))]
