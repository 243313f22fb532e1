"""What can go wrong at the door, in words for the analyst."""

from enum import StrEnum
from http import HTTPStatus

from config.errors import UserFacingError


class FetchCode(StrEnum):
    """Machine-readable causes; their values are part of the command line's output."""

    BLOCKED_ADDRESS = "blocked_address"
    BLOCKED_SCHEME = "blocked_scheme"
    BLOCKED_PORT = "blocked_port"
    INVALID_URL = "invalid_url"
    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    HTTP_ERROR = "http_error"
    ENCODING = "encoding"
    NOT_HTML = "not_html"
    ROBOTS = "robots"


_OWN_SITE = "If it is a site of your own, list its host and port in LEADHUNTER_ALLOW_HOSTS."
_LATER = "Open the address in a browser to see whether the site is up, and try again later."

# None of these words tells what an address inside the network answered.
_WORDS: dict[FetchCode, tuple[str, str]] = {
    FetchCode.BLOCKED_ADDRESS: ("This address does not lead to the public web.", _OWN_SITE),
    FetchCode.BLOCKED_SCHEME: (
        "Only http and https addresses are read.",
        "Give an address that starts with https://.",
    ),
    FetchCode.BLOCKED_PORT: ("Only the ports 80 and 443 are dialled.", _OWN_SITE),
    FetchCode.INVALID_URL: (
        "This is not the address of a web page.",
        "Check its spelling: it should look like https://www.bakery.example/contact.",
    ),
    FetchCode.DNS: (
        "No server is known under this name.",
        "Check the spelling of the name, and that this machine is online.",
    ),
    FetchCode.CONNECT: ("The server could not be reached, or cut the connection.", _LATER),
    FetchCode.TIMEOUT: ("The site did not answer in full within the time allowed.", _LATER),
    FetchCode.TOO_LARGE: (
        "The page is larger than 5 MB.",
        "Give the address of a smaller page of this site, such as its contact page.",
    ),
    FetchCode.TOO_MANY_REDIRECTS: (
        "The site sends its visitors on more than 5 times.",
        "Open the address in a browser and give the one you land on.",
    ),
    FetchCode.HTTP_ERROR: ("The site answered with an error.", _LATER),
    FetchCode.ENCODING: (
        "The site's answer could not be unpacked.",
        "Open the address in a browser; if it shows there, save the page and read the file.",
    ),
    FetchCode.NOT_HTML: ("This is not a web page.", "Give the address of an HTML page of the site."),
    FetchCode.ROBOTS: (
        "The site's robots.txt asks programs not to read this page.",
        "Open it in a browser and take down by hand what you need.",
    ),
}


# What to do about some statuses.
_STATUS_REMEDIES = {
    (401, 403): "The site keeps programs out, or asks for a password: open the page in a browser.",
    (404, 410): "The page is gone: start from the home page of the site.",
    (429, 503): "The site is busy: try again in some minutes.",
}


class FetchError(UserFacingError):
    """A page was not read.

    Attributes:
        code: the cause.
        url: the address that was asked for; empty until the door has filled it in.
        status: the HTTP status, or None where there was no answer.
    """

    code: FetchCode

    def __init__(
        self,
        code: FetchCode,
        url: str = "",
        *,
        status: int | None = None,
        message: str = "",
        remedy: str = "",
    ) -> None:
        words = _WORDS[code]
        super().__init__(message or words[0], remedy or words[1])
        self.code = code
        self.url = url
        self.status = status


def refusal(status: int) -> FetchError:
    """Say what a status means to someone who wants to read the page."""
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "unknown status"
    remedy = next((words for statuses, words in _STATUS_REMEDIES.items() if status in statuses), "")
    message = f"The site answered with status {status} ({phrase})."
    return FetchError(FetchCode.HTTP_ERROR, status=status, message=message, remedy=remedy)
