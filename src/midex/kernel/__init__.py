"""The nouns every other folder speaks in; standard library only, no clock, no I/O."""
