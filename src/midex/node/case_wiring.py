"""Joins a case node's stores, vault, journal and pages; the only module that knows all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from midex.crypto.blind_index import BlindIndex, forget_index_key, make_index_key
from midex.crypto.box import Box
from midex.crypto.secret import SESSION, secret
from midex.crypto.signing import SigningKey, keep_secret, verify
from midex.crypto.vault import PersonVault, make_node_key, read_node_key
from midex.kernel.text import Message
from midex.node.case_settings import settings
from midex.node.checkpoints import Checkpoints
from midex.node.uplink import HubKeyFile, Uplink
from midex.participants.holidays import calendar_of
from midex.services.casework.payloads import payloads
from midex.services.casework.ports import CasePorts
from midex.services.casework.record_sign_in import record_sign_in
from midex.services.declarations.column import ColumnRegister
from midex.services.entrance.ports import Entrance
from midex.services.home import Home
from midex.services.journal.ports import JournalPorts
from midex.services.journal.state import JournalState
from midex.wiring import are_current, configure, migrate
from midex.wiring import entrance as entrance_of

PSEUDONYMS = "pseudonyms.secret"
"""File of the secret that makes the journal's pseudonyms of accounts."""

DRAFT_KEYS = "draftkeys"
"""Folder of the keys of what was begun and not finished: no copy of it is kept, and none of it lives a day."""

KEY_STORE = "keystore"
"""Folder of the persons' keys: outside the database and its backups."""


def make_case_keys(home: Home) -> bool:
    """Make the keys that only a case node has, where they are missing; answers whether any was."""
    made = make_node_key(home.keys)
    made = make_index_key(home.keys) or made
    if not (home.keys / PSEUDONYMS).exists():
        keep_secret(home.keys / PSEUDONYMS, secret())
        made = True
    return made


def make_databases(home: Home) -> bool:
    """Bring the database to its present shape."""
    start(home)
    return migrate("default")


def are_databases_current(home: Home) -> bool:
    """Whether a server of this version may use them; leaves no connection open behind it."""
    start(home)
    return are_current("default")


def start(home: Home) -> None:
    """Configure Django for this home, once per process."""
    configure(
        lambda: settings(
            home.folder,
            secret_key=(home.keys / SESSION).read_text("ascii"),
            name=f"{home.participant}_{home.institution}".lower().replace("-", "_"),
            hosts=home.hosts,
            secure=home.secure,
            database_url=home.database_url,
        )
    )


def columns() -> ColumnRegister:
    """Every column of a case node's database and key store; of any case node, for all have the same."""
    configure(lambda: settings(Path("nowhere"), secret_key=secret()))
    from midex.stores.columns import column_register

    return column_register()


@cache
def vault(home: Home) -> PersonVault:
    """The vault of the case node in ``home``."""
    from midex.stores.key_store import KeyStore

    return PersonVault(read_node_key(home.keys), KeyStore(home.folder / KEY_STORE), partial(datetime.now, UTC))


@cache
def draft_vault(home: Home) -> PersonVault:
    """The vault of drafts of the case node in ``home``."""
    from midex.stores.key_store import KeyStore

    return PersonVault(read_node_key(home.keys), KeyStore(home.folder / DRAFT_KEYS), partial(datetime.now, UTC))


def ports(home: Home) -> CasePorts:
    """The ports of the case node in ``home``."""
    start(home)
    from midex.stores.accounts.store import AccountStore
    from midex.stores.cases.drafts import FormDraftStore
    from midex.stores.cases.events import EventStore
    from midex.stores.cases.files import CaseStore
    from midex.stores.cases.proposals import ProposedStepStore
    from midex.stores.cases.reads import GrantStore, ReadStore
    from midex.stores.cases.tokens import TokenStore
    from midex.stores.journal.store import JournalStore
    from midex.stores.unit_of_work import UnitOfWork

    return CasePorts(
        participant=home.participant,
        institution=home.institution,
        offices=home.offices,
        addresses=dict(home.addresses),
        calendar=calendar_of(home.participant),
        clock=partial(datetime.now, UTC),
        random_id=lambda: uuid4().hex,
        unit_of_work=UnitOfWork("default"),
        accounts=AccountStore("default", Box.load(home.keys)),
        vault=vault(home),
        journal=JournalStore("default", (home.keys / PSEUDONYMS).read_bytes()),
        events=EventStore("default"),
        cases=CaseStore("default"),
        reads=ReadStore("default"),
        grants=GrantStore("default"),
        proposals=ProposedStepStore("default"),
        drafts=FormDraftStore("default"),
        draft_vault=draft_vault(home),
        blinding=BlindIndex.load(home.keys),
        tokens=TokenStore("default"),
        hub=Uplink(home.hub_url),
        hub_key=HubKeyFile(home.keys),
        signer=SigningKey.load(home.keys),
        verify=verify,
    )


def index_anew(home: Home) -> int:
    """Make the blind index under a new key, the old one forgotten; answers how many cases are in it."""
    from midex.services.casework.rebuild_index import rebuild_index

    forget_index_key(home.keys)
    make_index_key(home.keys)
    return rebuild_index(ports(home))


def journal_ports(home: Home) -> JournalPorts:
    """The ports of the journal of the case node in ``home``."""
    node = ports(home)
    from midex.stores.journal.checkpoints import CheckpointStore
    from midex.stores.journal.store import JournalStore
    from midex.stores.journal.tree import TreeStore

    return JournalPorts(
        origin=home.journal,
        clock=node.clock,
        unit_of_work=node.unit_of_work,
        entries=JournalStore("default", (home.keys / PSEUDONYMS).read_bytes()),
        tree=TreeStore("default"),
        checkpoints=CheckpointStore("default"),
        payloads=lambda first, end: payloads(first, end, node.events, node.reads, node.vault),
        hub=node.hub,
        hub_key=node.hub_key,
        signer=node.signer,
        verify=node.verify,
    )


def engine_check(home: Home) -> Callable[[], Iterator[str]]:
    """The check that the databases of the case node in ``home`` can make of themselves."""
    start(home)
    from midex.stores.engine_check import EngineCheck
    from midex.stores.key_store import FILE

    return EngineCheck("default", home.folder / KEY_STORE / FILE)


def left_out(home: Home) -> Message | None:
    """What `engine_check` cannot look at in the case node in ``home``."""
    start(home)
    from midex.stores.engine_check import left_out

    return left_out("default")


def entrance(home: Home) -> Entrance:
    """What the account pages need; every try to sign in is journaled."""
    node = ports(home)
    return entrance_of(home, lambda identity, outcome: record_sign_in(identity, outcome, node))


def application(home: Home) -> Any:
    """The WSGI application of the case node."""
    node = ports(home)
    from django.conf import settings as configured
    from django.core.wsgi import get_wsgi_application

    from midex.services.casework.apply_erasures import apply_erasures

    apply_erasures(node)
    signing = Checkpoints(node, journal_ports(home))
    configured.ROOT_URLCONF = urls(node, entrance(home), home, lambda: signing.reason)
    answering = get_wsgi_application()
    signing.start()
    return answering


def urls(
    node: CasePorts, door: Entrance, home: Home, failed_because: Callable[[], str] = lambda: ""
) -> tuple[Any, ...]:
    """Every address the case node answers at; ``failed_because`` says why the last checkpoint failed."""
    from midex.services.journal.state import journal_state
    from midex.web.api import health
    from midex.web.casework.urls import case_urls

    journal = journal_ports(home)

    def state() -> JournalState:
        return journal_state(journal, failed_because())

    return (*health.urls(node.accounts.all), *case_urls(node, door, state, generated=home.generated))
