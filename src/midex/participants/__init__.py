"""What differs between the participants: institutions, holidays, dated values; data files with citations."""
