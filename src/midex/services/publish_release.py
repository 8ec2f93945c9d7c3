"""At the hub: write an approved proposal into the public store as an immutable, signed vintage.

Two databases cannot commit as one: the public one goes first and knows the vintage again, so that a publication cut off
between the two is finished by the next try.
"""

from __future__ import annotations

import base64
from dataclasses import replace

from midex.services.ports import HubPorts, Proposal
from midex.statistics.registry.catalogue import registry
from midex.statistics.release import read_release, release_statement
from midex.statistics.series import Dataflow, SeriesKind, Vintage

GENERATED = "GENERATED"


def publish_release(proposal: Proposal, hub: HubPorts) -> Vintage:
    """The published vintage; publishing again changes nothing."""
    table = registry().table(proposal.table)
    observations = read_release(table, proposal.canonical)
    vintage = Vintage(
        dataflow=table.id,
        number=proposal.vintage,
        released_at=hub.clock(),
        sha256=proposal.sha256,
        observations=len(observations),
        approved_by=proposal.approved_by,
        key_id=hub.signer.key_id,
        generated=any(o.origin == GENERATED for o in observations),
        summary=proposal.summary,
    )
    signature = hub.signer.sign(release_statement(vintage))
    vintage = replace(vintage, signature=base64.b64encode(signature).decode())
    dataflow = Dataflow(id=table.id, title=table.title, table=table, kind=SeriesKind.SUBMITTED)
    hub.public.publish(dataflow, vintage, observations)
    with hub.unit_of_work():
        hub.releases.published(proposal.number, hub.clock())
    return next(v for v in hub.public.vintages(table.id) if v.number == vintage.number)
