"""The opt-out list, erasing for good, keeping no longer than needed, backups."""

import sqlite3
import zlib
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from leads import backup
from leads.export_leads import export_leads, stored_records
from leads.export_rows import ExportFormat
from leads.privacy import CannotErase, erase, keep_no_longer, notice
from leads.record import Kind, LeadStatus, now
from leads.search_run import SearchRun
from leads.store import Store
from leads.suppression import Suppressed, Target, normalised
from leads.traces import traces
from leads.work import Dossier, Opinion, OpinionSource, OutreachEvent, OutreachResult, Quoted
from tests.leads.records import NOON, lead, proof, value

EMAIL = "jo.doe@fuites.example"


@pytest.mark.parametrize(
    ("listed", "asked", "expected"),
    [
        (EMAIL, "Jo.Doe@Fuites.example", True),
        (EMAIL, "jo@fuites.example", False),
        ("fuites.example", EMAIL, True),
        ("https://www.fuites.example/x", "fuites.example", True),
        ("fuites.example", "lesfuites.example", False),
        ("01 99 00 11 22", "+33199001122", True),
        ("+33199001122", "+33199001123", False),
    ],
)
def test_the_list_knows_all_spellings(store: Store, listed: str, asked: str, expected: bool) -> None:
    assert not store.is_suppressed(asked)
    assert store.suppress(listed, "asked")
    assert not store.suppress(listed, "asked again")
    assert store.is_suppressed(asked) is expected
    assert store.unsuppress(listed)
    assert not store.is_suppressed(asked)


def test_the_list_holds_no_address_and_its_key_is_private(store: Store, data_dir: Path) -> None:
    store.suppress(EMAIL, "asked")
    [line] = store.suppressions()
    assert (line.kind, line.reason) == ("email", "asked")
    assert (data_dir / "suppression.key").stat().st_mode & 0o777 == 0o600
    assert b"jo.doe" not in b"".join(path.read_bytes() for path in data_dir.glob("leads*"))
    (data_dir / "suppression.key").read_bytes()


def test_listed_contacts_are_not_saved_and_listed_businesses_not_at_all(store: Store) -> None:
    store.suppress(EMAIL, "asked")
    store.suppress("blocked.example", "asked")
    saved = store.save_lead(lead("fuites.example", value(EMAIL), value("info@fuites.example")))
    assert [v.value for v in saved.values] == ["info@fuites.example"]
    with pytest.raises(Suppressed):
        store.save_leads([lead("a.example"), lead("blocked.example")])
    assert len(store.leads()) == 1


def test_an_opposed_lead_is_stored_never_exported_and_may_come_back(store: Store, tmp_path: Path) -> None:
    kept = store.save_lead(lead("fuites.example", value(EMAIL), value("+33199001122", Kind.PHONE)))
    other = store.save_lead(lead("other.example", value(EMAIL), value("x@other.example")))
    store.set_status([kept.id], LeadStatus.OPPOSED)
    assert store.is_lead_suppressed(store.lead(kept.id))  # type: ignore[arg-type]
    assert store.save_lead(lead("fuites.example", value("new@fuites.example"))).values == kept.values
    out = tmp_path / "x.csv"
    assert export_leads(out, ExportFormat.CSV, stored_records(store, [kept.id, other.id])) == 1
    assert EMAIL not in out.read_text()
    assert "x@other.example" in out.read_text()
    store.set_status([kept.id], LeadStatus.NEW)
    assert not store.is_suppressed(EMAIL)


@pytest.mark.parametrize(
    ("target", "wanted", "text", "expected"),
    [
        (Target.EMAIL, EMAIL, "x JO.DOE@fuites.example, y", "x [erased], y"),
        (Target.EMAIL, EMAIL, "mailto:jo.doe%40fuites.example", "mailto:[erased]"),
        (Target.EMAIL, EMAIL, "mojo.doe@fuites.example", "mojo.doe@fuites.example"),
        (Target.EMAIL, EMAIL, "jo.doe@fuites.example.org", "jo.doe@fuites.example.org"),
        (Target.PHONE, "+33199001122", "Tél. 01 99 00.11-22 !", "Tél. [erased] !"),
        (Target.PHONE, "01 99 00 11 22", "tel:+33199001122", "tel:[erased]"),
        (Target.PHONE, "+33199001122", "+33 (0)1 99 00 11 22", "[erased]"),
        (Target.PHONE, "+33199001122", "101990011221", "101990011221"),
        (
            Target.DOMAIN,
            "fuites.example",
            "https://www.fuites.example/a x@fuites.example",
            "https://[erased]/a [erased]",
        ),
        (Target.DOMAIN, "fuites.example", "lesfuites.example", "lesfuites.example"),
    ],
)
def test_traces_in_text(target: Target, wanted: str, text: str, expected: str) -> None:
    assert traces([(target, wanted)]).erased(text) == expected


def spread(store: Store, data_dir: Path) -> str:
    """Put an address wherever the toolkit may keep one."""
    store.save_run(SearchRun(id="r", question=f"who is {EMAIL}", markdown=f"# {EMAIL}"))
    store.save_page("r", "https://fuites.example/", "https://fuites.example/", "", f"Write to {EMAIL}", NOON)
    saved = store.save_lead(
        lead("fuites.example", value(EMAIL), value("Fuites", Kind.NAME, proof(quote=f"Fuites {EMAIL}"))), "r"
    )
    store.add_note(saved.id, f"Called {EMAIL}")
    store.save_dossier(Dossier(lead_id=saved.id, report={"contact": EMAIL}))
    read = Quoted(label="free_quote", quote=f"Devis gratuit : {EMAIL}")
    store.save_opinion(Opinion(lead_id=saved.id, source=OpinionSource.RULES, signals=[read]))
    for folder in ("logs", "exports"):
        (data_dir / folder).mkdir(exist_ok=True)
    (data_dir / "logs" / "calls-2026-03.jsonl").write_text(f'{{"prompt": "{EMAIL}"}}\n{{"task": "audit"}}\n')
    export_leads(data_dir / "exports" / "a.xlsx", ExportFormat.XLSX, stored_records(store, [saved.id]))
    (data_dir / "exports" / "b.csv").write_text("name\nOther\n")
    with closing(sqlite3.connect(data_dir / "pages.db")) as cache, cache:
        cache.execute("CREATE TABLE answers (key TEXT PRIMARY KEY, meta TEXT, body BLOB)")
        packed = [("a", zlib.compress(f"<p>{EMAIL}</p>".encode())), ("b", zlib.compress(b"<p>other</p>"))]
        cache.executemany("INSERT INTO answers VALUES (?, '{}', ?)", packed)
    with closing(sqlite3.connect(data_dir / "jobs.db")) as jobs, jobs:
        jobs.execute("CREATE TABLE outputs (id INTEGER PRIMARY KEY, output TEXT)")
        jobs.execute("INSERT INTO outputs (output) VALUES (?)", (f'{{"found": "{EMAIL}"}}',))
    backup.back_up()
    return saved.id


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_after_erasing_no_file_holds_the_address(store: Store, data_dir: Path) -> None:
    lead_id = spread(store, data_dir)
    double = store.save_lead(lead("double.example", value(EMAIL), value("Fuites", Kind.NAME)))
    store.merge(lead_id, double.id)
    assert EMAIL.encode() in everything(data_dir)
    done = erase(store, EMAIL.upper())
    assert EMAIL.encode() not in everything(data_dir)
    assert done.files.remaining == []
    assert [path.name for path in done.files.deleted] == ["a.xlsx"]
    assert (data_dir / "exports" / "b.csv").exists()
    assert (data_dir / "logs" / "calls-2026-03.jsonl").read_text() == '{"task": "audit"}\n'
    kept = store.lead(lead_id)
    assert kept is not None
    assert [v.value for v in kept.values] == ["Fuites"]
    assert kept.values[0].evidence[0].quote == "Fuites [erased]"
    [row] = store.list_rows()
    assert row.email == ""
    assert store.page("r", "https://fuites.example/") is None
    with closing(sqlite3.connect(data_dir / "pages.db")) as cache:
        assert cache.execute("SELECT key FROM answers").fetchall() == [("b",)]
    assert store.save_lead(lead("fuites.example", value(EMAIL))).all(Kind.EMAIL) == []


@pytest.mark.parametrize("by", ["domain", "lead"])
def test_a_whole_business_is_erased(store: Store, data_dir: Path, by: str) -> None:
    lead_id = spread(store, data_dir)
    elsewhere = proof("https://other.example/")
    other = store.save_lead(lead("other.example", value("x@other.example", Kind.EMAIL, elsewhere)))
    done = erase(store, lead_id if by == "lead" else "www.fuites.example")
    assert done.leads == 1
    assert b"fuites.example" not in everything(data_dir)
    assert store.leads() == [other]
    with pytest.raises(Suppressed):
        store.save_lead(lead("fuites.example"))


def test_a_phone_is_erased_in_any_spelling(store: Store) -> None:
    saved = store.save_lead(
        lead("fuites.example", value("01 99 00 11 22", Kind.PHONE), value("+33199001122", Kind.PHONE))
    )
    assert erase(store, "+33 1 99 00 11 22").values == 2
    assert store.lead(saved.id).values == []  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["gmail.com", "wixsite.com", "facebook.com", "hello", "12", "a@b", ""])
def test_what_belongs_to_others_is_not_erased(store: Store, text: str) -> None:
    with pytest.raises(CannotErase):
        erase(store, text)


def test_data_is_kept_no_longer_than_needed(store: Store) -> None:
    store.save_run(SearchRun(id="r", question="q"))
    store.save_page("r", "https://a.example/", "https://a.example/", "", "old", now() - timedelta(days=31))
    store.save_page("r", "https://b.example/", "https://b.example/", "", "new", now())
    kept, answered = (store.save_lead(lead(f"{n}.example")).id for n in "ab")
    assert keep_no_longer(store).pages == 1
    in_a_year = keep_no_longer(store, now() + timedelta(days=366))
    assert (in_a_year.leads, set(in_a_year.to_review)) == (0, {kept, answered})
    event = OutreachEvent(lead_id=answered, result=OutreachResult.ANSWERED, channel="email")
    store.log_outreach(event.model_copy(update={"created_at": now() + timedelta(days=300)}))
    assert keep_no_longer(store, now() + timedelta(days=3 * 365 + 1)).leads == 1
    assert [found.id for found in store.leads()] == [answered]


def test_a_notice_names_sender_source_and_date() -> None:
    for language in ("fr", "de", "en", "xx"):
        text = notice(language, "Atelier Lune", "fuites.example", NOON)
        assert all(part in text for part in ("Atelier Lune", "fuites.example", "01/03/2026"))
    assert "CNIL" in notice("fr", "a", "b", NOON)


def test_a_backup_is_put_back_and_what_was_there_is_kept(store: Store, data_dir: Path) -> None:
    saved = store.save_lead(lead("fuites.example", value(EMAIL)))
    made = backup.back_up()
    assert (made.leads, made.path.stat().st_mode & 0o777) == (1, 0o600)
    store.delete_for_good([saved.id])
    store.suppress("x@y.example", "asked")
    restored, before = backup.restore(made.path)
    assert (restored.leads, before.leads) == (1, 0)
    assert store.leads() == [saved]
    assert store.is_suppressed("x@y.example")
    assert backup.restore(before.path)[0].leads == 0


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_what_is_no_backup_is_not_put_back(store: Store, tmp_path: Path, content: bytes | None) -> None:
    saved = store.save_lead(lead())
    file = tmp_path / "x.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(backup.BackupError):
        backup.restore(file)
    assert store.leads() == [saved]


def test_a_damaged_backup_is_not_put_back(store: Store, tmp_path: Path) -> None:
    store.save_leads([lead(f"s{n}.example", value(f"a@s{n}.example")) for n in range(300)])
    file = backup.back_up(tmp_path / "x.db").path
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 20_000] = b"\xff" * 20_000
    file.write_bytes(content)
    with pytest.raises(backup.BackupError):
        backup.restore(file)
    assert len(store.leads()) == 300


def test_domains_in_one_form() -> None:
    assert normalised(Target.DOMAIN, "https://www.Fuites.example/x") == "fuites.example"
    assert normalised(Target.DOMAIN, "sites.google.com/view/a") != normalised(
        Target.DOMAIN, "sites.google.com/view/b"
    )
