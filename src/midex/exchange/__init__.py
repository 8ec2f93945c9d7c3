"""What may pass between purposes and institutions, pure; unknown means withheld."""
