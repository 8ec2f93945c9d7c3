"""Walks what is declared (procedures, fields, purposes, policy, columns) and says where a declaration is at fault."""
