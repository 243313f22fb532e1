"""Charts write numbers and dates as the language of the reader does."""

import ast
import json

import pytest
from streamlit.testing.v1 import AppTest

from config import locations

PAGE = """
import pandas as pd
from ui.components import charts

charts.bars(pd.DataFrame({"Tâche": ["audit", "dossier"], "Tokens": [15000, 0.5]}), "Tâche", "Tokens")
"""


@pytest.mark.parametrize(
    ("chosen", "decimal", "thousands", "month"),
    [("en", ".", ",", "February"), ("fr", ",", "\u202f", "février")],
)
def test_a_chart_has_the_locale_of_the_reader(chosen, decimal, thousands, month):
    app = AppTest.from_string(PAGE)
    app.session_state["interface_language"] = chosen
    app.run()
    assert not app.exception
    [chart] = app.get("vega_lite_chart")
    locale = json.loads(chart.proto.spec)["config"]["locale"]
    assert (locale["number"]["decimal"], locale["number"]["thousands"]) == (decimal, thousands)
    assert locale["time"]["months"][1] == month


def test_no_chart_is_drawn_past_the_locale():
    drawn = {
        path.name
        for path in (locations.ROOT / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.endswith("_chart")
    }
    assert drawn == {"charts.py"}
