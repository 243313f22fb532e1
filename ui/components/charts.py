"""Charts, whose numbers and dates are written as the language of the reader writes them."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui.language import SOURCE, current

Spec = Mapping[str, Any]


def _each(words: str) -> list[str]:
    return words.split()


# What d3 calls a locale; without one Vega writes numbers and months in English.
_NUMBERS: Final = {
    SOURCE: {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
    "fr": {
        "decimal": ",",
        "thousands": "\N{NARROW NO-BREAK SPACE}",
        "grouping": [3],
        "currency": ["", "\N{NO-BREAK SPACE}€"],
        "percent": "\N{NARROW NO-BREAK SPACE}%",
    },
}
_TIMES: Final = {
    SOURCE: {
        "dateTime": "%x, %X",
        "date": "%-m/%-d/%Y",
        "time": "%-I:%M:%S %p",
        "periods": ["AM", "PM"],
        "days": _each("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
        "shortDays": _each("Sun Mon Tue Wed Thu Fri Sat"),
        "months": _each(
            "January February March April May June July August September October November December"
        ),
        "shortMonths": _each("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
    },
    "fr": {
        "dateTime": "%A %e %B %Y à %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": _each("dimanche lundi mardi mercredi jeudi vendredi samedi"),
        "shortDays": _each("dim. lun. mar. mer. jeu. ven. sam."),
        "months": _each(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        ),
        "shortMonths": _each("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
    },
}
# How a moment is written: an axis of its own would write months and hours as English does.
MOMENT: Final = {SOURCE: "%b %-d, %H:%M", "fr": "%-d %b %H:%M"}
_BAR: Final = 14
# The last number of an axis stands partly beyond it.
_PADDING: Final = {"left": 5, "top": 5, "right": 20, "bottom": 5}
_A_ROW, _AROUND = 26, 40


def draw(table: pd.DataFrame, spec: Spec, *, height: int) -> None:
    """Draw a chart of Vega-Lite."""
    language = current()
    written = {"number": _NUMBERS[language], "time": _TIMES[language]}
    st.vega_lite_chart(table, {"padding": _PADDING, **spec, "config": {"locale": written}}, height=height)


def bars(table: pd.DataFrame, name: str, value: str, *, series: str = "", most: float | None = None) -> None:
    """Draw a bar for each name, its length the value, up to `most`; side by side where there are series."""
    number: dict[str, Any] = {"field": value, "type": "quantitative", "title": None}
    # Half a call is none, and 0 alone has no ticks worth their room.
    number |= {"axis": {"tickCount": 4}, "scale": {"domain": [0, most]} if most else {"zero": True}}
    label = {"field": name, "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 160}}
    encoding: dict[str, Any] = {"x": number, "y": label}
    encoding["tooltip"] = [
        {"field": name, "type": "nominal"},
        {"field": value, "type": "quantitative", "format": ",~r"},
    ]
    kinds = 1
    if series:
        kinds = table[series].nunique()
        legend = {"orient": "bottom", "columns": 1, "labelLimit": 260, "title": None}
        encoding |= {
            "color": {"field": series, "type": "nominal", "legend": legend},
            "yOffset": {"field": series, "type": "nominal"},
        }
        encoding["tooltip"].append({"field": series, "type": "nominal"})
    rows = table[name].nunique()
    height = _AROUND + rows * (_A_ROW + (kinds - 1) * _BAR) + (kinds * 20 if series else 0)
    draw(table, {"mark": {"type": "bar", "cornerRadiusEnd": 2}, "encoding": encoding}, height=height)


def over_time(field: str) -> dict[str, Any]:
    """Return the axis of moments."""
    form = MOMENT[current()]
    return {"field": field, "type": "temporal", "title": None, "axis": {"format": form, "tickCount": 6}}


def moment_told(field: str, title: str) -> dict[str, Any]:
    """Return the moment of a point as its tooltip writes it."""
    return {"field": field, "type": "temporal", "title": title, "format": MOMENT[current()]}
