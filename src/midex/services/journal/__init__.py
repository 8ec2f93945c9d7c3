"""What is done with the journal: sign it, show it, prove it; and at the hub, watch it."""
