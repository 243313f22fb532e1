"""A cell of the table of leads shows the first value, and how many further ones reach somebody else."""

import pytest

from leads.record import Kind
from tests.leads.records import lead, value
from ui.components.lead_table import _row

NAMES = [value("Aqualune", Kind.NAME), value("Aqualune Plomberie", Kind.NAME)]
MAILS = [value("a@aqualune.example"), value("b@aqualune.example")]
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
