"""Charts as SVG text, drawn on the server by small pure functions.

They know numbers and labels, never a catalogue, a request or a language; style lives in the stylesheet, so a strict
content-security policy holds.
"""
