"""Leads from CSV files, and the way out again."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from leads.export_leads import export_leads, stored_records
from leads.export_profiles import UnknownProfile
from leads.export_rows import COLUMNS, ExportFormat
from leads.importing import ImportFailed, ImportReport, import_file
from leads.record import Kind, LeadStatus, Method
from leads.review import Sort, SortBy
from leads.store import Store
from scrapers.sites import site_key

HEADER = "name,website,emails,phones,street,postcode,city,country,notes"
NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "a\u200bb",
    "x;y",
    'say "hi"',
    "l\u2028s",
    "'quoted",
]


def imported(store: Store, path: Path, *lines: str, header: str = HEADER) -> ImportReport:
    file = path / "leads.csv"
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return import_file(file, store, site_key)


def exported(store: Store, path: Path, form: ExportFormat, profile: str = "") -> Path:
    ids = store.list_ids(sort=Sort(by=SortBy.CREATED_AT, descending=False))
    out = path / f"out.{form}"
    export_leads(out, form, stored_records(store, ids, form), profile)
    return out


def test_a_row_becomes_a_lead_with_the_file_as_evidence(store: Store, tmp_path: Path) -> None:
    row = "Fuites,https://www.fuites.example/x,a@b.example; b@b.example,'+33199001122,1 r,033,B,FR,hi"
    report = imported(store, tmp_path, row)
    assert (report.rows, report.new, report.known, report.rejected) == (1, 1, 0, [])
    [found] = store.leads()
    assert (found.site, found.website) == ("fuites.example", "https://www.fuites.example/x")
    assert (found.status, found.source) == (LeadStatus.NEW, "import")
    assert [v.value for v in found.all(Kind.EMAIL)] == ["a@b.example", "b@b.example"]
    assert found.first(Kind.PHONE) == "+33199001122"
    proofs = [proof for value in found.values for proof in value.evidence]
    assert {(p.url, p.method) for p in proofs} == {("file:leads.csv#row=2", Method.TEXT)}
    assert all(value.value in value.evidence[0].quote for value in found.values)
    assert [note.text for note in store.notes_of(found.id)] == ["hi"]


def test_importing_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    lines = [
        "Fuites,https://fuites.example,a@fuites.example,,,,,,note",
        "Sans site,,b@gmail.com,,,,,,",
        "X,,,,,,,,n",
    ]
    imported(store, tmp_path, *lines)
    before = [lead.model_dump() for lead in store.leads()]
    report = imported(store, tmp_path, *lines)
    assert (report.new, report.known) == (0, 3)
    assert [lead.model_dump() for lead in store.leads()] == before
    assert sum(len(store.notes_of(lead["id"])) for lead in before) == 2


def test_bad_rows_are_told_and_the_rest_goes_on(store: Store, tmp_path: Path) -> None:
    report = imported(store, tmp_path, "A,,,,,,,,", "", ",,,,1 rue,,,,", "B,,,,,,,,,,extra", "C")
    assert [(one.row, one.reason.partition(" ")[0]) for one in report.rejected] == [(4, "It"), (5, "It")]
    assert {lead.first(Kind.NAME) for lead in store.leads()} == {"A", "C"}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(store: Store, tmp_path: Path, sign: str) -> None:
    imported(store, tmp_path, sign.join(["Azur", "33000"]), header="\ufeff" + sign.join([" Name ", "Zip"]))
    assert [(lead.first(Kind.NAME), lead.first(Kind.POSTCODE)) for lead in store.leads()] == [
        ("Azur", "33000")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "names none"),
        (b"a,b\n1,2\n", "names none"),
        ("name\nCaf\xe9\n".encode("latin-1"), "not UTF-8"),
    ],
)
def test_files_that_cannot_be_imported(store: Store, tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(ImportFailed, match=message):
        import_file(file, store, site_key)
    with pytest.raises(ImportFailed, match="cannot be read"):
        import_file(tmp_path / "none.csv", store, site_key)


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "n/a", "=1", "http://", "ftp://a.example", "https://facebook.com"]
)
def test_what_is_no_address_makes_no_site_of_many(store: Store, tmp_path: Path, website: str) -> None:
    imported(store, tmp_path, f"A,{website},,,,,,,", f"B,{website},,,,,,,")
    assert {lead.website for lead in store.leads()} == {website}
    assert len(store.leads()) == 2


def test_what_was_imported_is_exported_as_it_was(store: Store, tmp_path: Path) -> None:
    given = [
        {"name": text, "street": text, "city": text, "notes": text, "postcode": f"0100{n}", "website": ""}
        for n, text in enumerate(NASTY)
    ]
    table = io.StringIO()
    writer = csv.DictWriter(table, HEADER.split(","), restval="")
    writer.writeheader()
    writer.writerows(given)
    file = tmp_path / "nasty.csv"
    file.write_text(table.getvalue(), encoding="utf-8")
    import_file(file, store, site_key)

    cells = csv.DictReader(
        io.StringIO(exported(store, tmp_path, ExportFormat.CSV).read_text(encoding="utf-8"))
    )
    guarded = list(cells)
    assert all(not row[key].startswith(("=", "+", "-", "@", "\t", "\r")) for row in guarded for key in row)
    for row, expected in zip(guarded, given, strict=True):
        assert {key: row[key].removeprefix("'") for key in ("name", "street", "city", "notes")} == {
            key: expected[key].removeprefix("'") for key in ("name", "street", "city", "notes")
        }
        assert row["postcode"] == expected["postcode"]
    assert [row["name"] for row in guarded[:2]] == ["'=1+1", "'+1"]

    for record, expected in zip(
        json.loads(exported(store, tmp_path, ExportFormat.JSON).read_text(encoding="utf-8")),
        given,
        strict=True,
    ):
        assert (record["name"], record["notes"], record["emails"]) == (
            expected["name"],
            expected["notes"],
            [],
        )

    with Store(f"sqlite:///{tmp_path / 'second.db'}") as second:
        report = import_file(exported(store, tmp_path, ExportFormat.CSV), second, site_key)
        assert (report.new, report.rejected) == (len(given), [])
        names = {lead.first(Kind.NAME) for lead in second.leads()}
        assert names == {text.removeprefix("'") if text[1:2] == "=" else text for text in NASTY}


def test_every_format_holds_every_lead(store: Store, tmp_path: Path) -> None:
    imported(
        store, tmp_path, "Azur,https://azur.example,a@azur.example;b@azur.example,+33199001122,,,,FR,", "=B"
    )
    lines = exported(store, tmp_path, ExportFormat.JSONL).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["emails"] for line in lines] == [["a@azur.example", "b@azur.example"], []]
    assert all(0 <= json.loads(line)["score"] <= 10 for line in lines)
    markdown = exported(store, tmp_path, ExportFormat.MD).read_text(encoding="utf-8")
    assert "## Azur" in markdown
    assert markdown.count("\n## ") == 2
    sheet = openpyxl.load_workbook(exported(store, tmp_path, ExportFormat.XLSX)).active
    rows = [[cell for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert [cell.value for cell in rows[0]] == list(COLUMNS)
    assert {cell.data_type for row in rows for cell in row} == {"s"}
    assert [rows[1][0].value, rows[2][0].value] == ["Azur", "=B"]
    assert not any(cell.hyperlink for row in rows for cell in row)


def test_cards_are_escaped_and_folded(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, '"É,;\\\nEND:VCARD' + "é" * 80 + '",,,,,,,,"n1\nn2"')
    raw = exported(store, tmp_path, ExportFormat.VCF).read_bytes()
    assert raw.count(b"BEGIN:VCARD") == 1
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    text = raw.decode().replace("\r\n ", "")
    assert text.count("\r\nEND:VCARD") == 1
    assert "FN:É\\,\\;\\\\\\nEND:VCARD" + "é" * 80 in text
    assert "NOTE:n1\\nn2" in text


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("hubspot", {"Company Name": "Azur", "Email": "a@azur.example", "Lead Status": "NEW"}),
        ("pipedrive", {"Organization - Name": "Azur", "Person - Email": "a@azur.example", "Note": "hi"}),
        ("brevo", {"EMAIL": "a@azur.example", "COMPANY": "Azur", "SMS": ""}),
    ],
)
def test_headers_of_other_tools(store: Store, tmp_path: Path, profile: str, expected: dict[str, str]) -> None:
    imported(
        store, tmp_path, "Azur,https://azur.example,a@azur.example,+33199001122,1 rue,33000,Bordeaux,FR,hi"
    )
    text = exported(store, tmp_path, ExportFormat.CSV, profile).read_text(encoding="utf-8")
    [row] = csv.DictReader(io.StringIO(text))
    assert {key: row[key] for key in expected} == expected
    assert not any(cell.startswith("'") for cell in row.values())
    with pytest.raises(UnknownProfile, match="hubspot"):
        exported(store, tmp_path, ExportFormat.CSV, "hubspt")


def test_no_lead_is_no_broken_file(store: Store, tmp_path: Path) -> None:
    assert json.loads(exported(store, tmp_path, ExportFormat.JSON).read_text()) == []
    assert exported(store, tmp_path, ExportFormat.CSV).read_text().count("\n") == 1
    assert openpyxl.load_workbook(exported(store, tmp_path, ExportFormat.XLSX)).active.max_row == 1
