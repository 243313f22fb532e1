"""Input no page should be: a clean error in its row, within bounds, and the run goes on."""

import asyncio
import gzip
import json
import socket
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app
from scrapers import extract_command
from scrapers.fetch import Door
from tests.servers.loopback import LoopbackWeb, Reply, answer, moved

GOOD = "<!doctype html><title>Fournil</title><p>Écrivez à bonjour@fournil-ambre.fr</p>"


def bomb() -> bytes:
    """Half a megabyte that unpacks to 512."""
    squeeze = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    block = bytes(8 << 20)
    return b"".join([squeeze.compress(block) for _ in range(64)] + [squeeze.flush()])


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


NESTED = "<div>" * 50_000 + "<p>bonjour@fournil-ambre.fr</p>"
PAGES: dict[str, Reply | list[Reply]] = {
    "/good": answer(body=GOOD.encode()),
    "/binary": answer(body=bytes(range(256)) * 40),
    "/pdf": answer(body=b"%PDF-1.7\n1 0 obj", kind="application/pdf"),
    "/empty": answer(body=b""),
    "/blank": answer(body=b" \r\n\t"),
    "/circle": moved("/circle"),
    "/away": moved("http://169.254.169.254/latest/meta-data/"),
    "/scheme": moved("file:///etc/passwd"),
    "/brotli": answer(body=b"\x0b\x02\x80", content_encoding="br"),
    "/cut": answer(body=gzip.compress(GOOD.encode() * 50)[:20] + b"no gzip at all", content_encoding="gzip"),
    "/hangs_up": lambda connection: connection.close(),
    "/gone": answer(404),
    "/closed": answer(body=GOOD.encode()),
    "/nested": answer(body=NESTED.encode()),
    "/wrong_charset": answer(body=GOOD.encode("cp1252"), kind="text/html; charset=utf-8"),
    "/no_charset": answer(body=GOOD.encode("utf-16-le"), kind="text/html; charset=x-unknown"),
}
ERRORS = {
    "binary": "not_html",
    "pdf": "not_html",
    "empty": "not_html",
    "blank": "not_html",
    "circle": "too_many_redirects",
    "away": "blocked_address",
    "scheme": "blocked_scheme",
    "bomb": "too_large",
    "brotli": "encoding",
    "cut": "encoding",
    "hangs_up": "connect",
    "gone": "http_error",
    "closed": "robots",
}
READ = ("good", "nested", "wrong_charset", "no_charset", "good")
REFUSED = {
    "ftp://bakery.example/": "blocked_scheme",
    "http://10.0.0.1/": "blocked_address",
    "http://2130706433/": "blocked_address",
    "https://bakery.example:8443/": "blocked_port",
    "https://": "invalid_url",
    "https://bakery.example/": "dns",
}


def rows(arguments: list[str], lines: str | None = None) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["extract", "--jsonl", *arguments], input=lines)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_page_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Impatient(Door):
        @classmethod
        def from_config(cls, config: Any, **options: Any) -> Any:
            network = {**config["network"], "timeout": 0.5, "respect_robots": False}
            return super().from_config({**config, "network": network})

    monkeypatch.setattr(extract_command, "Door", Impatient)
    with LoopbackWeb({"/drip": drip}) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", web.pair)
        asked = "".join(json.dumps({"input": one}) + "\n" for one in (f"{web.url}/drip", "https://"))
        codes = [row["error"]["code"] for row in rows(["-"], asked)]
    assert codes == ["timeout", "invalid_url"]


def test_pages_of_every_bad_kind_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    robots = answer(body=b"User-agent: *\nDisallow: /closed", kind="text/plain")
    pages = {**PAGES, "/bomb": answer(body=bomb(), content_encoding="gzip")}
    with LoopbackWeb(pages, robots) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", web.pair)
        inputs = [*(f"{web.url}/{name}" for name in (*ERRORS, *READ)), *REFUSED]
        asked = "".join(json.dumps({"input": one}) + "\n" for one in inputs)
        found = rows(["-"], asked)
    assert [row["input"] for row in found] == inputs
    codes = {row["input"].rpartition("/")[2]: row["error"]["code"] for row in found[: len(ERRORS)]}
    assert codes == ERRORS
    assert {row["input"]: row["error"]["code"] for row in found[-len(REFUSED) :]} == REFUSED
    for row in found[len(ERRORS) : -len(REFUSED)]:
        assert row["emails"] == ["bonjour@fournil-ambre.fr"], row
    for row in found:
        if "error" in row:
            assert row.keys() == {"input", "error"}
            assert row["error"].keys() == {"code", "message", "remedy"}
            assert all(row["error"].values())


def test_a_list_that_is_read_again_costs_its_servers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    page = answer(body=b"<p>bonjour@fournil-ambre.fr", ETag='"1"')
    with LoopbackWeb({"/a": [page, answer(304)], "/b": page}) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", web.pair)
        urls = [f"{web.url}/a", f"{web.url}/b"]
        first, asked = rows(urls), len(web.requests)
        assert (rows(urls), len(web.requests)) == (first, asked)
        assert asked == 3
        result = CliRunner().invoke(app, ["extract", urls[0]])
        assert json.loads(result.stdout)["emails"] == ["bonjour@fournil-ambre.fr"]
        assert web.requests[-1].headers["if-none-match"] == '"1"', "one page is wanted as it is now"


def test_files_of_every_bad_kind_and_the_run_goes_on(tmp_path: Path) -> None:
    bodies = {
        "good.html": GOOD.encode(),
        "binary.html": bytes(range(256)) * 40,
        "empty.html": b"",
        "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(40),
        "large.html": b"x" * 5_000_001,
        "nested.html": NESTED.encode(),
        "latin.html": GOOD.encode("cp1252"),
        "wide.html": GOOD.encode("utf-16"),
        "nul.html": GOOD.encode().replace(b"<p>", b"<p>\0"),
    }
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    (tmp_path / "folder.html").mkdir()
    inputs = [str(tmp_path / name) for name in (*bodies, "folder.html", "missing.html")] + ["\0", "x" * 5000]
    found = rows(["-"], "".join(json.dumps({"input": one}) + "\n" for one in inputs))
    codes = {Path(row["input"]).name[:20]: row.get("error", {}).get("code") for row in found}
    assert [row["input"] for row in found] == inputs
    assert codes == {
        "good.html": None,
        "binary.html": "not_html",
        "empty.html": "not_html",
        "picture.html": "not_html",
        "large.html": "too_large",
        "nested.html": None,
        "latin.html": None,
        "wide.html": None,
        "nul.html": None,
        "folder.html": "invalid_url",
        "missing.html": "invalid_url",
        "\0": "invalid_url",
        "x" * 20: "invalid_url",
    }
    assert all(row["emails"] == ["bonjour@fournil-ambre.fr"] for row in found if "error" not in row)


def test_a_page_nested_without_end_is_read_at_once() -> None:
    begin = time.process_time()
    contacts = asyncio.run(asyncio.to_thread(extract_command.extract_contacts, NESTED, "https://a.example/"))
    assert [value.value for value in contacts.values] == ["bonjour@fournil-ambre.fr"]
    assert time.process_time() - begin < 5
