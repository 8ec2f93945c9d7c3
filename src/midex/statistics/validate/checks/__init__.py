"""One check per file; each answers with hits and knows no words."""
