"""The institutions of the six participants, read once from `institutions.yaml` of each participant's folder."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from midex.exchange.institution import Institution, InstitutionKind
from midex.formats.declaration import read_yaml

FOLDERS = ("al", "ba", "xk", "me", "mk", "rs")


@cache
def all_institutions() -> tuple[Institution, ...]:
    """Every institution, by participant and in the order of its file."""
    return tuple(institution for folder in FOLDERS for institution in _of(folder))


def find(participant: str, kind: str) -> Institution | None:
    """A participant's institution of a kind, or None where there is no such kind or none of it."""
    return named(f"{participant.lower()}/{kind}")


def named(institution_id: str) -> Institution | None:
    """The institution with this id, e.g. ``rs/asylum-office``."""
    return next((found for found in all_institutions() if found.id == institution_id), None)


def _of(folder: str) -> tuple[Institution, ...]:
    raw = read_yaml(files("midex.participants").joinpath(folder, "institutions.yaml").read_text("utf-8"))
    return tuple(
        Institution(
            participant=folder.upper(),
            kind=InstitutionKind(kind),
            name=stated["name"],
            to_verify=stated.get("to_verify", True),
        )
        for kind, stated in raw.items()
    )
