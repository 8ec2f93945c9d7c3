"""Rules over a reading: what is wrong, at which cell, and how to put it right. Computes no figure and mends none."""
