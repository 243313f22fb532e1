"""What a viewer makes of the Markdown is what counts, so these tests render it."""

import re

import pytest
from markdown_it import MarkdownIt

from leads.export import leads_markdown, run_markdown
from leads.markdown import link, paragraph, plain, tamed
from leads.record import Evidence, Kind, Method
from leads.search_run import AnswerKind, FieldValue, Row, Sentence
from tests.leads.records import full_run, lead, proof, value

VIEWER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ATTACKS = [
    "![x](http://evil.example/a.png)",
    "<script>alert(1)</script>",
    "<img src=http://evil.example>",
    "[x](javascript:alert(1))",
    "a](http://evil.example)",
    "a|b",
    "# heading",
    "- item",
    "1. item",
    "+ item",
    "=====",
    "> quote",
    "*a* _b_ `c` ~~d~~",
    "&lt;b&gt; &amp; &#106;",
    "back\\slash \\[",
    "a\n\n# b",
    "[1]: http://evil.example",
    "http://a b)\"'",
    "Wow!",
]


def shown(markdown: str) -> str:
    """Return the text a reader sees."""
    html = VIEWER.render(markdown)
    text = re.sub(r"<[^>]*>", "", html)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


@pytest.mark.parametrize("text", ATTACKS)
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    line = " ".join(text.split())
    assert shown(f"- Name: {plain(text)}").strip() == f"Name: {line}"
    html = VIEWER.render(paragraph(plain(text)))
    assert html.startswith("<p>")
    assert not re.search(r"<(?!/?p>)", html)
    assert shown(paragraph(plain(text))).strip() == line


@pytest.mark.parametrize("text", ATTACKS)
def test_cells_of_tables_stay_cells(text: str) -> None:
    html = VIEWER.render(f"| a | b |\n| --- | --- |\n| {plain(text)} | c |")
    assert html.count("<td>") == 2


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://fuites.example/a?b=c&d=é#x", "https://fuites.example/a?b=c&amp;d=%C3%A9#x"),
        ("https://fuites.example/a%20b", "https://fuites.example/a%20b"),
        ("https://x.example/) ![a](http://evil.example)", None),
        ('https://x.example/" onclick="x', None),
        ("https://x.example/\\)<b>\n\nx", None),
        ("https://x.example/\ud800", None),
    ],
)
def test_a_link_goes_where_it_says(url: str, target: str | None) -> None:
    html = VIEWER.render(link("a [b]", url)).strip()
    found = re.fullmatch(r'<p><a href="(https://[^" <>]*)">a \[b\]</a></p>', html)
    assert found, html
    assert target in {None, found[1]}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "", "//evil.example", "file:///etc/passwd"]
)
def test_other_addresses_are_no_links(url: str) -> None:
    assert VIEWER.render(link("a", url)).strip() == "<p>a</p>"


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("# Title\n\n[a](https://x.example/)", '<a href="https://x.example/">a</a>'),
        ("![a](http://evil.example/b.png)", "a"),
        ("![a][r]\n\n[r]: http://evil.example/b.png", "a"),
        ("[a](javascript:alert(1))", "a"),
        ("[a]( \n javascript:alert(1))", "a"),
        ("[a](java&#115;cript:alert(1))", "a"),
        ("[a](   https://x.example/)", '<a href="https://x.example/">a</a>'),
        ("<iframe src=x></iframe> 1 < 2", "1 &lt; 2"),
        ("[1]: http://evil.example", "http://evil.example"),
    ],
)
def test_a_page_is_tamed(page: str, kept: str) -> None:
    html = VIEWER.render(f"{tamed(page)}\n\n[1]")
    assert kept in html
    assert "<img" not in html
    assert "<iframe" not in html
    assert 'href="java' not in html
    assert 'href="http://evil' not in html


def test_leads_show_where_each_value_stands() -> None:
    fuites = lead(
        "fuites.example",
        value("Fuites & Fils", Kind.NAME),
        value(
            "contact@fuites.example",
            Kind.EMAIL,
            proof("https://fuites.example/contact", "Écrivez à contact@"),
        ),
        value("+33199001122", Kind.PHONE, label="<b>"),
    )
    html = VIEWER.render(leads_markdown([fuites, lead("sans-nom.example")]))
    assert "<h2>Fuites &amp; Fils</h2>" in html
    assert "<h2>sans-nom.example</h2>" in html
    assert "contact@fuites.example, “Écrivez à contact@”" in html
    assert '<a href="https://fuites.example/contact">source</a>' in html
    assert "Phone (&lt;b&gt;): +33199001122" in html


def test_a_run_shows_question_answer_sources_fields_and_leads() -> None:
    run = full_run()
    markdown = run_markdown(run, [lead()])
    html = VIEWER.render(markdown)
    assert "<h1>plombiers à Bordeaux</h1>" in html
    assert 'Fuites works every day. <a href="https://fuites.example/">[1]</a>' in html
    assert "Written by mistral (lm_studio), the starter model. Ollama is off. Short." in html
    assert '<a href="https://annuaire.example/">[2]</a>' in html
    assert "skipped: A directory. Nothing to do." in html
    assert "<td>7j/7</td>" in html
    assert "Left out, as no page shows it: 1 of the values" in html
    assert "One source was skipped. Look at it yourself." in html
    assert "<h3>fuites.example</h3>" in html
    assert "<h1>Fuites</h1>" in html, "the page itself"


def test_quoted_sentences_are_said_to_be_quoted() -> None:
    run = full_run()
    assert run.answer
    run.answer.kind = AnswerKind.QUOTED
    assert "taken from the sources" in run_markdown(run, [])
    assert "Written by" not in run_markdown(run, [])


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_scraped_gets_out_of_its_place(attack: str) -> None:
    run = full_run()
    seen = Evidence(url=attack, quote=attack, method=Method.TEXT)
    run.question = attack
    run.fields = [attack]
    run.sources[0].title = run.sources[0].url = run.sources[1].detail = attack
    run.rows = [Row(source=1, values=[FieldValue(field=attack, value=attack, evidence=seen)])]
    assert run.answer
    run.answer.sentences = [Sentence(text=attack, citations=[1, 2, 9])]
    run.markdown = attack
    markdown = run_markdown(run, [lead("x.example", value(attack, Kind.NAME, seen, label=attack))])
    html = VIEWER.render(markdown)
    assert "<img" not in html
    assert "<script" not in html
    assert 'href="http://evil' not in html
    assert 'href="java' not in html
    assert [
        title
        for title in ("Answer", "Sources", "Fields", "Leads", "Pages")
        if f"<h2>{title}</h2>" not in html
    ] == []
