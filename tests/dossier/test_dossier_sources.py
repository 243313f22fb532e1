"""Sources: which site among them is the business's own."""

from dossier.sources import own_site, text_source


def test_the_own_site_is_where_the_website_leads() -> None:
    pages = [text_source("x", id=f"S{n}", url=f"https://new-name.example/{n}") for n in (1, 2)]
    press = text_source("x", id="S3", url="https://journal.example/a")
    assert own_site([*pages, press], "https://old-name.example/") == "new-name.example"
    assert own_site([*pages, press], "https://www.new-name.example/") == "new-name.example"
    assert own_site([], "https://old-name.example/") == "old-name.example"
