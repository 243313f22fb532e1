"""How many people a company employs, in the steps an analyst filters by."""

from enum import StrEnum
from typing import Final


class CompanySize(StrEnum):
    """A range of employees."""

    NONE = "none"
    FEW = "1-9"
    SOME = "10-49"
    MANY = "50+"


# INSEE's codes ("tranche d'effectif salarié"); NN employs nobody, 00 nobody at the end of the year.
INSEE_CODES: Final = {
    CompanySize.NONE: ("NN", "00"),
    CompanySize.FEW: ("01", "02", "03"),
    CompanySize.SOME: ("11", "12"),
    CompanySize.MANY: ("21", "22", "31", "32", "41", "42", "51", "52", "53"),
}
