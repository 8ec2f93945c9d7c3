"""Protection screening: what a person needs is seen, answered and looked at again; see README.md."""
