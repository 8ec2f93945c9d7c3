"""A case node's records: the event store, what is accounted for beside it, and the projections that lists read."""
