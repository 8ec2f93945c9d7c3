"""A message as a whole sentence on a page; refuses to capitalise a name or a code."""

from __future__ import annotations

from midex.kernel.text import Message
from midex.web.naming import sentence


def whole(message: Message) -> str:
    """The message translated, with a capital letter and a full stop."""
    said = sentence(message)
    if not message.id.startswith("{"):
        said = said[:1].upper() + said[1:]
    return said if said.endswith((".", "?", "!")) else f"{said}."
