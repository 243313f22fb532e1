"""What the benchmarks of the scrapers count, on pages small enough to count by hand."""

import json
from pathlib import Path

import pytest

from benchmarks import labelled, scrapers
from benchmarks.labelled import Labelled, read_labels, scored
from benchmarks.scrapers import Row, contact_rows, hidden_rows, print_table, speed_rows, text_rows

PAGE = """<html lang="fr"><body><h1>Fournil Durand</h1>
<p>12 rue des Lilas, 33000 Bordeaux - Tél. 05 36 49 10 20 -
<a href="mailto:pain@fournil.example">écrire</a></p>
<footer>Création du site : <a href="mailto:bonjour@pixel-agence.example">Agence Pixel</a></footer>
</body></html>"""
EXPECTED = {
    "emails": ["pain@fournil.example"],
    "phones": ["+33536491020", "+33536491021"],
    "postcode": "33000",
    "city": "Bordeaux",
    "siret": "12345678200010",
    "third_party_emails": ["bonjour@pixel-agence.example"],
}


def page(**expected: object) -> Labelled:
    return Labelled("https://fournil.example/", PAGE, "FR", {**EXPECTED, **expected})


def test_what_is_right_extra_and_missed_is_counted() -> None:
    scores = scored([page(), page(emails=[])], labelled.ours)
    emails, phones, ids = scores["emails"], scores["phones"], scores["ids"]
    assert (emails.right, emails.said, emails.wanted) == (1, 2, 1)
    assert (phones.right, phones.said, phones.wanted) == (2, 2, 4)
    assert (phones.recall, round(phones.f1, 3)) == (0.5, 0.667)
    assert (ids.recall, ids.said) == (0.0, 0)
    assert scores["postcode and city"].f1 == 1.0
    assert "name" not in scores, "what was not labelled is not judged"
    assert "https://fournil.example/: missed +33536491021" in phones.faults


def test_the_agency_is_counted_where_it_is_taken_for_the_business() -> None:
    mine, other = scored([page()], labelled.ours), scored([page()], labelled.plain)
    assert (mine[labelled.THIRD_PARTY].said, mine[labelled.THIRD_PARTY].wanted) == (0, 1)
    assert other[labelled.THIRD_PARTY].said == 1
    assert set(other) == {"emails", "phones", labelled.THIRD_PARTY}, (
        "a baseline is not judged for its silence"
    )


def test_labels_may_name_the_file_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    row = {"url": "https://fournil.example/", "html": "a.html", "expected": EXPECTED}
    (tmp_path / "labels.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert [one.html for one in read_labels(tmp_path / "labels.jsonl")] == [PAGE]


def test_a_claim_that_does_not_hold_is_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"url": "https://fournil.example/", "html": PAGE, "country": "FR", "expected": EXPECTED}
    (tmp_path / "labels.jsonl").write_text(json.dumps(row), encoding="utf-8")
    rows = list(contact_rows(tmp_path / "labels.jsonl"))
    print_table(rows)
    lines = capsys.readouterr().out.splitlines()
    assert [line.endswith("MISSED") for line in lines] == [False, False, True, False, True, False]
    assert lines[1].split() == ["emails,", "F1", "of", "1", "0.97", "1.000", "0.667"]


def test_hidden_addresses_by_family(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>pain (at) fournil.example</p>", encoding="utf-8")
    rows = [
        {"html": "a.html", "scheme": "text (at)", "truth": "pain@fournil.example", "decoy": False},
        {"html": "a.html", "scheme": "TYPO3 -2", "truth": "brot@fournil.example", "decoy": False},
        {"html": "a.html", "scheme": "cloudflare #", "encoded": "00ff", "truth": None, "decoy": True},
    ]
    file = tmp_path / "hidden.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert list(hidden_rows(file)) == [
        Row("TYPO3 addresses", "95%", "0/1", "0/1", holds=False),
        Row("other hidden addresses", "95%", "1/1", "0/1", holds=True),
        Row("decoys taken", "0", "0/1", "-", holds=True),
    ]


def test_what_is_asked_against_the_contract_is_listed_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = """<a href="javascript:linkTo_UnCryptMailto('nbjmup+q')">y</a> <!-- nbjmup+q -->"""
    hidden = """<!-- <a href="javascript:linkTo_UnCryptMailto('nbjmup+b\\/c')">x</a> -->"""
    (tmp_path / "a.html").write_text(shown + hidden, encoding="utf-8")
    rows = [
        {
            "html": "a.html",
            "scheme": "TYPO3",
            "truth": "a@b.example",
            "encoded": "nbjmup+b/c",
            "decoy": False,
        },
        {"html": "a.html", "scheme": "TYPO3", "truth": "p@q.example", "encoded": "nbjmup+q", "decoy": False},
        {
            "html": "a.html",
            "scheme": "cloudflare",
            "truth": "your@email.address",
            "encoded": "7f",
            "decoy": False,
        },
    ]
    file = tmp_path / "hidden.jsonl"
    file.write_text("\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    typo3, against, _ = hidden_rows(file)
    assert (typo3.ours, typo3.holds, against.ours, against.holds) == ("0/1", False, "2", True)
    assert set(against.notes) == {
        "line 1: a@b.example (only in an HTML comment)",
        "line 5: your@email.address (a sample to be replaced)",
    }
    print_table([against])
    assert "    line 1: a@b.example" in capsys.readouterr().out


def test_speed_and_text_have_a_baseline() -> None:
    speed, text = list(speed_rows([PAGE], "FR")), list(text_rows([PAGE]))
    assert len(speed) == len(text) == 2
    assert all(row.baseline for row in speed + text)
    assert text[1].ours == "100.0%"


def test_one_command_prints_one_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    # (What takes seconds is left out: each of these has a command of its own.)
    for name in ("crawl_rows", "door_rows"):
        monkeypatch.setattr(scrapers, name, lambda name=name: [Row(name, "1", "1", "2", holds=True)])
    monkeypatch.setattr("sys.argv", ["scrapers", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        scrapers.main()
    table = capsys.readouterr().out
    assert ended.value.code == int("MISSED" in table)
    for word in ("emails", "company ids", "pages a second", "facts kept", "crawl_rows", "door_rows"):
        assert word in table


@pytest.mark.parametrize("option", ["--obfuscated", "--labels"])
def test_a_folder_given_for_a_file_is_refused_before_anything_is_measured(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["scrapers", str(tmp_path), option, str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        scrapers.main()
    assert ended.value.code == 2
    assert "is not a file of JSON Lines" in capsys.readouterr().err
