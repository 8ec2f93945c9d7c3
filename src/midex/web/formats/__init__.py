"""How dates and figures are written in languages that Django does not know."""
