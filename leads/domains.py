"""Whose a domain is: a business's own, or a host's that carries many businesses."""

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import tldextract
import yaml

# The list shipped with the package: nothing is downloaded, nothing is cached on disk. Private suffixes are
# on so that x.wixsite.com and x.github.io are sites of their own.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)

_HOSTS = yaml.safe_load((Path(__file__).parent / "hosts.yml").read_text(encoding="utf-8"))
_FREE_MAIL = frozenset(_HOSTS["free_mail"])
_BY_NAME = frozenset(_HOSTS["by_name"])
_BY_FOLDER: dict[str, int] = _HOSTS["by_folder"]
_SOCIAL = frozenset(_HOSTS["social"])
_PAGE_ID = re.compile(r"[?&]id=(\d+)")


def registrable(host: str) -> str:
    """Return the registrable domain of a host; x.wixsite.com and x.github.io are domains of their own."""
    return _registrable(host.lower().removesuffix("."))


def mail_domain(email: str) -> str:
    """Return the registrable domain of an address where it is the business's own, or nothing."""
    _, _, host = email.strip().lower().rpartition("@")
    if not re.fullmatch(r"[a-z0-9.-]+\.[a-z0-9-]+", host):
        return ""
    domain = _registrable(host)
    return "" if domain in _FREE_MAIL or domain in _BY_FOLDER or domain in _BY_NAME else domain


def own_site(site: str, website: str) -> str:
    """Return the merge key of a website: what names one business, where its host carries many.

    `site` is the registrable domain. For a host whose customers have folders the folder belongs to the key:
    `sites.google.com/view/name`, `facebook.com/name`.
    """
    host, path = _host_and_path(website)
    if not host or (registrable(host) != site and not is_shared(site)):
        return site  # the lead is known by another site than this
    for carrier in _BY_NAME:
        if host.endswith(f".{carrier}"):
            label = host.removesuffix(f".{carrier}").split(".")[-1]
            return site if label == "www" else f"{label}.{carrier}"
    for carrier in (host, host.removeprefix("www."), host.removeprefix("m."), site):
        if carrier in _BY_FOLDER:
            return _with_folder(carrier, path, website) or site
    return site


def is_shared(site: str) -> bool:
    """Tell whether a merge key is the bare address of a host that carries many businesses."""
    return site in _BY_FOLDER or site in _BY_NAME


def is_carrier(domain: str) -> bool:
    """Tell whether a domain belongs to many: a mailbox provider or a host of sites."""
    return domain.lower() in _FREE_MAIL or is_shared(domain.lower())


def is_social(site: str) -> bool:
    """Tell whether a merge key is a profile on a social network."""
    return site.partition("/")[0] in _SOCIAL


@lru_cache(maxsize=65_536)
def _registrable(host: str) -> str:
    found = _SUFFIXES(host)
    if found.suffix:
        return found.top_domain_under_public_suffix or host
    # A top-level domain the list does not know (.example) has one label: the list's own default rule.
    return ".".join(host.split(".")[-2:])


def _host_and_path(website: str) -> tuple[str, str]:
    text = website.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        return (parts.hostname or "", parts.path) if parts.scheme in ("http", "https") else ("", "")
    except ValueError:
        return "", ""


def _with_folder(carrier: str, path: str, website: str) -> str:
    folders = [part.lower() for part in path.split("/") if part]
    if carrier == "facebook.com" and folders[:1] == ["profile.php"]:
        found = _PAGE_ID.search(website)
        return f"{carrier}/{found[1]}" if found else ""
    if carrier == "facebook.com" and folders[:1] in (["pages"], ["people"], ["p"]):
        return "/".join([carrier, *folders[:3]])
    return "/".join([carrier, *folders[: _BY_FOLDER[carrier]]]) if folders else ""
