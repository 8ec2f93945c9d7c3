"""Whether two records may be about one person: spellings folded, fields compared, a human asked. Decides nothing."""
