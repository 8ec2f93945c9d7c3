"""One folder per field of law; none knows another."""
