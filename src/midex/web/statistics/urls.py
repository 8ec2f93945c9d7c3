"""The addresses behind sign-in: a statistician's at a node, the office's at the hub; each closes over its ports."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from midex.kernel.text import mark
from midex.services.ports import HubPorts, NodePorts
from midex.web.statistics.account import account_urls
from midex.web.statistics.desk import desk_views, missing
from midex.web.statistics.office import office_views
from midex.web.statistics.proposal import proposal_views
from midex.web.statistics.template import template_views
from midex.web.statistics.upload import upload_views


def node_urls(ports: NodePorts) -> list[URLPattern]:
    """The pages of a statistical node; the last answers at every address that is none."""
    accounts = account_urls(ports.participant, mark("For statisticians who submit figures."))
    return [*accounts, *desk_views(ports), *upload_views(ports), *template_views(ports), re_path("", missing)]


def hub_urls(ports: HubPorts) -> list[URLResolver]:
    """The pages of the hub's office, under ``/office/`` so that the public site keeps ``/``."""
    accounts = account_urls("", mark("For those who release figures."))
    return [path("office/", include([*accounts, *office_views(ports), *proposal_views(ports)]))]
