"""A statistician at the node: what is wrong stands at its cell, what is right is sent, persons are not shown."""

from __future__ import annotations

import base64
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from midex.services.ports import NodePorts
from midex.statistics.statement import sha256
from tests.twins.signing import verify
from tests.web.statistics.conftest import Visit
from tests.world import STATISTICIAN, TABLE, World, figures


def upload(client: Client, content: bytes, name: str = "figures.csv", **said: str) -> str:
    answer = client.post("/upload", {"file": SimpleUploadedFile(name, content), **said})
    return str(answer.status_code) + answer.content.decode()


def send(client: Client, node: NodePorts) -> str:
    draft = node.drafts.find(STATISTICIAN.identity)
    assert draft is not None
    answer = client.post("/send", {"figures": draft.sha256})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_an_error_is_shown_with_row_column_and_the_way_to_put_it_right(world: World, visit: Visit) -> None:
    spoilt = figures().replace(b",PER,ME,2024,", b",PER,ME,2024,1.", 1)
    page = upload(visit("stat", world.node()), spoilt)
    assert page.startswith("422")
    for words in ("row 2", "column OBS_VALUE", "is no whole number", "write digits only", '<td class="meant"><mark>1.'):
        assert words in page
    assert "Submit to the hub" not in page


def test_a_right_file_is_sent_with_one_button_and_its_receipt_is_shown(world: World, visit: Visit) -> None:
    node = world.node()
    client = visit("stat", node)
    assert "Submit to the hub" in upload(client, figures())
    assert "A checked file waits for your word" in client.get("/desk").content.decode()
    place = send(client, node)
    page = client.get(place).content.decode()
    for words in ("Received by the hub", "2024: version 1", "the signature fits", "generated for demonstration"):
        assert words in page
    assert place.removeprefix("/submissions/") in client.get("/desk").content.decode()


def test_the_downloaded_receipt_proves_itself(world: World, visit: Visit) -> None:
    node = world.node()
    client = visit("stat", node)
    upload(client, figures())
    said = json.loads(client.get(f"{send(client, node)}/receipt.json").content)
    for what, key in (("statement", "node_public_key"), ("receipt", "hub_public_key")):
        signature = base64.b64decode(said[f"{what}_signature"])
        assert verify(bytes.fromhex(said[key]), said[what].encode(), signature)
        assert not verify(bytes.fromhex(said[key]), said[what].encode() + b" ", signature)
    assert json.loads(said["receipt"])["statement_sha256"] == sha256(said["statement"].encode())


def test_of_personal_data_only_the_position_is_said(world: World, visit: Visit) -> None:
    header, *rows = figures().decode().splitlines()
    spoilt = "\n".join([f"{header},prezime", *(f"{row},Generisani" for row in rows)]).encode()
    node = world.node()
    page = upload(visit("stat", node), spoilt, "Generisani.csv")
    assert "This file was refused" in page
    assert "Generisani" not in page
    assert "<mark>" not in page
    assert node.drafts.find(STATISTICIAN.identity) is None


def test_a_file_that_cannot_be_read_is_explained_at_the_field(world: World, visit: Visit) -> None:
    page = upload(visit("stat", world.node()), b"nothing,that,is,known\n1,2,3,4\n")
    assert page.startswith("422")
    assert 'id="id_file_error"' in page
    assert "Choose the table of the file" in page


def test_no_file_an_empty_file_and_one_too_large_are_each_told_apart(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visit("stat", world.node())
    assert "Choose a file." in client.post("/upload").content.decode()
    assert "The file is empty" in upload(client, b"")
    monkeypatch.setattr("midex.web.statistics.upload.MAX_UPLOAD", 1000)
    with override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=1000):
        assert "Split it by period" in upload(client, figures())


def test_figures_declared_rounded_say_so_in_what_is_signed(world: World, visit: Visit) -> None:
    node = world.node()
    client = visit("stat", node)
    upload(client, figures(), rounded="on")
    send(client, node)
    assert node.sent.all()[0].statement.rounded_to == 5


def test_forgetting_leaves_nothing_to_send(world: World, visit: Visit) -> None:
    node = world.node()
    client = visit("stat", node)
    upload(client, figures())
    draft = node.drafts.find(STATISTICIAN.identity)
    assert draft is not None
    client.post("/forget")
    answer = client.post("/send", {"figures": draft.sha256})
    assert answer.status_code == 409
    assert "Nothing was sent" in answer.content.decode()
    assert node.sent.all() == ()


def test_the_table_may_be_said_where_the_file_does_not(world: World, visit: Visit) -> None:
    page = upload(visit("stat", world.node()), figures(), table=TABLE.id)
    assert "This file can be sent" in page
    other = upload(visit("stat", world.node("AL")), figures(), table="WB_IBCM")
    assert other.startswith("422")


def test_an_empty_file_from_the_desk_comes_back_as_one_whose_figures_are_missing(world: World, visit: Visit) -> None:
    client = visit("stat", world.node())
    assert 'href="/template/MIGR_EIORD/2025.xlsx"' in client.get("/desk").content.decode()
    empty = client.get("/template/MIGR_EIORD/2025.xlsx").content
    page = upload(client, empty, "empty.xlsx")
    assert page.startswith("422")
    assert "column OBS_VALUE" in page
