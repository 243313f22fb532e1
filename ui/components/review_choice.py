"""What is chosen in the Review tab: filter, order, columns. It stands in the session and in the address."""

from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from jobs import hunts
from jobs.hunts import Hunt
from leads.record import LeadStatus
from leads.review import Facet, LeadFilter, SavedView, Sort, SortBy
from scrapers.departments import department_of
from scrapers.trades import trade_label
from ui import memory, selection
from ui.language import current, mark, t
from ui.memory import Reader, kept, one_of, some_of
from ui.state import TAB, go_to

COLUMNS = {
    "name": mark("Name"),
    "trade": mark("Trade"),
    "city": mark("Town"),
    "email": mark("E-mail"),
    "phone": mark("Phone"),
    "website": mark("Site"),
    "score": mark("Score"),
    "quality": mark("Quality"),
    "fit": mark("Fit"),
    "audit": mark("Audit"),
    "status": mark("Status"),
    "tags": mark("Tags"),
    "source": mark("Source"),
    "language": mark("Language"),
    "postcode": mark("Postcode"),
    "disputed": mark("Models disagree"),
}
# What fits into a window of 1280 pixels; tags beside it where there are any.
SHOWN = ("name", "trade", "city", "email", "phone", "score", "status", "tags")
HAS = {"email": mark("e-mail"), "phone": mark("phone"), "website": mark("site")}
SCORES = (0.0, 10.0)
AUDITS = (0, 100)

IN_ADDRESS = (
    "rv_trade",
    "rv_place",
    "rv_area",
    "rv_tag",
    "rv_source",
    "rv_lang",
    "rv_hunt",
    "rv_run",
    "rv_up",
    "rv_view",
)
"""The choices that no widget binds to the address, such as values that change with the leads."""

# What the choices hold at rest whose widgets write them into the address.
_AT_REST = {
    "rv_q": "",
    "rv_status": [],
    "rv_score": SCORES,
    "rv_quality": SCORES,
    "rv_fit": SCORES,
    "rv_audit": AUDITS,
    "rv_has": [],
    "rv_no": [],
    "rv_disputed": False,
    "rv_sort": SortBy.SCORE,
}

_COLUMNS = "rv_columns"
# What the address named when it was last looked at, and whether a click has changed a choice since.
_NAMED, _TOUCHED = "rv_named", "rv_touched"
# The words, with counts in them, that stand for values.
_LABELS = "rv_labels"
# How each choice is taken from memory; a value that is gone from the leads stays chosen and finds none.
_READERS: dict[str, Reader | None] = {
    **dict.fromkeys((*IN_ADDRESS, "rv_q", "rv_disputed", "rv_page")),
    **dict.fromkeys(("rv_score", "rv_quality", "rv_fit", "rv_audit"), tuple),
    **dict.fromkeys(("rv_has", "rv_no"), some_of(HAS)),
    "rv_sort": one_of(SortBy),
    "rv_status": some_of([status.value for status in LeadStatus]),
    _COLUMNS: some_of(COLUMNS),
}

_LANGUAGES = {
    "fr": mark("French"),
    "en": mark("English"),
    "de": mark("German"),
    "nl": mark("Dutch"),
    "es": mark("Spanish"),
    "it": mark("Italian"),
}
_SOURCES = {
    "hunt": mark("Hunt"),
    "import": mark("Import"),
    "search": mark("Search Scraper"),
    "": mark("Search Scraper"),
}
_STATUSES = {
    LeadStatus.FOUND: mark("Found"),
    LeadStatus.NEW: mark("New"),
    LeadStatus.TO_QUALIFY: mark("To qualify"),
    LeadStatus.QUALIFIED: mark("Qualified"),
    LeadStatus.TO_CONTACT: mark("To contact"),
    LeadStatus.CONTACTED: mark("Contacted"),
    LeadStatus.FOLLOWED_UP: mark("Followed up"),
    LeadStatus.IN_DISCUSSION: mark("In discussion"),
    LeadStatus.WON: mark("Won"),
    LeadStatus.LOST: mark("Lost"),
    LeadStatus.OFF_TARGET: mark("Off target"),
    LeadStatus.REJECTED: mark("Rejected"),
    LeadStatus.OPPOSED: mark("Opposed"),
}
_RANGES = (
    ("rv_score", mark("score from {low:g}"), mark("score up to {high:g}"), "score"),
    ("rv_quality", mark("quality from {low:g}"), mark("quality up to {high:g}"), "quality"),
    ("rv_fit", mark("fit from {low:g}"), mark("fit up to {high:g}"), "fit"),
    ("rv_audit", mark("audit from {low:g}"), mark("audit up to {high:g}"), "audit"),
)
_PRESENT = {"email": mark("has e-mail"), "phone": mark("has phone"), "website": mark("has site")}
_ABSENT = {"email": mark("no e-mail"), "phone": mark("no phone"), "website": mark("no site")}


def status_word(status: LeadStatus) -> str:
    """Return what a status is called on the screen."""
    return t(_STATUSES[status])


def sentence(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def trade_word(group: str) -> str:
    """Return what the leads of one trade are called together."""
    return sentence(trade_label(group, current()))


def area_word(area: str) -> str:
    """Return what a country with two digits of a postcode is called: in France its department."""
    country, _, digits = area.partition("-")
    if country in {"FR", "?"} and (found := department_of(digits)):
        return f"{found.name} ({digits})"
    return f"{digits}… {country}" if country != "?" else f"{digits}…"


def value_word(facet: Facet, value: str) -> str:
    """Return what a value of a column is called on the screen."""
    if facet is Facet.TRADE:
        return trade_word(value)
    if facet is Facet.AREA:
        return area_word(value)
    if facet is Facet.LANGUAGE:
        return t(_LANGUAGES.get(value, value))
    return t(_SOURCES.get(value, value)) if facet is Facet.SOURCE else value


def restore() -> None:
    """Choose what the address names, else what this browser tab remembers, as after a reload.

    Each part of the tab, and whoever else asks for the filter, reads the session: so this comes first.
    """
    named = {key: st.query_params[key] for key in _READERS if key in st.query_params}
    if memory.is_first_run() and st.query_params.get(TAB) == "Review" and named:
        # The list of a link, which is all of it: nothing of another one is added.
        for key in _READERS.keys() - named - {"rv_page"}:
            memory.forget(key)
    for key in st.session_state.get(_LABELS, {}):
        _without_count(key)
    # After a click the browser may not have heard of the choice before it: its address is older.
    if not st.session_state.pop(_TOUCHED, False):
        _follow({key: named.get(key, "") for key in (*IN_ADDRESS, _COLUMNS)})
    for key, reader in _READERS.items():
        kept(key, reader)
    # The view a list begins with is nobody's choice.
    _all_to_address([key for key in IN_ADDRESS if key != "rv_view"])


def _follow(named: dict[str, str]) -> None:
    """Choose what the address names where it has changed by itself: a link, Back or Forward."""
    before = st.session_state.get(_NAMED, dict.fromkeys(named, ""))
    for key, value in named.items():
        if value == before[key]:
            continue
        if key == _COLUMNS:
            columns = [name for name in value.split(",") if name in COLUMNS]
            st.session_state[key] = columns or list(SHOWN)
        else:
            st.session_state[key] = value or None


def offer(key: str, labels: dict[str, str]) -> None:
    """Note the words under which values are offered: a browser sends the words, also after they changed."""
    st.session_state.setdefault(_LABELS, {}).setdefault(key, {}).update(labels)


def _without_count(key: str) -> None:
    labels = st.session_state.get(_LABELS, {}).get(key, {})
    word = st.session_state.get(key)
    if word in labels and word not in labels.values():
        st.session_state[key] = labels[word]


def chosen(key: str) -> None:
    """Note a choice among values in the address; a callback."""
    _without_count(key)
    # Only its words have changed, as with Back, when the browser sends them once more.
    if str(st.session_state.get(key) or "") == st.session_state.get(_NAMED, {}).get(key):
        return
    _put_in_address({key: _text(key)})
    first_page()


def columns_chosen() -> None:
    """Note the columns in the address; a callback."""
    st.session_state[_TOUCHED] = True
    _put_in_address({_COLUMNS: _columns_text()})


def _columns_text() -> str:
    """Return the columns as the address has them: nothing where they are the usual ones."""
    columns = columns_now()
    return "" if columns == list(SHOWN) else ",".join(columns)


def turn() -> None:
    """Turn the order around; a callback."""
    st.session_state["rv_up"] = "" if st.session_state.get("rv_up") else "1"
    chosen("rv_up")


def _all_to_address(keys: Iterable[str], gone: Iterable[str] = ()) -> None:
    """Note choices in the address, and take out what is `gone`."""
    texts = {key: _text(key) for key in keys} | {_COLUMNS: _columns_text()}
    _put_in_address(texts | dict.fromkeys(gone, ""))
    names = (*IN_ADDRESS, _COLUMNS)
    st.session_state[_NAMED] = {key: str(st.query_params.get(key, "")) for key in names}


def _text(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _put_in_address(texts: Mapping[str, str]) -> None:
    """Write all at once: each change of the address is a step of the browser's Back."""
    changed = {key: text for key, text in texts.items() if st.query_params.get(key, "") != text}
    context = get_script_run_ctx()
    if not changed or context is None:
        return
    with context.session_state.query_params() as address:
        for key in [key for key, text in changed.items() if not text]:
            address.discard_param_no_forward_msg(key)
    st.query_params.update({key: text for key, text in changed.items() if text})


def in_words(wanted: LeadFilter) -> list[str]:
    """Return what a filter asks for, each part in words."""
    words = [status_word(status) for status in wanted.statuses]
    words += [
        value_word(facet, value)
        for facet, value in (
            (Facet.TRADE, wanted.trade),
            (Facet.CITY, wanted.place),
            (Facet.AREA, wanted.area),
            (Facet.TAG, wanted.tag),
            (Facet.SOURCE, wanted.source),
            (Facet.LANGUAGE, wanted.language),
        )
        if value
    ]
    if wanted.hunt and (hunt := hunts.find(wanted.hunt)):
        words.append(t("hunt “{query}”", query=hunt.query or t("Pasted addresses")))
    if wanted.run:
        words.append(t("leads of one question"))
    for _, from_words, to_words, name in _RANGES:
        low, high = getattr(wanted, f"min_{name}"), getattr(wanted, f"max_{name}")
        words += [t(from_words, low=low)] if low is not None else []
        words += [t(to_words, high=high)] if high is not None else []
    contacts = {"email": wanted.has_email, "phone": wanted.has_phone, "website": wanted.has_website}
    words += [t((_PRESENT if has else _ABSENT)[name]) for name, has in contacts.items() if has is not None]
    return [*words, t("Models disagree")] if wanted.is_disputed else words


def filter_now() -> LeadFilter:
    """Return the filter that is chosen."""
    state = st.session_state
    bounds: dict[str, float | None] = {}
    for key, _, _, name in _RANGES:
        widest = AUDITS if name == "audit" else SCORES
        low, high = state.get(key) or widest
        bounds[f"min_{name}"] = low if low > widest[0] else None
        bounds[f"max_{name}"] = high if high < widest[1] else None
    has, has_not = state.get("rv_has") or (), state.get("rv_no") or ()

    def contact(name: str) -> bool | None:
        return True if name in has else False if name in has_not else None

    return LeadFilter(
        project=selection.project_id(),
        hunt=state.get("rv_hunt") or "",
        run=state.get("rv_run") or "",
        text=str(state.get("rv_q") or "").strip(),
        statuses=tuple(LeadStatus(value) for value in state.get("rv_status") or ()),
        trade=state.get("rv_trade") or "",
        place=state.get("rv_place") or "",
        area=state.get("rv_area") or "",
        tag=state.get("rv_tag") or "",
        source=state.get("rv_source") or "",
        language=state.get("rv_lang") or "",
        has_email=contact("email"),
        has_phone=contact("phone"),
        has_website=contact("website"),
        is_disputed=True if state.get("rv_disputed") else None,
        **bounds,
    )


def sort_now() -> Sort:
    """Return the order that is chosen."""
    by = SortBy(st.session_state.get("rv_sort") or SortBy.SCORE)
    return Sort(by=by, descending=not st.session_state.get("rv_up"))


def view_now(name: str) -> SavedView:
    """Return the filter, the order and the columns that are chosen, as a view that holds in any project."""
    wanted = filter_now().model_copy(update={"project": ""})
    return SavedView(name=name, filter=wanted, sort=sort_now(), columns=tuple(columns_now()))


def columns_now() -> list[str]:
    """Return the columns that are chosen."""
    return list(st.session_state.get("rv_columns") or SHOWN)


def first_page() -> None:
    """Go back to the first page, as another filter has other pages; a callback."""
    st.session_state["rv_page"] = 1
    st.session_state[_TOUCHED] = True


def clear() -> None:
    """Show all leads; a callback."""
    apply(SavedView(name=""))


def show_hunt(hunt: Hunt) -> None:
    """Show the leads of one hunt and no others, in the order and columns at hand; a callback."""
    if selection.project_id() not in {"", hunt.project}:
        selection.choose_project(hunt.project)
    apply(SavedView(name="", filter=LeadFilter(hunt=hunt.id), sort=sort_now(), columns=tuple(columns_now())))
    go_to("Review")


def show_run(run_id: str) -> None:
    """Show the leads of one question and no others, in the order and columns at hand; a callback.

    They are those of every project: a question belongs to none.
    """
    if selection.project_id():
        selection.choose_project("")
    apply(SavedView(name="", filter=LeadFilter(run=run_id), sort=sort_now(), columns=tuple(columns_now())))
    go_to("Review")


def apply(view: SavedView) -> None:
    """Choose what a view holds; a callback."""
    state, wanted = st.session_state, view.filter
    contacts = {"email": wanted.has_email, "phone": wanted.has_phone, "website": wanted.has_website}
    state["rv_q"] = wanted.text
    state["rv_status"] = [status.value for status in wanted.statuses]
    state["rv_trade"] = wanted.trade or None
    state["rv_place"] = wanted.place or None
    state["rv_area"] = wanted.area or None
    state["rv_tag"] = wanted.tag or None
    state["rv_source"] = wanted.source or None
    state["rv_lang"] = wanted.language or None
    state["rv_hunt"] = wanted.hunt
    state["rv_run"] = wanted.run
    for key, low, high in (
        ("rv_score", wanted.min_score, wanted.max_score),
        ("rv_quality", wanted.min_quality, wanted.max_quality),
        ("rv_fit", wanted.min_fit, wanted.max_fit),
    ):
        state[key] = (low or SCORES[0], _or(high, SCORES[1]))
    state["rv_audit"] = (int(wanted.min_audit or AUDITS[0]), int(_or(wanted.max_audit, AUDITS[1])))
    state["rv_has"] = [name for name, has in contacts.items() if has]
    state["rv_no"] = [name for name, has in contacts.items() if has is False]
    state["rv_disputed"] = bool(wanted.is_disputed)
    state["rv_sort"] = view.sort.by
    state["rv_up"] = "" if view.sort.descending else "1"
    state["rv_columns"] = list(view.columns or SHOWN)
    first_page()
    # Streamlit would take each field that is at rest again out in a step of its own.
    _all_to_address(IN_ADDRESS, [key for key, rest in _AT_REST.items() if state[key] == rest])


def _or(number: float | None, otherwise: float) -> float:
    return otherwise if number is None else number
