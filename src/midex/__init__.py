"""MIDEX, the protection-first migration data exchange."""

__version__ = "0.1.0"
