"""The one place where the command line meets its wiring."""

from __future__ import annotations

import sys

from midex.cli.app import run


def main() -> None:
    """Entry point of `midex`."""
    sys.exit(run(None))


if __name__ == "__main__":
    main()
