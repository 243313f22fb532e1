"""A cell of the table of leads shows the first value, and how many further ones reach somebody else."""

import pytest
from streamlit.testing.v1 import AppTest

from leads.record import Kind
from tests.leads.records import lead, value
from ui.components.lead_table import _row

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
