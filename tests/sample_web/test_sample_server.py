"""The sample web over real HTTP: hosts, search interface, refusals, start and stop."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import httpx
import pytest

from sample_web import SampleWeb, sample_web

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def web() -> Iterator[SampleWeb]:
    with SampleWeb(port=0, latency=0) as running:
        yield running


def ask(
    web: SampleWeb, path: str, host: str | None = None, method: str = "GET", **more: object
) -> httpx.Response:
    headers = {"Host": host or f"127.0.0.1:{web.port}"}
    with httpx.Client(trust_env=False, timeout=60) as client:
        return client.request(method, f"{web.search_url}{path}", headers=headers, **more)  # type: ignore[arg-type]


def host(web: SampleWeb, slug: str) -> str:
    return f"{slug}.localhost:{web.port}"


def test_every_page_of_every_site_is_served(web: SampleWeb) -> None:
    assert len(web.sites) == len(web.hosts) == 13
    for name, home in zip(web.hosts, web.sites, strict=True):
        assert home == f"http://{name}/"
        answer = ask(web, "/", name)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "<h1>Sample web</h1>" not in answer.text


@pytest.mark.parametrize(
    ("slug", "path", "status", "media_type"),
    [
        ("plomberie-fontrouge", "/tarifs", 200, "text/html; charset=utf-8"),
        ("plomberie-fontrouge", "/tarifs?utm_source=x", 200, "text/html; charset=utf-8"),
        ("plomberie-fontrouge", "/style.css", 200, "text/css; charset=utf-8"),
        ("plomberie-fontrouge", "/robots.txt", 200, "text/plain; charset=utf-8"),
        ("plomberie-fontrouge", "/sitemap.xml", 200, "application/xml; charset=utf-8"),
        ("fournil-ambre", "/four.svg", 200, "image/svg+xml"),
        ("fournil-ambre", "/robots.txt", 404, "text/html; charset=utf-8"),
        ("garage-pistonnier", "/avis", 500, "text/html; charset=utf-8"),
        ("garage-pistonnier", "/absent", 404, "text/html; charset=utf-8"),
        ("garage-pistonnier", "/../robinet-bleu/tarifs", 404, "text/html; charset=utf-8"),
        ("garage-pistonnier", "/%2e%2e/truth.json", 404, "text/html; charset=utf-8"),
        ("garage-pistonnier", "/index.html", 404, "text/html; charset=utf-8"),
        ("garage-pistonnier", "/search?q=plombier&format=json", 404, "text/html; charset=utf-8"),
    ],
)
def test_what_a_site_answers(web: SampleWeb, slug: str, path: str, status: int, media_type: str) -> None:
    answer = ask(web, path, host(web, slug))
    assert (answer.status_code, answer.headers["content-type"]) == (status, media_type)


@pytest.mark.parametrize(
    "name", ["rebound.example", "unknown.localhost", "robinet-bleu.localhost.example", "[::1]"]
)
def test_an_unknown_host_is_404(web: SampleWeb, name: str) -> None:
    assert ask(web, "/search?q=plombier&format=json", f"{name}:{web.port}").status_code == 404


def test_a_host_is_found_in_any_case(web: SampleWeb) -> None:
    assert "Robinet Bleu" in ask(web, "/", f"Robinet-Bleu.LOCALHOST:{web.port}").text


def test_head_sends_the_headers_only(web: SampleWeb) -> None:
    page = ask(web, "/tarifs", host(web, "aqualune"))
    with socket.create_connection(("127.0.0.1", web.port)) as raw:
        raw.sendall(f"HEAD /tarifs HTTP/1.1\r\nHost: {host(web, 'aqualune')}\r\n\r\n".encode())
        headers, body = b"".join(iter(lambda: raw.recv(65536), b"")).split(b"\r\n\r\n")
    assert headers.startswith(b"HTTP/1.1 200 ")
    assert f"content-length: {len(page.content)}".encode() in headers.lower()
    assert body == b""


def test_a_form_goes_nowhere(web: SampleWeb) -> None:
    answer = ask(web, "/contact", host(web, "aqualune"), "POST", data={"message": "bonjour " * 200})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert "goes nowhere" in answer.text


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_search_answers_like_searxng(web: SampleWeb, name: str) -> None:
    path = "/search?q=plombier+Bordeaux&format=json&language=fr&pageno=1&categories=general"
    answer = ask(web, path, f"{name}:{web.port}")
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert {key: found[key] for key in found if key not in {"results", "number_of_results"}} == {
        "query": "plombier Bordeaux",
        **{
            name: []
            for name in ("answers", "corrections", "infoboxes", "suggestions", "unresponsive_engines")
        },
    }
    assert found["number_of_results"] == len(found["results"]) >= 4
    first = found["results"][0]
    assert urlparse(first["url"]).netloc in web.hosts
    assert first["parsed_url"] == list(urlparse(first["url"]))
    assert first["positions"] == [1]
    assert first["engines"] == [first["engine"]]
    assert {"title", "content", "score", "category", "template"} <= set(first)


def test_found_pages_exist(web: SampleWeb) -> None:
    for result in ask(web, "/search?q=tarifs+prix+preise+prices&format=json").json()["results"]:
        parts = urlparse(result["url"])
        assert ask(web, parts.path, parts.netloc).status_code == 200


def test_results_beyond_the_first_page(web: SampleWeb) -> None:
    query = "/search?q=prix&format=json"
    pages = [ask(web, f"{query}&pageno={number}").json() for number in (1, 2, 3)]
    urls = [result["url"] for page in pages for result in page["results"]]
    assert len(pages[0]["results"]) == 10
    assert pages[2]["results"] == []
    assert len(set(urls)) == len(urls) == pages[0]["number_of_results"]
    assert [r["positions"] for r in pages[1]["results"]] == [[n] for n in range(11, len(urls) + 1)]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/search?format=json", 400),
        ("/search?q=+&format=json", 400),
        ("/search?q=a&format=json&pageno=0", 400),
        ("/search?q=a&format=json&pageno=x", 400),
        ("/search?q=a&format=rss", 403),
        ("/elsewhere", 404),
    ],
)
def test_what_the_search_refuses(web: SampleWeb, path: str, status: int) -> None:
    assert ask(web, path).status_code == status


def test_no_match_is_an_empty_answer(web: SampleWeb) -> None:
    found = ask(web, "/search?q=xyzzy&format=json").json()
    assert (found["results"], found["number_of_results"]) == ([], 0)


def test_the_search_page_lists_all_sites(web: SampleWeb) -> None:
    for path in ("/", "/search"):
        text = ask(web, path).text
        assert "These businesses are invented" in text
        assert [f'href="{home}"' in text for home in web.sites] == [True] * 13


def test_the_search_page_shows_results_and_escapes_the_query(web: SampleWeb) -> None:
    text = ask(web, "/search?q=plombier+Bordeaux+%22%3E%3Cscript%3E").text
    assert f"http://robinet-bleu.localhost:{web.port}/tarifs" in text
    assert "<script>" not in text
    assert "No sample site answers that" in ask(web, "/search?q=xyzzy").text


def test_it_listens_on_loopback_only(web: SampleWeb) -> None:
    assert web.search_url == f"http://127.0.0.1:{web.port}"
    with socket.socket() as other:
        other.settimeout(1)
        assert other.connect_ex(("127.0.0.2", web.port)) != 0


def test_a_taken_port_gives_a_free_one(web: SampleWeb) -> None:
    with SampleWeb(port=web.port, latency=0) as second:
        assert second.port != web.port
        assert f":{second.port}/" in ask(second, "/", host(second, "annuaire-artisans")).text


def test_stop_frees_the_port_even_with_an_idle_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sample_web.server._Handler.timeout", 100)
    web = SampleWeb(port=0, latency=0).start()
    with socket.create_connection(("127.0.0.1", web.port)) as idle:
        ask(web, "/")  # connections are accepted in turn, so the idle one is in by now
        port, began = web.port, time.monotonic()
        web.stop()
        assert idle.recv(1) == b""
        assert time.monotonic() - began < 50
    assert not web.running
    with pytest.raises(RuntimeError, match="not started"):
        _ = web.port
    with SampleWeb(port=port, latency=0) as again:
        assert again.port == port


def test_stop_lets_the_last_answer_out() -> None:
    arrived = threading.Event()

    class Closing(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            arrived.set()
            return super().wait(timeout)

    web = SampleWeb(port=0, latency=100).start()
    web._serving.closing = Closing()
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(ask(web, "/", host(web, "aqualune")).status_code))
    asking.start()
    assert arrived.wait(60)
    web.stop()
    asking.join(timeout=50)
    assert answers == [200]


def test_latency_holds_pages_back_but_not_files() -> None:
    with SampleWeb(port=0, latency=0.2) as slow:
        began = time.monotonic()
        ask(slow, "/", host(slow, "aqualune"))
        assert time.monotonic() - began >= 0.2
    with SampleWeb(port=0, latency=100) as slow:
        assert ask(slow, "/style.css", host(slow, "aqualune")).status_code == 200  # (asked for 60 s at most)


def test_the_process_has_one_sample_web() -> None:
    found: list[SampleWeb] = []
    threads = [threading.Thread(target=lambda: found.append(sample_web())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert len({id(web) for web in found}) == 1
        assert ask(found[0], "/").status_code == 200
        found[0].stop()
        assert ask(sample_web(), "/").status_code == 200
    finally:
        found[0].stop()


def test_it_runs_from_the_command_line() -> None:
    command = [sys.executable, "-m", "sample_web", "--port", "0", "--latency", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[3]
            with httpx.Client(trust_env=False, timeout=60) as client:
                assert "These businesses are invented" in client.get(address).text
        finally:
            process.terminate()
