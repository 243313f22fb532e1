"""Companies whose pages and claims were written after the rules, a file a wave.

A file reads, line by line:

    = NAME | language | city | trade     a company
    A sentence of its pages.             what stands between {braces} is quoted, else all of it
    <table>, <dl>, <script> ...          stands in the page as it is
    + a true claim                       of the sentence above
    - kind: an altered claim             of the sentence above
    ! a question the pages answer
    ? one they do not
    % one value <> another               a contradiction to be shown
    @ file.txt | url | 2024-05-01        the lines that follow stand in that source (at first: index.html)
"""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.dossier_company import Company, Said

FOLDER = Path(__file__).parent / "dossier_wording"
# Every page of so many sentences; the rest goes on the next one.
_PAGE = 7


def waves() -> list[str]:
    """Return the names of the waves in the order of their writing."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def wave(name: str) -> list[Company]:
    """Return the companies of a wave."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [_company(block, n) for n, block in enumerate(_blocks(text))]


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in text.splitlines():
        if line.startswith("= ") and block:
            yield block
            block = []
        if line.strip() and not line.startswith("#"):
            block.append(line.strip())
    if block:
        yield block


class _Pages:
    """The sources of one company as they fill up."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.lines: dict[str, list[str]] = {}
        self.entries: list[dict[str, str]] = []
        self._file = ""
        self.go_on("index.html", f"{host}/", "2026-10-01")

    def go_on(self, file: str, url: str, date: str) -> None:
        """Let what follows stand in a file."""
        self._file = file
        self.lines[file] = []
        self.entries.append({"file": file, "url": url, "fetched_at": f"{date}T08:00:00Z"})

    def add(self, sentence: str) -> None:
        """Add a sentence; a full page of the site is followed by another one."""
        if self._file.endswith(".html") and len(self.lines[self._file]) >= _PAGE:
            name = f"page{len(self.lines)}.html"
            self.go_on(name, f"{self.host}/{name}", "2026-10-01")
        self.lines[self._file].append(sentence)

    def files(self, title: str) -> dict[str, str]:
        """Return the sources as they are written to a folder."""
        return {
            file: page(title, lines) if file.endswith(".html") else "\n".join(lines)
            for file, lines in self.lines.items()
        }


def _company(block: list[str], n: int) -> Company:
    name, language, city, trade = (part.strip() for part in block[0].removeprefix("= ").split("|"))
    pages = _Pages(f"https://unternehmen{n}.example" if language == "de" else f"https://maison{n}.example")
    company = Company(
        name=name,
        language=language,
        files={},
        pages=pages.entries,
        lead={"name": name, "website": f"{pages.host}/", "city": city, "trade": trade, "language": language},
    )
    quote = ""
    for line in block[1:]:
        mark, _, rest = line.partition(" ")
        if mark == "+":
            company.said.append(Said(rest, quote))
        elif mark == "-":
            kind, _, claim = rest.partition(": ")
            company.said.append(Said(claim, quote, kind))
        elif mark == "!":
            company.answerable.append(rest)
        elif mark == "?":
            company.unanswerable.append(rest)
        elif mark == "%":
            first, _, second = rest.partition(" <> ")
            company.conflicts.append((first, second))
        elif mark == "@":
            pages.go_on(*(part.strip() for part in rest.split("|")))
        elif line.startswith("<"):
            pages.add(line)
        else:
            quote = line.partition("{")[2].partition("}")[0] or line
            pages.add(line.replace("{", "").replace("}", ""))
    company.files = pages.files(name)
    return company


def page(title: str, lines: list[str]) -> str:
    """Return a page with a paragraph a line, save for the lines that are HTML already."""
    body = "".join(f"{line}\n" if line.startswith("<") else f"<p>{line}</p>\n" for line in lines)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head><body><main>'
        f"<h1>{title}</h1>{body}</main></body></html>"
    )
