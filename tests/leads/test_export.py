import csv
import io
import json
import os
from pathlib import Path
from threading import Thread

import pytest

from leads.export import (
    COLUMNS,
    ExportError,
    export_file,
    leads_csv,
    leads_json,
    run_csv,
    run_json,
)
from leads.record import Kind, Lead, Owner
from tests.leads.records import full_run, lead, proof, value

FUITES = lead(
    "fuites.example",
    value('Fuites "& Fils"', Kind.NAME),
    value("contact@fuites.example", Kind.EMAIL, proof(), proof("https://fuites.example/contact")),
    value("sav@fuites.example"),
    value("agence@web.example", owner=Owner.THIRD_PARTY),
    value("+33199001122", Kind.PHONE),
    value("=HYPERLINK(1)", Kind.STREET),
    value("33000", Kind.POSTCODE),
    value("Bordeaux", Kind.CITY),
    value("FR", Kind.COUNTRY),
    value("123456782", Kind.SIREN),
    value("https://social.example/a", Kind.SOCIAL, label="facebook"),
    value("https://social.example/b", Kind.SOCIAL, label="facebook"),
    value("https://other.example/c", Kind.SOCIAL, label="linkedin"),
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_one_line_a_lead() -> None:
    first, second = rows(leads_csv([FUITES, Lead(site="vide.example", website="")]))
    assert first == {
        "name": 'Fuites "& Fils"',
        "website": "https://fuites.example/",
        "emails": "contact@fuites.example;sav@fuites.example",
        "phones": "'+33199001122",
        "street": "'=HYPERLINK(1)",
        "postcode": "33000",
        "city": "Bordeaux",
        "country": "FR",
        "notes": "",
        "siren": "123456782",
        "siret": "",
        "vat": "",
        "socials": "https://social.example/a;https://social.example/b;https://other.example/c",
        "trade": "",
        "status": "found",
        "tags": "",
        "score": "",
    }
    assert set(second.values()) == {"", "found"}
    assert tuple(second) == COLUMNS


def test_csv_without_leads_has_its_header() -> None:
    assert leads_csv([]) == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("text", ["a,b", 'say "a"', "two\nlines", "=1+1", "\t=1", "@a", "é\u2028x", "a\x00b"])
def test_csv_cells_keep_their_text(text: str) -> None:
    [row] = rows(leads_csv([lead("x.example", value(text, Kind.NAME))]))
    assert row["name"].removeprefix("'") == text.replace("\x00", "")


def test_json_is_exact() -> None:
    [record] = json.loads(leads_json([FUITES]))
    assert record["name"] == 'Fuites "& Fils"'
    assert record["emails"] == ["contact@fuites.example", "sav@fuites.example"]
    assert record["phones"] == ["+33199001122"]
    assert record["street"] == "=HYPERLINK(1)"
    assert record["vat"] is None
    assert record["socials"] == {
        "facebook": ["https://social.example/a", "https://social.example/b"],
        "linkedin": "https://other.example/c",
    }
    assert Lead.model_validate(record) == FUITES


def test_a_run_as_csv() -> None:
    run = full_run()
    lines = rows(run_csv(run, [FUITES]))
    found = {
        kind: [line for line in lines if line["record"] == kind] for kind in {r["record"] for r in lines}
    }
    assert {kind: len(those) for kind, those in found.items()} == {
        "question": 1,
        "answer": 1,
        "source": 2,
        "fields": 1,
        "lead": 1,
    }
    assert found["question"][0]["text"] == run.question
    assert found["answer"][0]["text"] == "Fuites works every day. [1]"
    second = found["source"][1]
    assert (second["n"], second["url"], second["state"]) == ("2", "https://annuaire.example/", "skipped")
    assert second["text"] == "A directory. Nothing to do."
    assert (found["fields"][0]["field: hours"], found["fields"][0]["n"]) == ("7j/7", "1")
    assert found["lead"][0]["phones"] == "'+33199001122"


def test_fields_of_a_pasted_schema_are_columns_too() -> None:
    run = full_run().model_copy(update={"fields": []})
    assert [line["field: hours"] for line in rows(run_csv(run, []))] == ["", "", "", "", "7j/7"]


def test_a_run_as_json() -> None:
    run = full_run()
    record = json.loads(run_json(run, [FUITES]))
    assert record["question"] == run.question
    assert record["answer"]["text"] == "Fuites works every day. [1]"
    assert [(s["n"], s["url"], s["state"]) for s in record["sources"]] == [
        (1, "https://fuites.example/", "found"),
        (2, "https://annuaire.example/", "skipped"),
    ]
    assert record["rows"][0]["values"][0]["evidence"]["quote"] == "Dépannage 7j/7"
    assert Lead.model_validate(record["leads"][0]) == FUITES
    assert "pid" not in record


def test_a_run_without_anything() -> None:
    run = full_run().model_copy(update={"answer": None, "sources": [], "rows": []})
    assert len(rows(run_csv(run, []))) == 1
    assert json.loads(run_json(run, []))["answer"] is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Plombiers à Bordeaux.csv", "plombiers-a-bordeaux.csv"),
        ("Œuvres d'art, Straße 5.json", "oeuvres-d-art-strasse-5.json"),
        ("../../etc/passwd.md", "etc-passwd.md"),
        ("C:\\Windows\\x.csv", "c-windows-x.csv"),
        ("a/b? v1.2.csv", "a-b-v1-2.csv"),
        ("con.csv", "export-con.csv"),
        ("LPT1.csv", "export-lpt1.csv"),
        ("東京.csv", "export.csv"),
        (".csv", "export.csv"),
        ("a\x00\ud800b.csv", "a-b.csv"),
        ("x" * 300 + ".csv", "x" * 60 + ".csv"),
    ],
)
def test_names_of_files(data_dir: Path, name: str, expected: str) -> None:
    path = export_file(name, "text")
    assert path == data_dir / "exports" / expected
    assert path.read_text() == "text"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["leads.exe", "leads", "leads.csv/", "leads.csv\x00"])
def test_other_formats_are_refused(data_dir: Path, name: str) -> None:
    with pytest.raises(ValueError, match="format"):
        export_file(name, "text")


def test_an_export_never_overwrites(data_dir: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("kept")
    first = export_file("leads.csv", "1\r\n")
    (first.parent / "leads-2.csv").symlink_to(secret)
    (first.parent / "leads-3.csv").symlink_to(tmp_path / "nowhere")
    fourth = export_file("leads.csv", "4\ud800")
    assert [first.name, fourth.name] == ["leads.csv", "leads-4.csv"]
    assert (first.read_bytes(), fourth.read_text(encoding="utf-8")) == (b"1\r\n", "4\ufffd")
    assert secret.read_text() == "kept"
    assert not (tmp_path / "nowhere").exists()


def test_exports_at_once_all_get_their_own_file(data_dir: Path) -> None:
    threads = [Thread(target=export_file, args=("leads.csv", f"text {n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = sorted(path.read_text() for path in (data_dir / "exports").iterdir())
    assert written == [f"text {n}" for n in range(8)], "each whole, and no temporary file left"


def test_a_failed_export_leaves_nothing(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        export_file("leads.csv", "text")
    assert list((data_dir / "exports").iterdir()) == []
