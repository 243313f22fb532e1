import json

import pytest

from leads.text import digest, dump_json, storable


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("naïve 😀", "naïve 😀"),
        ("a\x00b", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("tab\tcontrol\x01", "tab\tcontrol\x01"),
        ("zero\u200bwidth", "zero\u200bwidth"),
    ],
)
def test_storable(given: str, expected: str) -> None:
    assert storable(given) == expected
    assert json.loads(dump_json({"text": [given]})) == {"text": [expected]}


@pytest.mark.parametrize("backslashes", range(5))
def test_only_real_nuls_leave_json(backslashes: int) -> None:
    text = "\\" * backslashes + "u0000" + "\\" * backslashes + "\x00"
    assert json.loads(dump_json(text)) == text.removesuffix("\x00")


def test_a_digest_keeps_its_parts_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert len(digest("\ud800")) == 64
