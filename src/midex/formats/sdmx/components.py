"""The components every MIDEX structure has beside its own dimensions: time, the figure and its attributes."""

from __future__ import annotations

from dataclasses import dataclass

from midex.kernel.indicator import ATTRIBUTES, MEASURE, TIME


@dataclass(frozen=True)
class Component:
    """A shared component: English name, and the codelist of its values where they are coded."""

    name: str
    codelist: str = ""


SHARED: dict[str, Component] = {
    TIME: Component("Time period"),
    MEASURE: Component("Observation value"),
    "OBS_STATUS": Component("Observation status", "CL_OBS_STATUS"),
    "CONF_STATUS": Component("Confidentiality status", "CL_CONF_STATUS"),
    "REPORTERS": Component("Participants that reported, of those covered"),
    "ORIGIN": Component("Origin of the figure", "CL_ORIGIN"),
    "COMMENT_OBS": Component("Comment on the figure"),
}
"""In the order of the columns of a file."""

CODED = {name: SHARED[name].codelist for name in ATTRIBUTES if SHARED[name].codelist}
"""Each coded attribute with the id of its codelist."""
