"""A cell of the table of leads shows the first value, and how many further ones reach somebody else."""

import pytest
from streamlit.testing.v1 import AppTest

from leads.record import Kind
from tests.leads.records import lead, value
from ui.components import hunt_view, lead_table, review_table
from ui.components.lead_table import _row
from ui.components.review_choice import COLUMNS, SHOWN

# Pixels a grid has in a window of 1280, and what the boxes for picking a row take.
ROOM, PICKED = 788, 33

NAMES = [value("Aqualune", Kind.NAME), value("Aqualune Plomberie", Kind.NAME)]
MAILS = [value("a@aqualune.example"), value("b@aqualune.example")]
PAGE = """
from leads.record import Kind
from tests.leads.records import lead, value
from ui.components import lead_table

found = lead("aqualune.example", value("Aqualune", Kind.NAME), value("a@aqualune.example"))
lead_table.draw([found], "table")
"""
PHONES = [value("+33536490010", Kind.PHONE), value("+33536490011", Kind.PHONE)]


@pytest.mark.parametrize(
    ("values", "label", "shown"),
    [
        (NAMES, "Name", "Aqualune"),
        (MAILS, "E-mail", "a@aqualune.example +1"),
        (MAILS[:1], "E-mail", "a@aqualune.example"),
        (PHONES, "Phone", "05 36 49 00 10 +1"),
        ([], "Phone", ""),
    ],
)
def test_a_cell_is_not_cut_by_what_comes_after_the_first_value(values, label, shown) -> None:
    assert _row(lead("aqualune.example", *values))[label] == shown


def test_a_column_in_which_nothing_stands_is_left_out() -> None:
    app = AppTest.from_string(PAGE).run()
    assert not app.exception
    assert list(app.dataframe[0].proto.column_order) == ["Name", "E-mail", "Site", "Evidence"]


def width(column) -> int:
    return getattr(column, "config", column)["width"]


@pytest.mark.parametrize(
    ("columns", "left_out", "room"),
    [
        (lead_table._columns(), {"Services"}, ROOM - PICKED),
        (hunt_view._columns(), set(), ROOM - PICKED),
        (review_table._config([]), {*COLUMNS.values()} - {COLUMNS[name] for name in SHOWN} | {"Tags"}, ROOM),
    ],
    ids=["question", "hunt", "review"],
)
def test_the_usual_columns_fit_beside_the_sidebar(columns, left_out, room) -> None:
    assert sum(width(column) for name, column in columns.items() if name not in left_out) <= room
