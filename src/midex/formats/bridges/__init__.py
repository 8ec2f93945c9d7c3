"""Records of other systems <-> values of ours: what is taken, what is left out and why stand in the CSV beside it."""
