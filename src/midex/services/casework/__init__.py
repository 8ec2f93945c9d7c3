"""One file per thing a person does at a case node."""
