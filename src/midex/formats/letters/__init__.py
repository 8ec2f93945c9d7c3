"""Letters and certificates as PDF in the person's language: texts are data, a typesetter lays them out.

Refuses to know a procedure: what is recorded is handed in as fields with their values.
"""
