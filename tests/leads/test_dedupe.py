"""Which leads are one business."""

import pytest

from leads.businesses import Business, business_of, plain_name, plain_street
from leads.dedupe import Rule, plan
from leads.domains import is_carrier, own_site, registrable
from leads.record import Kind, Lead
from scrapers.sites import site_key
from tests.leads.records import lead, value


def other(**changes: object) -> Business:
    return Business(**{"id": "b", **changes})  # type: ignore[arg-type]


def few(*texts: str) -> frozenset[str]:
    return frozenset(texts)


@pytest.mark.parametrize(
    ("one", "two", "rule"),
    [
        ({"sirens": few("123456782")}, {"sirens": few("123456782")}, Rule.SIREN),
        ({"site": "fuites.example"}, {"site": "fuites.example"}, Rule.SITE),
        (
            {"site": "fuites.example", "name": "fuites"},
            {"domains": few("fuites.example"), "name": "fuites"},
            Rule.EMAIL_DOMAIN,
        ),
        (
            {"phones": few("+33199001122"), "name": "fontaine"},
            {"phones": few("+33199001122"), "name": "fontaine plomberie"},
            Rule.PHONE,
        ),
        ({"phones": few("+33199001122")}, {"phones": few("+33199001122"), "name": "x"}, Rule.PHONE),
        (
            {"emails": few("a@gmail.com"), "name": "moulin azur"},
            {"emails": few("a@gmail.com"), "name": "azur moulin"},
            Rule.EMAIL,
        ),
        (
            {"name": "moulin azur", "postcode": "33000", "street": "12 rue du port"},
            {"name": "azur moulin", "postcode": "33000"},
            Rule.NAME,
        ),
    ],
)
def test_one_business(one: dict[str, object], two: dict[str, object], rule: Rule) -> None:
    found = plan([other(**{**one, "id": "a"}), other(**two)])
    assert [(match.kept, match.gone, match.rule) for match in found.merges] == [("a", "b", rule)]
    assert found.questions == ()
    assert found.merges[0].reason.endswith(".")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            {"sirets": few("12345678200010"), "sirens": few("123456782")},
            {"sirets": few("12345678200028"), "sirens": few("123456782")},
        ),
        (
            {"sirens": few("123456782"), "site": "fuites.example"},
            {"sirens": few("987654324"), "site": "fuites.example"},
        ),
        (
            {"phones": few("+33199001122"), "name": "fontaine plomberie"},
            {"phones": few("+33199001122"), "name": "boulangerie azur"},
        ),
        (
            {"name": "coiffure martin", "postcode": "33000", "street": "1 rue du port"},
            {"name": "coiffure martin", "postcode": "33000", "street": "80 avenue thiers"},
        ),
        (
            {"name": "coiffure martin", "postcode": "33000", "site": "a.example"},
            {"name": "coiffure martin", "postcode": "33000", "site": "b.example"},
        ),
        ({"name": "garage dupont", "postcode": "33000"}, {"name": "garage dupont auto", "postcode": "33000"}),
    ],
)
def test_asked_but_not_merged(one: dict[str, object], two: dict[str, object]) -> None:
    pair = [other(**{**one, "id": "a"}), other(**two)]
    found = plan(pair)
    assert found.merges == ()
    assert [{match.kept, match.gone} for match in found.questions] == [{"a", "b"}]
    assert plan(pair, apart=[("b", "a")]).questions == ()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            {"name": "plomberie martin", "postcode": "33000"},
            {"name": "plomberie dubois", "postcode": "33000"},
        ),
        ({"name": "moulin azur", "postcode": "33000"}, {"name": "moulin azur", "postcode": "69001"}),
        ({"name": "moulin azur"}, {"name": "moulin azur"}),
        ({"site": "a.example"}, {"site": "b.example"}),
    ],
)
def test_different_businesses(one: dict[str, object], two: dict[str, object]) -> None:
    found = plan([other(**{**one, "id": "a"}), other(**two)])
    assert (found.merges, found.questions) == ((), ())


def test_a_chain_of_merges_never_joins_two_company_numbers() -> None:
    found = plan(
        [
            other(id="a", sirens=few("123456782"), phones=few("+33199001122"), name="azur"),
            other(id="b", phones=few("+33199001122"), emails=few("x@gmail.com"), name="azur"),
            other(id="c", sirens=few("987654324"), emails=few("x@gmail.com"), name="azur"),
        ]
    )
    assert [(match.kept, match.gone) for match in found.merges] == [("a", "b")]
    assert [{match.kept, match.gone} for match in found.questions] == [{"a", "c"}]


def test_what_the_analyst_has_worked_on_is_kept() -> None:
    found = plan([other(id="a", site="x.example"), other(id="b", site="x.example", rank=4)])
    assert [(match.kept, match.gone) for match in found.merges] == [("b", "a")]


def test_a_phone_of_a_platform_joins_nobody() -> None:
    shared = [other(id=f"{n}", phones=few("+33199001122"), name="azur") for n in range(20)]
    assert plan(shared).merges == ()


@pytest.mark.parametrize(
    "website",
    ["https://alpha.wixsite.com/a", "https://www.facebook.com/alpha", "https://sites.google.com/view/alpha"],
)
def test_hosts_of_many_are_not_one_business(website: str) -> None:
    first = own_site(site_key(website), website)
    second = own_site(site_key(website.replace("alpha", "beta")), website.replace("alpha", "beta"))
    assert first != second
    assert not is_carrier(first)
    assert registrable("a.b.fuites.example") == "fuites.example"


def test_a_profile_given_as_website_does_not_change_the_site() -> None:
    assert own_site("fuites.example", "https://www.facebook.com/fuites") == "fuites.example"
    assert own_site("127.0.0.1:8000", "http://127.0.0.1:8000/") == "127.0.0.1:8000"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("SARL Fontaine & Fils", "fontaine fils"),
        ("S.A.S. L'Océan", "l ocean"),
        ("Müller Sanitär GmbH & Co. KG", "muller sanitar"),
        ("Boulangerie de la Lune", "boulangerie lune"),
    ],
)
def test_names_without_what_tells_nothing(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_streets_in_one_spelling() -> None:
    assert plain_street("12, bd. Thiers") == plain_street("12 Boulevard Thiers")


def test_a_lead_as_a_business() -> None:
    found = business_of(
        lead(
            "fuites.example",
            value("Fuites SARL", Kind.NAME),
            value("contact@fuites.example"),
            value("x@gmail.com"),
            value("01 99 00 11 22", Kind.PHONE),
            value("123 456 782 00010", Kind.SIRET),
        )
    )
    assert (found.name, found.phones, found.domains) == ("fuites", {"+33199001122"}, {"fuites.example"})
    assert (found.sirens, found.sirets) == ({"123456782"}, {"12345678200010"})
    assert business_of(Lead(site="nosite-1", website="")).site == ""
