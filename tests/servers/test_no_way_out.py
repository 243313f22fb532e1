"""What conftest promises to every test."""

import os
import socket
from pathlib import Path

import pytest

from config import locations


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 80), ("10.0.0.1", 443), ("0.0.0.0", 80), ("2001:db8::1", 80)]
)
def test_connections_beyond_loopback_are_refused_and_remembered(
    address: tuple[str, int], no_way_out: list[object]
) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(OSError, match="may not connect"):
        client.connect(address)
    with socket.socket(family) as client, pytest.raises(OSError, match="may not connect"):
        client.connect_ex(address)
    assert no_way_out == [address, address]
    no_way_out.clear()


@pytest.mark.parametrize("name", ["plomberie.example", "example", b"plomberie.example"])
def test_names_do_not_resolve(name: str | bytes) -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo(name, 80)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "１２７.0.0.1"])
def test_loopback_resolves_in_any_notation(name: str) -> None:
    assert ("127.0.0.1", 80) in [found[4] for found in socket.getaddrinfo(name, 80, socket.AF_INET)]


def test_environment_is_clean(tmp_path: Path) -> None:
    left = [name for name in os.environ if name.lower().endswith("_proxy") or name == "LLM_API_KEY"]
    assert not left
    assert [name for name in os.environ if name.startswith("LEADHUNTER_")] == ["LEADHUNTER_DATA_DIR"]
    assert locations.data_dir() == tmp_path / "data"
