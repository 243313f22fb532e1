"""What is offered for download: made when asked for, kept in the exports folder, held until it is fetched."""

import logging
import mimetypes
import threading
from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from leads.export import ExportError, export_bytes

logger = logging.getLogger(__name__)


def download_button(
    label: str,
    build: Callable[[], bytes | str],
    name: str,
    *,
    key: str,
    kept: bool = False,
    icon: str | None = None,
    description: str | None = None,
    disabled: bool = False,
) -> None:
    """Draw a button that makes a file and hands it to the browser.

    Args:
        label: the button's words.
        build: makes the file, when the button is pressed.
        name: the file's name; its ending tells the media type.
        key: the widget's key.
        kept: whether the file lies in the exports folder already; if not it is kept there, under a free name.
        icon: an icon in Streamlit's words.
        description: what is shown when the pointer rests on the button.
        disabled: whether it can be pressed.
    """
    # Python knows the types of office files only where the system lists them.
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    st.download_button(
        label,
        data=partial(_made, build, name, mime, get_script_run_ctx(), kept=kept),
        file_name=name,
        mime=mime,
        key=key,
        icon=icon,
        help=description,
        on_click="ignore",
        disabled=disabled,
    )


def _made(
    build: Callable[[], bytes | str], name: str, mime: str, context: ScriptRunContext | None, *, kept: bool
) -> bytes:
    found = build()
    content = found.encode() if isinstance(found, str) else found
    if not kept:
        _keep(name, content)
    if context is not None and runtime.exists():
        _hold(content, name, mime, context)
    return content


def _keep(name: str, content: bytes) -> None:
    """Keep the file; a disk without room costs the kept file, not the download."""
    try:
        export_bytes(name, content)
    except ExportError:
        logger.exception("an export was downloaded but could not be kept")


def _hold(content: bytes, name: str, mime: str, context: ScriptRunContext) -> None:
    """Count the file as shown by this session.

    Streamlit 1.67 counts a file made on request as nobody's: the second fragment that runs after it drops it
    (`MediaFileManager.execute_deferred`, `remove_orphaned_files`). With fragments every half a second a
    browser that is slow to fetch found nothing there.
    """
    add = partial(runtime.get_instance().media_file_mgr.add, content, mime, f"taken {name}", name, True)
    thread = threading.Thread(target=add)
    add_script_run_ctx(thread, context)
    thread.start()
    thread.join()
