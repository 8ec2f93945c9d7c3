"""Signing in: one-time codes, passkeys, an institution's own provider, sessions."""
