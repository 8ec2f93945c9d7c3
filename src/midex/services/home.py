"""A home: the folder of one node or hub, and the few facts that `home.toml` states about it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from midex.kernel.fault import Fault
from midex.statistics.registry.catalogue import PARTICIPANTS

FILE = "home.toml"
LAST_PORT = 65535


class HomeKind(Enum):
    """What lives in a home."""

    HUB = "hub"
    NODE = "statistical-node"
    CASE = "case-node"

    @property
    def words(self) -> str:
        """What a person calls one of them."""
        return {"hub": "the hub", "statistical-node": "a statistical node", "case-node": "a case node"}[self.value]


@dataclass(frozen=True, kw_only=True)
class OpenId:
    """An institution's own OpenID provider; its secret is in ``keys/openid.secret``."""

    issuer: str
    client_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Home:
    """One node or hub. An empty ``database_url`` means SQLite files inside ``folder``.

    A case node is one ``institution``'s (a kind of `participants.institutions`) and has ``offices``; ``generated`` says
    that everyone in it was made up, and every page says so too. ``addresses`` says where an office is, for letters.

    ``nodes`` has the addresses at which the hub's visitors find participants' nodes; ``hosts`` are the names, besides
    this machine's own, by which it is reached; ``secure`` says that it is reached over TLS only, by a proxy before it.
    """

    folder: Path
    kind: HomeKind
    port: int
    participant: str = ""
    hub_url: str = ""
    database_url: str = ""
    public_database_url: str = ""
    nodes: tuple[tuple[str, str], ...] = ()
    hosts: tuple[str, ...] = ()
    secure: bool = False
    institution: str = ""
    offices: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    generated: bool = False
    openid: OpenId | None = None

    @property
    def keys(self) -> Path:
        """Where the private keys are; nobody but the owner can read it."""
        return self.folder / "keys"

    @property
    def name(self) -> str:
        """What a person calls it: the hub, or the node of a participant."""
        if self.kind is HomeKind.HUB:
            return "the hub"
        return f"the node of {self.participant}" + (f", {self.institution}" if self.institution else "")

    @property
    def journal(self) -> str:
        """The name of a case node's journal."""
        return f"midex/{self.participant.lower()}/{self.institution}"


def read_home(folder: Path) -> Home:
    """The home in ``folder``; fault F202 where there is none, F209 where its file cannot be understood."""
    file = folder / FILE
    if not file.is_file():
        raise Fault("F202", home=str(folder))
    try:
        said = tomllib.loads(file.read_text("utf-8"))
        home = Home(
            folder=folder.resolve(),
            kind=HomeKind(said["kind"]),
            port=int(said["port"]),
            participant=str(said.get("participant", "")),
            hub_url=str(said.get("hub_url", "")).rstrip("/"),
            database_url=str(said.get("database_url", "")),
            public_database_url=str(said.get("public_database_url", "")),
            nodes=tuple(sorted(said.get("nodes", {}).items())),
            hosts=tuple(said.get("hosts", ())),
            secure=said.get("secure", False) is True,
            institution=str(said.get("institution", "")),
            offices=tuple(said.get("offices", ())),
            addresses=tuple(sorted(said.get("addresses", {}).items())),
            generated=said.get("generated", False) is True,
            openid=OpenId(**said["openid"]) if "openid" in said else None,
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, AttributeError, TypeError) as wrong:
        raise Fault("F209", file=str(file), reason=str(wrong)) from wrong
    if not 1 <= home.port <= LAST_PORT:
        raise Fault("F209", file=str(file), reason=f"port is none of 1 to {LAST_PORT}")
    if home.kind is not HomeKind.HUB and home.participant not in PARTICIPANTS:
        raise Fault("F209", file=str(file), reason=f"participant is none of {', '.join(PARTICIPANTS)}")
    if home.kind is HomeKind.CASE and not (home.institution and home.offices):
        raise Fault("F209", file=str(file), reason="a case node states its institution and offices")
    if unknown := [office for office, address in home.addresses if office not in home.offices or not address]:
        raise Fault("F209", file=str(file), reason=f"an address is stated of {', '.join(unknown)}, which is no office")
    return home


def write_home(home: Home) -> None:
    """Write `home.toml`."""
    stated = {
        "kind": home.kind.value,
        "participant": home.participant,
        "port": home.port,
        "hub_url": home.hub_url,
        "database_url": home.database_url,
        "public_database_url": home.public_database_url,
        "hosts": list(home.hosts),
        "secure": home.secure,
        "institution": home.institution,
        "offices": list(home.offices),
        "generated": home.generated,
    }
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in stated.items() if value not in ("", [], False)]
    if home.nodes:
        lines += ["\n[nodes]\n", *(f"{name} = {json.dumps(url)}\n" for name, url in home.nodes)]
    if home.addresses:
        lines += ["\n[addresses]\n", *(f"{json.dumps(name)} = {json.dumps(said)}\n" for name, said in home.addresses)]
    if home.openid:
        lines += ["\n[openid]\n", *(f"{name} = {json.dumps(said)}\n" for name, said in asdict(home.openid).items())]
    (home.folder / FILE).write_text("# A MIDEX home, made by `midex init`.\n" + "".join(lines), "utf-8")


def homes_under(folder: Path) -> tuple[Path, ...]:
    """The homes directly inside ``folder``."""
    return tuple(sorted(file.parent for file in folder.glob(f"*/{FILE}")))
