"""Signing in and out, second factors, sessions: the same pages at the hub's office and at every node."""
