"""People who do not exist, for demonstrations and measurements; pure, every draw comes of the seed. See README.md."""
