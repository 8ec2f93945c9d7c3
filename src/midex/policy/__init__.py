"""Who may see and do what: pure predicates and closed tables; their SQL form is in `stores`."""
