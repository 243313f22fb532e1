import pytest

from llm.errors import InvalidURL
from llm.urls import api_base, canonical_root, is_on_this_machine, is_private


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("http://localhost:1234", "http://127.0.0.1:1234"),
        ("http://localhost:1234/", "http://127.0.0.1:1234"),
        ("http://localhost:1234/v1", "http://127.0.0.1:1234"),
        ("http://localhost:1234/v1/", "http://127.0.0.1:1234"),
        ("http://localhost:1234//v1//", "http://127.0.0.1:1234"),
        ("http://localhost:1234/v1/chat/completions", "http://127.0.0.1:1234"),
        ("http://localhost:1234/v1/chat/completions?x=1#y", "http://127.0.0.1:1234"),
        ("http://localhost:1234/chat/completions", "http://127.0.0.1:1234"),
        ("http://localhost:1234/api/v0", "http://127.0.0.1:1234"),
        ("http://localhost:11434/api/tags", "http://127.0.0.1:11434"),
        ("localhost:1234", "http://127.0.0.1:1234"),
        ("LOCALHOST:1234/V1".replace("V1", "v1"), "http://127.0.0.1:1234"),
        ("0.0.0.0:11434", "http://127.0.0.1:11434"),
        ("http://[::1]:11434", "http://[::1]:11434"),
        (" https://models.example/ ", "https://models.example"),
        ("https://models.example:443/lm/v1", "https://models.example/lm"),
        ("https://models.example/localhost/v1", "https://models.example/localhost"),
    ],
)
def test_canonical_root(given, expected):
    assert canonical_root(given) == expected
    assert canonical_root(expected) == expected
    assert api_base(given) == expected + "/v1"


@pytest.mark.parametrize(
    "given", ["", "http://", "ftp://localhost", "http://localhost:99999", "file:///etc/passwd", "http://a b"]
)
def test_what_is_no_address_is_a_typed_error(given):
    with pytest.raises(InvalidURL) as error:
        canonical_root(given)
    assert error.value.remedy


def test_a_key_in_the_address_is_refused_and_not_shown():
    with pytest.raises(InvalidURL) as error:
        canonical_root("http://user:hunter2@localhost:1234/v1")
    assert "hunter2" not in str(error.value)
    with pytest.raises(InvalidURL) as error:
        canonical_root("ftp://user:hunter2@localhost")
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "private", "here"),
    [
        ("http://localhost:1234", True, True),
        ("http://127.0.0.2:1234", True, True),
        ("http://192.168.1.20:1234", True, False),
        ("http://gpu-box:11434", True, False),
        ("http://gpu.local:11434", True, False),
        ("https://models.example", False, False),
    ],
)
def test_where_an_address_lies(url, private, here):
    assert is_private(url) is private
    assert is_on_this_machine(url) is here
