"""A real OpenID provider (django-oauth-toolkit) in a process of its own, as an institution would run one."""
