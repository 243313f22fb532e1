import pytest

from ui.safe import html, link, md


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Durand", "Durand"),
        ("![](http://evil.example/x)", r"\!\[\]\(http\:\/\/evil\.example\/x\)"),
        ("**bold** _it_", r"\*\*bold\*\* \_it\_"),
        (":red[x] :material/home:", r"\:red\[x\] \:material\/home\:"),
        ("$x^2$", r"\$x\^2\$"),
        ("<b>x</b>", r"\<b\>x\<\/b\>"),
        ("# title\n- list", r"\# title \- list"),
        ("run `ollama serve` now", "run `ollama serve` now"),
        ("one ` alone *x*", r"one \` alone \*x\*"),
        ("`a` and ` b", r"`a` and \` b"),
        ("``", r"\`\`"),
        ("05\u00a036 \u2028 49\u202f:\t", "05\u00a036 49\u202f\\:"),
    ],
)
def test_md(text, expected):
    assert md(text) == expected


def test_html_covers_attributes():
    assert html("\"'<&>") == "&quot;&#x27;&lt;&amp;&gt;"


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://durand.example/x", True),
        ("http://durand.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("//durand.example", False),
        ("http://[", False),
    ],
)
def test_link(url, followed):
    assert (link(url) == url) is followed
    assert (link(url) is None) is not followed
