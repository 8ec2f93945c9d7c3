"""Checks an exported MIDEX journal; a program of its own that shares no line with the one that writes it."""
