"""The HTTP clients of the model servers: one a server, kept for the life of the process."""

import functools
import os
import ssl
from typing import TYPE_CHECKING

import httpx

from llm.background import background
from llm.protocol import openai_package
from llm.urls import is_private

if TYPE_CHECKING:
    from openai import AsyncOpenAI

CONNECT_SECONDS = 2.0
# LM Studio closes an idle connection after 5 s; reusing one at that moment fails ("Server disconnected").
KEEPALIVE_SECONDS = 4.0

_http: dict[str, httpx.AsyncClient] = {}
_openai: dict[tuple[str, str], "AsyncOpenAI"] = {}


def http_client(root: str) -> httpx.AsyncClient:
    """Return the client of a server. Call it in the background loop only.

    No read timeout here: the clock of a call knows better. A proxy of the environment is used for public
    hosts only. Redirects are not followed, since a key would travel with them.
    """
    if root not in _http:
        _http[root] = httpx.AsyncClient(
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=None, keepalive_expiry=KEEPALIVE_SECONDS),
            trust_env=not is_private(root),
            verify=_tls() if root.startswith("https:") else False,
            http2=False,
        )
    return _http[root]


def openai_client(root: str, api_key: str) -> "AsyncOpenAI":
    """Return the protocol client of a server; the retry loop above it is the only one."""
    key = (root, api_key)
    if key not in _openai:
        _openai[key] = openai_package().AsyncOpenAI(
            base_url=root + "/v1",
            api_key=api_key or "not-needed",
            # openai 3 is typed for httpx2; it takes httpx, which is what respx can see.
            http_client=http_client(root),
            max_retries=0,
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
        )
    return _openai[key]


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


async def _close_all() -> None:
    clients = list(_http.values())
    _openai.clear()
    _http.clear()
    for client in clients:
        await client.aclose()


background.at_end(_close_all)
if hasattr(os, "register_at_fork"):
    # A forked child must not speak on its parent's connections.
    os.register_at_fork(after_in_child=_http.clear)
    os.register_at_fork(after_in_child=_openai.clear)
