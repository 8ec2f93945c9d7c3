"""One address of every kind of page."""

from __future__ import annotations

PAGES = (
    "/",
    "/tables",
    "/participants",
    "/participant/ME",
    "/participant/XK",
    "/about",
    "/table/UNHCR_ASYAPP",
    "/table/UNHCR_ASYDEC",
    "/table/FRONTEX_IBC",
    "/table/ESTAT_MIGR_EIRTN",
    "/table/ESTAT_MIGR_EIRTN?CITIZEN=ME&GEO=*",
    "/table/MIGR_EIPRE",
    "/table/MIGR_EIPRE?ORIGIN=REPORTED&GEO=AL",
    "/table/MIGR_EIPRE?from=2024&to=2024",
    "/table/MIGR_EIPRE?ORIGIN=*",
    "/table/WB_IBCM",
)
