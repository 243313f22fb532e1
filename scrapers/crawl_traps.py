"""Addresses that lead a crawl nowhere: calendars, sessions, paths that repeat themselves, files."""

import re
from collections import Counter
from enum import StrEnum
from urllib.parse import unquote

from scrapers.vocabulary import any_of, words
from scrapers.web_url import WebURL

MAX_SEGMENTS = 8
MAX_SAME_SEGMENT = 2
MAX_QUERY_KEYS = 3


class Trap(StrEnum):
    """Why an address is not followed."""

    FILE = "file"
    DEEP_PATH = "deep_path"
    REPEATED_SEGMENT = "repeated_segment"
    MANY_PARAMETERS = "many_parameters"
    CALENDAR = "calendar"
    ACTION = "action"
    SAME_CONTENT = "same_content"


_FILES = words(
    "7z aac ai apk atom avi avif bin bmp bz2 css csv dmg doc docx eot eps exe flac gif gz heic ico ics iso",
    "jar jpeg jpg js json kml kmz m4a m4v map mid mov mp3 mp4 mpeg mpg msi odp ods odt ogg ogv otf pdf png",
    "pps ppsx ppt pptx ps psd rar rss rtf svg swf tar tgz tif tiff torrent ttf vcf wav webm webmanifest webp",
    "wma wmv woff woff2 xls xlsx xml xsl zip",
)
_FEED = re.compile(r"/(?:feed|rss|atom|xmlrpc\.php|wp-json(?:/.*)?)/?$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([a-z0-9]{2,11})$", re.IGNORECASE)
_DAY_KEYS = words(
    "date day month year week jour mois annee semaine monat jahr woche datum calendar cal caldate ym",
    "from_date tribe-bar-date tribe_event_date event_date eventdate ical outlook-ical start_date startdate",
)
_DAY_VALUE = re.compile(r"\d{1,4}(?:[-/.]\d{1,2}){0,2}|now|next|prev", re.IGNORECASE)
_CALENDAR_WORD = re.compile(
    "^"
    + any_of(
        "calendar calendrier kalender agenda events? evenements? evenement veranstaltungen termine planning",
        "reservations? booking rendez-vous disponibilites",
    )
    + "$"
)
# A date and nothing after it: an archive, whose articles have addresses of their own.
_DATED_END = re.compile(
    r"^/(?:19|20)\d{2}/?$|/(?:19|20)\d{2}(?:/(?:0?[1-9]|1[0-2])(?:/\d{1,2})?|-\d{1,2}(?:-\d{1,2})?)/?$"
)
_DATE_SEGMENT = re.compile(r"(?:19|20)\d{2}|(?:19|20)\d{2}-\d{1,2}(?:-\d{1,2})?")
_ACTION_KEYS = words(
    "add-to-cart add_to_cart add-to-wishlist replytocom logout login print share like remove_item",
    "_wpnonce redirect_to orderby sort sortby order sort_by dir",
)
_ACTION_PATH = re.compile(
    r"/(?:wp-admin|wp-login\.php|logout|deconnexion|cart/add|panier/ajout\w*)(?:/|$)", re.I
)
_SESSION_KEY = re.compile(
    r"(?:phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|session|sid|osCsid|zenid|s|cfid|cftoken)",
    re.IGNORECASE,
)
_SESSION_VALUE = re.compile(r"(?=.*\d)[0-9a-zA-Z,_-]{16,}")
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
_SESSION_SEGMENT = re.compile(r"/\((?:[A-Z]\([^()/]{8,}\))+\)", re.IGNORECASE)


def trap(url: WebURL) -> Trap | None:
    """Return why an address is better left alone, None where it looks like a page."""
    path = unquote(url.path)
    extension = _EXTENSION.search(path)
    if (extension and extension[1].lower() in _FILES) or _FEED.search(path):
        return Trap.FILE
    segments = [segment.lower() for segment in path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return Trap.DEEP_PATH
    if segments and max(Counter(segments).values()) > MAX_SAME_SEGMENT:
        return Trap.REPEATED_SEGMENT
    pairs = query_pairs(url)
    if len({key for key, _ in pairs}) > MAX_QUERY_KEYS:
        return Trap.MANY_PARAMETERS
    if _ACTION_PATH.search(path) or any(key in _ACTION_KEYS for key, _ in pairs):
        return Trap.ACTION
    return Trap.CALENDAR if _is_calendar(path, segments, pairs) else None


def _is_calendar(path: str, segments: list[str], pairs: list[tuple[str, str]]) -> bool:
    if any(key in _DAY_KEYS and _DAY_VALUE.fullmatch(value) for key, value in pairs):
        return True
    if _DATED_END.search(path):
        return True
    return any(_CALENDAR_WORD.match(segment) for segment in segments) and any(
        _DATE_SEGMENT.fullmatch(segment) for segment in segments
    )


def query_pairs(url: WebURL) -> list[tuple[str, str]]:
    """Return the parameters of an address, keys in lower case."""
    pieces = [piece.partition("=") for piece in (url.query or "").split("&") if piece]
    return [(unquote(key).lower(), unquote(value)) for key, _, value in pieces]


def without_session(text: str) -> str:
    """Return an address without the id of a visit, with which every page would have endless addresses."""
    address, mark, query = text.partition("?")
    address = _SESSION_SEGMENT.sub("", _SESSION_PATH.sub("", address))
    kept = [piece for piece in query.split("&") if not _is_session(*piece.partition("=")[::2])]
    return address + (mark + "&".join(kept) if "".join(kept) else "")


def _is_session(key: str, value: str) -> bool:
    return bool(_SESSION_KEY.fullmatch(unquote(key)) and _SESSION_VALUE.fullmatch(value))


def branch(url: WebURL) -> str:
    """Return what an address shares with its likes: its folder, and the names of its parameters.

    Empty for a page right below the root, which shares nothing with its neighbours.
    """
    keys = sorted({key for key, _ in query_pairs(url)})
    folder = url.path.rpartition("/")[0]
    return f"{url.host}{folder}/?{'&'.join(keys)}" if folder or keys else ""
