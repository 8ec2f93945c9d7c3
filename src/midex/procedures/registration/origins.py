"""Where a person may be a citizen, by all that was ever said or shown; nothing about them goes there.

Refuses to weigh: what was corrected since, and what only a document says, counts like what is stated now.
"""

from __future__ import annotations

from collections.abc import Iterable

from midex.kernel.event import Event
from midex.procedures.registration.events import Corrected, DocumentKind, DocumentSeen, Registered

OF_CITIZENS = frozenset(
    {DocumentKind.PASSPORT, DocumentKind.IDENTITY_CARD, DocumentKind.BIRTH_CERTIFICATE, DocumentKind.FAMILY_BOOK}
)
"""Documents that a state gives to its own; a residence permit or an attestation it gives to others."""


def origins(history: Iterable[Event]) -> frozenset[str]:
    """Codes of CL_CITIZEN, unknown and stateless among them."""
    return frozenset(code for event in history for code in _named(event) if code)


def _named(event: Event) -> tuple[str, ...]:
    match event:
        case Registered() | Corrected():
            return (event.citizenship, *event.also_citizen)
        case DocumentSeen() if event.kind in OF_CITIZENS:
            return (event.issued_by,)
        case _:
            return ()
