"""The answers the sample web gives besides the sites' own pages: search results and refusals."""

import json
from collections.abc import Sequence
from html import escape
from urllib.parse import urlparse

from sample_web.pages import Document, Site
from sample_web.search import Result

RESULTS_PER_PAGE = 10

_ENGINE = "sample web"
_HTML = "text/html; charset=utf-8"
_JSON = "application/json"

_LAYOUT = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{title}</title>
  <style>
    body {{ max-width: 720px; margin: 40px auto; padding: 0 20px; }}
    body, input, button {{ color: #23303b; font: 17px/1.6 sans-serif; }}
    a {{ color: #1d5fa8; }}
    h2 {{ margin: 1.4em 0 0; font-size: 1.1rem; }}
    p {{ margin: 0.2em 0 0.8em; }}
    input, button {{ padding: 9px 14px; border: 1px solid #1d5fa8; border-radius: 6px; }}
    input {{ width: 70%; }}
    button {{ color: #fff; background: #1d5fa8; }}
    .address {{ color: #586773; font-size: 0.9rem; }}
  </style>
</head>
<body>
  <main>
{body}
  </main>
</body>
</html>
"""


def search_json(path: str, query: str, results: Sequence[Result], page_number: int) -> Document:
    """Return one page of results in the shape SearXNG gives them."""
    first = (page_number - 1) * RESULTS_PER_PAGE
    answer = {
        "query": query,
        "number_of_results": len(results),
        "results": [
            _result(result, position)
            for position, result in enumerate(results[first : first + RESULTS_PER_PAGE], start=first + 1)
        ],
        "answers": [],
        "corrections": [],
        "infoboxes": [],
        "suggestions": [],
        "unresponsive_engines": [],
    }
    return Document(path, 200, _JSON, json.dumps(answer, ensure_ascii=False))


def _result(result: Result, position: int) -> dict[str, object]:
    return {
        "url": result.url,
        "title": result.title,
        "content": result.content,
        "engine": _ENGINE,
        "engines": [_ENGINE],
        "parsed_url": list(urlparse(result.url)),
        "template": "default.html",
        "positions": [position],
        "score": result.score,
        "category": "general",
    }


def search_html(path: str, query: str, results: Sequence[Result], sites: Sequence[Site]) -> Document:
    """Return the search page for people: the results, or all sites when nothing was asked."""
    if query:
        found = [(result.url, result.title, result.content) for result in results]
        heading = f"Found on {len(found)} of the sample sites" if found else "No sample site answers that"
    else:
        found = [(f"{site.origin}/", site.name, site.about) for site in sites]
        heading = "The sample sites"
    entries = "\n".join(
        f'    <h2><a href="{escape(url)}">{escape(title)}</a></h2>\n'
        f'    <p class="address">{escape(url)}</p>\n'
        f"    <p>{escape(text)}</p>"
        for url, title, text in found
    )
    body = f"""    <h1>Sample web</h1>
    <p>These businesses are invented. This computer serves their sites, to try the toolkit offline.</p>
    <form action="/search">
      <p>
        <input name="q" value="{escape(query)}" aria-label="Search the sample sites">
        <button>Search</button>
      </p>
    </form>
    <p><strong>{heading}</strong></p>
{entries}"""
    return Document(path, 200, _HTML, _LAYOUT.format(title="Sample web", body=body))


def refusal_json(path: str, status: int, error: str) -> Document:
    """Return a refusal as the JSON API gives it."""
    return Document(path, status, _JSON, json.dumps({"error": error}))


def refusal_html(path: str, status: int, message: str) -> Document:
    """Return a refusal for people, in one sentence."""
    body = f"    <h1>{status}</h1>\n    <p>{escape(message)}</p>"
    return Document(path, status, _HTML, _LAYOUT.format(title=f"{status}", body=body))
