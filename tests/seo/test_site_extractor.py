import asyncio
import threading
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from scrapers.fetch import Door
from seo.site_extractor import INDEX, Extracted, extract_site, file_name, folder_name, zipped
from tests.seo.site_pages import Pages, page, sitemap
from tests.servers.loopback import LoopbackWeb, answer


def extracted(pages: Pages, folder: Path, *, listed: tuple[str, ...] = (), stop_at: int = 0) -> Extracted:
    cancel = threading.Event()

    def note(done: Extracted) -> None:
        if stop_at and len(done.files) >= stop_at:
            cancel.set()

    async def run() -> Extracted:
        with LoopbackWeb(pages) as web:
            if listed:
                web.pages["/sitemap.xml"] = sitemap(web, *listed)
            async with Door(allow_hosts=[web.pair], pause=0) as door:
                return await extract_site(door, f"{web.url}/", folder, cancel=cancel, on_progress=note)

    return asyncio.run(run())


def test_each_page_becomes_a_file_and_the_list_names_it(tmp_path: Path) -> None:
    pages = {
        "/": page("Accueil", "/tarifs", "/gone"),
        "/tarifs": page("Tarifs", "/"),
        "/seule": page("Seule", "/"),
    }
    done = extracted(pages, tmp_path / "site", listed=("/seule",))
    assert sorted(file.name for file in done.folder.iterdir()) == ["home.md", INDEX, "seule.md", "tarifs.md"]
    text = (done.folder / "tarifs.md").read_text(encoding="utf-8")
    assert text.startswith("# Tarifs\n\nSource: ")
    assert "Nous posons, réparons et entretenons" in text
    listed = (done.folder / INDEX).read_text(encoding="utf-8")
    assert "tarifs.md" in listed
    assert "status 404" in listed
    assert zipfile.ZipFile(BytesIO(zipped(done.folder))).namelist() == [
        "home.md",
        INDEX,
        "seule.md",
        "tarifs.md",
    ]


def test_what_a_page_says_does_not_become_markup_or_an_image(tmp_path: Path) -> None:
    evil = "![x](http://evil.example/p.png) &lt;script&gt;alert(1)&lt;/script&gt; " * 5
    done = extracted({"/": page("Bonjour", text=evil)}, tmp_path / "site")
    text = (done.folder / "home.md").read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "![x](" not in text


def test_what_is_written_stays_when_it_is_stopped(tmp_path: Path) -> None:
    pages = {f"/{n}": page(f"Page {n}", f"/{n + 1}") for n in range(9)} | {"/": page("Accueil", "/0")}
    done = extracted(pages, tmp_path / "site", stop_at=2)
    assert 2 <= len(done.files) < 10
    assert all((done.folder / name).exists() for name in done.files.values())


def test_a_file_that_is_no_page_is_named(tmp_path: Path) -> None:
    done = extracted(
        {"/": page("Accueil", "/x"), "/x": answer(body=b"\0\1", kind="image/png")}, tmp_path / "site"
    )
    assert list(done.files.values()) == ["home.md"]
    assert len(done.failed) == 1


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/", "home.md"),
        ("https://a.example/Été/À%20propos", "ete-a-propos.md"),
        ("https://a.example/../../etc/passwd", "etc-passwd.md"),
        ("https://a.example/%2e%2e%2f%2e%2e%2fwin", "win.md"),
        ("https://a.example/con", "page-con.md"),
        ("https://a.example/?page=2", "page-2.md"),
        ("https://a.example/你好", "home.md"),
        ("https://a.example/" + "x" * 500, "x" * 80 + ".md"),
        ("https://a.example/index of pages", "index-of-pages-2.md"),
    ],
)
def test_names_are_safe_everywhere(url: str, name: str) -> None:
    assert file_name(url, {INDEX}) == name


def test_names_are_unique() -> None:
    taken: set[str] = set()
    names = [
        file_name(url, taken)
        for url in ("https://a.example/A", "https://a.example/a", "https://a.example/a/")
    ]
    assert names == ["a.md", "a-2.md", "a-3.md"]


def test_the_folder_has_a_plain_name() -> None:
    assert folder_name("https://www.a-b.example/x", "2030") == "site-a-b-example-2030"
    assert folder_name("nonsense", "2030") == "site-pages-2030"
