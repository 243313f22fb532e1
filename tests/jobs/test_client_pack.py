"""A client's pack holds everything of one lead and not a word of another."""

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from dossier.records import Citation, Dossier, Section, Sentence, SourceEntry
from jobs import client_pack
from jobs.client_pack import PackError
from jobs.dossier_desk import book
from leads.dossier_book import StoredSource
from leads.record import Kind, Lead, LeadStatus
from leads.store import Store
from leads.work import Audit, Draft, OutreachEvent, OutreachResult
from leads.work import Dossier as StoredDossier
from seo.audit_record import AuditRecord, Scope
from seo.check import Family
from tests.leads.records import lead, value

SHA = "ab" * 32
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        yield opened


def client(store: Store, word: str, name: str = "") -> Lead:
    """Save a lead of which every record holds the word."""
    site = f"{word}.example"
    url = f"https://{site}/"
    saved = store.save_lead(
        lead(
            site, value(name or f"{word} Durand", Kind.NAME), value(f"contact@{site}"), value(word, Kind.CITY)
        )
    )
    store.add_note(saved.id, f"{word} called")
    store.set_status([saved.id], LeadStatus.QUALIFIED, f"{word} is good")
    families: dict[Family, int | None] = dict.fromkeys(Family, 50)
    record = AuditRecord(
        url=url, scope=Scope.PAGE, score=50, grade="D", families=families, remarks_note=f"{word} remark"
    )
    store.save_audit(Audit(lead_id=saved.id, url=url, score=50, report=record.model_dump(mode="json")))
    store.save_audit(Audit(lead_id=saved.id, url=url, report={"of another version": word}))
    quoted = Citation(source="index.html", url=url, quote=f"{word} depuis 1999")
    made = Dossier(
        language="fr",
        written=True,
        sections=[Section(title="Fiche", sentences=[Sentence(text=f"{word} existe.", citations=[quoted])])],
        sources=[SourceEntry(id="S1", file="index.html", url=url, title=word, fetched_at=MOMENT, sha256=SHA)],
        made_at=MOMENT,
    )
    store.save_dossier(StoredDossier(lead_id=saved.id, report=made.model_dump(mode="json")))
    first = store.save_draft(Draft(lead_id=saved.id, channel="email", subject=word, body=f"Bonjour {word} 1"))
    store.save_draft(first.model_copy(update={"id": f"second-{word}", "body": f"Bonjour {word}\n- deux"}))
    store.log_outreach(
        OutreachEvent(lead_id=saved.id, result=OutreachResult.SENT, channel="email", note=word)
    )
    book().save_sources(
        [
            StoredSource(
                lead_id=saved.id, key=word, kind="site", url=url, title=word, text=f"{word} page", sha256=SHA
            )
        ]
    )
    return saved


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_pack_holds_everything_of_one_client_and_nothing_of_another(store: Store) -> None:
    ours, theirs = client(store, "aqualune"), client(store, "mistigri")
    name, content = client_pack.pack(store, ours.id, "fr")
    assert name == "aqualune Durand"
    files = opened(content)
    kinds = {path.partition("/")[2].partition("/")[0] for path in files}
    assert kinds == {
        *("lead.json", "lead.md", "lead.vcf", "evidence.csv", "contents.json"),
        *("audits", "dossier", "drafts", "sources"),
    }
    assert {path.rpartition(".")[2] for path in files if "/dossier/" in path} == {
        "pdf",
        "docx",
        "html",
        "md",
        "json",
    }
    for path, held in files.items():
        if path.endswith((".docx", ".pdf")):
            continue
        assert b"aqualune" in held, path
    everything = b"\n".join([*files.values(), *(unpacked(held) for held in files.values())])
    for secret in ("mistigri", theirs.id):
        assert secret.encode() not in everything
        assert not any(secret in path for path in files)


def unpacked(held: bytes) -> bytes:
    """Return what a Word file holds."""
    if not held.startswith(b"PK"):
        return b""
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_the_list_of_contents_vouches_for_each_file(store: Store) -> None:
    files = opened(client_pack.pack(store, client(store, "aqualune").id)[1])
    top = "aqualune-durand"
    listed = json.loads(files[f"{top}/contents.json"])
    assert listed["client"] == "aqualune Durand"
    assert {f"{top}/{one['file']}" for one in listed["files"]} == set(files) - {f"{top}/contents.json"}
    for one in listed["files"]:
        assert one["sha256"] == hashlib.sha256(files[f"{top}/{one['file']}"]).hexdigest()


def test_only_the_last_version_of_a_draft_is_packed_and_its_text_stays_text(store: Store) -> None:
    files = opened(client_pack.pack(store, client(store, "aqualune").id)[1])
    [draft] = [held.decode() for path, held in files.items() if "/drafts/" in path]
    assert "\n\\- deux" in draft
    assert "aqualune 1" not in draft


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\Windows\\x", "CON", "a\x00b/..", "東京"])
def test_names_of_files_are_safe_whatever_a_page_says(store: Store, name: str) -> None:
    saved = client(store, "aqualune", name)
    for path in opened(client_pack.pack(store, saved.id)[1]):
        assert path.isascii()
        assert ".." not in path
        assert not path.startswith("/")
        assert "\\" not in path
        assert ":" not in path


def test_a_pack_is_saved_for_oneself_and_never_over_another(store: Store) -> None:
    saved = client(store, "aqualune")
    first, second = (client_pack.save_pack(store, saved.id) for _ in range(2))
    assert (first.name, second.name) == ("aqualune-durand-pack.zip", "aqualune-durand-pack-2.zip")
    assert first.parent.name == "exports"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_who_is_on_the_opt_out_list_is_not_packed(store: Store) -> None:
    saved = client(store, "aqualune")
    store.set_status([saved.id], LeadStatus.OPPOSED, "asked")
    with pytest.raises(PackError, match="asked not to be contacted"):
        client_pack.pack(store, saved.id)


class TestCommand:
    def run(self, *arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["pack", *arguments])
        return done.exit_code, done.stdout + (done.stderr if done.exit_code else "")

    def test_a_lead_is_named_by_its_site_or_id(self, store: Store, tmp_path: Path) -> None:
        saved = client(store, "aqualune")
        code, said = self.run("aqualune.example", "--out", str(tmp_path / "a.zip"), "--json")
        assert (code, json.loads(said)) == (0, {"file": str(tmp_path / "a.zip")})
        assert opened((tmp_path / "a.zip").read_bytes())
        assert self.run(saved.id)[1].strip().endswith("aqualune-durand-pack.zip")

    def test_what_is_not_there_or_cannot_be_written_is_told(self, store: Store, tmp_path: Path) -> None:
        client(store, "aqualune")
        code, said = self.run("nobody.example")
        assert code == 2
        assert "There is no lead" in said
        code, said = self.run("aqualune.example", "--out", str(tmp_path / "no" / "a.zip"))
        assert code == 2
        assert "could not be written" in said
