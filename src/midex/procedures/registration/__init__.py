"""Registration: a person is met, told their rights, recorded, given a copy. This is its skeleton; see README.md."""
