"""Small charts of the filtered leads: trade, place, score, status, and which contacts are missing.

Bars are HTML: a chart library checks its own specification for longer than counting 100,000 leads takes.
"""

from collections.abc import Sequence

import streamlit as st

from leads.record import LeadStatus
from leads.review import Count, Facet, Facets
from ui.components import looks
from ui.components.department_map import department_map
from ui.components.review_choice import area_word, sentence, status_word, trade_word
from ui.language import t
from ui.safe import html

COUNTED = (
    Facet.TRADE,
    Facet.AREA,
    Facet.CITY,
    Facet.SCORE,
    Facet.MISSING,
    Facet.STATUS,
    Facet.AUDITED,
)
MOST_BARS = 10
MAP_WIDTH = 230


def draw(facets: Facets) -> None:
    """Draw the charts."""
    one, two, three = st.columns(3)
    with one:
        _bars(t("Trade"), [Count(value=trade_word(one.value), leads=one.leads) for one in facets.trade])
        _bars(t("Status"), [_status(count) for count in facets.status])
    with two:
        _bars(t("Department"), [Count(value=area_word(one.value), leads=one.leads) for one in facets.area])
        if drawn := department_map(facets.area, looks.colour("faint"), looks.colour("bar")):
            st.image(drawn, width=MAP_WIDTH, alt=t("Map of France with the leads of each department"))
        st.caption(t("By the first two digits of the postcode. The map is drawn here: none is loaded."))
    with three:
        _bars(t("Score"), [_step(step) for step in sorted(facets.score, key=_from_above)])
        _bars(t("Missing"), _missing(facets), every=True)
        _bars(t("Town"), facets.city)


def _missing(facets: Facets) -> list[Count]:
    return [
        Count(value=t("e-mail"), leads=facets.without_email),
        Count(value=t("phone"), leads=facets.without_phone),
        Count(value=t("site"), leads=facets.without_website),
        Count(value=t("audit"), leads=facets.total - facets.audited),
    ]


def _status(count: Count) -> Count:
    return Count(value=status_word(LeadStatus(count.value)), leads=count.leads)


def _step(step: Count) -> Count:
    return Count(
        value=t("{low:d} to {high:d}", low=int(step.value), high=int(step.value) + 1), leads=step.leads
    )


def _from_above(step: Count) -> int:
    return -int(step.value)


def _number(count: int) -> str:
    return html(t("{count:,}", count=count))


def _bars(title: str, counts: Sequence[Count], *, every: bool = False) -> None:
    shown = [count for count in counts if every or count.value][:MOST_BARS]
    most = max((count.leads for count in shown), default=0)
    rows = "".join(
        f'<span title="{html(sentence(count.value))}">{html(sentence(count.value))}</span>'
        f'<i style="width:{100 * count.leads / most if most else 0:.1f}%"></i>'
        f"<span>{_number(count.leads)}</span>"
        for count in shown
    )
    body = f'<div class="lh-bars">{rows}</div>' if shown else f"<small>{html(t('none known'))}</small>"
    st.html(f"<strong>{html(title)}</strong>{body}")
