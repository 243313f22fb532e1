"""What the countries are called that the toolkit knows the addresses and numbers of."""

from ui.language import mark

COUNTRIES = {
    "FR": mark("France"),
    "BE": mark("Belgium"),
    "CH": mark("Switzerland"),
    "LU": mark("Luxembourg"),
    "DE": mark("Germany"),
    "AT": mark("Austria"),
    "GB": mark("United Kingdom"),
    "US": mark("United States"),
}
