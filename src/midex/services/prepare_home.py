"""Prepare the folder of a node or hub; a second run changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from midex.kernel.fault import Fault
from midex.services.home import FILE, Home, read_home, write_home


def prepare_home(home: Home, *, make_keys: Callable[[Home], bool], make_databases: Callable[[Home], bool]) -> bool:
    """Make what is missing of ``home``; answers whether anything was. Fault F207 where it is another's home."""
    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = not (home.folder / FILE).exists()
    if not new and read_home(home.folder) != home:
        raise Fault("F207", home=str(home.folder), found=read_home(home.folder).name)
    keys = make_keys(home)
    databases = make_databases(home)
    if new:
        write_home(home)
    return new or keys or databases
