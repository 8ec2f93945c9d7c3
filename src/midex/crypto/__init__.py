"""Signatures, sealed fields and the files that keep private keys; the only place that imports cryptography."""
