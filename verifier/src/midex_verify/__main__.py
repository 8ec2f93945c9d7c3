"""`python -m midex_verify`, where the command is not installed."""

from midex_verify.command import main

main()
