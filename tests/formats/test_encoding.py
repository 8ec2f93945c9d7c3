"""The encoding is what the bytes say."""

from __future__ import annotations

import pytest

from midex.formats.encoding import decode
from midex.kernel.fault import Fault


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "GEO;CITIZEN\nRS;Авганистан\n"),
        ("utf-8-sig", "GEO;CITIZEN\nRS;Grčka\n"),
        ("utf-16", "GEO;CITIZEN\nRS;Grčka\n"),
        ("utf-16-le", "GEO;CITIZEN\nRS;Grcka\n"),
        ("utf-16-be", "GEO;CITIZEN\nRS;Grcka\n"),
        ("cp1250", "GEO;CITIZEN\nRS;Češka Republika\nRS;Šri Lanka\n"),
        ("cp1251", "ДРЖАВА;БРОЈ\nАвганистан;5\nСирија;3\n"),
        ("latin-1", "a,b\nCôte d'Ivoire,5\nSão Tomé and Príncipe,4\n"),
        ("latin-1", "shteti,numri\nShqipëria,4\nÇekia,3\n"),
        ("cp1252", "a,b\nEuro area – 20 countries,4\n"),
    ],
)
def test_a_file_is_decoded_as_it_was_written(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "file.csv") == (text, encoding)


@pytest.mark.parametrize("data", [b"a,b\n1,\0\n" * 50, b"\xff\xfea\xd8", b"\x89PNG\r\n\x1a\n" + bytes(100)])
def test_what_is_no_text_is_a_fault(data: bytes) -> None:
    with pytest.raises(Fault) as fault:
        decode(data, "file.csv")
    assert fault.value.code == "F103"
