"""What is offered for download is kept too: each file goes to the exports folder when it is taken."""

import logging
from collections.abc import Callable

from leads.export import ExportError, export_bytes

logger = logging.getLogger(__name__)


def kept(build: Callable[[], bytes | str], name: str) -> Callable[[], bytes]:
    """Return what a download button calls: it makes the file, keeps it under a free name, and returns it.

    A disk without room costs the kept file, not the download.
    """

    def made() -> bytes:
        found = build()
        content = found.encode() if isinstance(found, str) else found
        try:
            export_bytes(name, content)
        except ExportError:
            logger.exception("an export was downloaded but could not be kept")
        return content

    return made
