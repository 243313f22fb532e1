"""Every sentence of the screens has its French, with the same places to fill."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from config.locations import ROOT
from llm.completion import Phase
from scrapers.fetch_error import FetchCode, FetchError, refusal
from scripts import docs
from ui import language

FRENCH = sorted((language.LOCALES / "fr").glob("*.yml"))
PLACE = re.compile(r"\{\w*(?::[^{}]*)?\}")
TRANSLATING = {"t": 1, "tn": 2, "mark": 1}
SCREENS = [path for path in FRENCH if not path.stem.startswith(language.SPOKEN)]


def sources() -> list[Path]:
    return sorted([ROOT / "app.py", *(ROOT / "ui").rglob("*.py")])


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def texts(path: Path) -> set[str]:
    """Return the English sentences a module asks a translation of."""
    return {
        argument.value
        for call in calls(path)
        for argument in call.args[: TRANSLATING.get(name_of(call), 0)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def catalogue(path: Path) -> dict[str, str]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_has_its_french(path: Path) -> None:
    french = language.catalogue("fr")
    assert sorted(text for text in texts(path) if text not in french) == []


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.stem)
def test_a_translation_has_the_places_of_its_sentence(path: Path) -> None:
    number = str if path in SCREENS else language.places
    for english, other in catalogue(path).items():
        assert sorted(PLACE.findall(number(english))) == sorted(PLACE.findall(number(other))), english


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.stem)
def test_no_translation_is_left_of_a_sentence_that_is_gone(path: Path) -> None:
    used = {text for source in sources() for text in texts(source)}
    assert sorted(text for text in catalogue(path) if text not in used) == []


def test_what_a_call_is_at_is_said_in_french_whole() -> None:
    french = language.catalogue("fr")
    assert [phase.value for phase in Phase if phase.value not in french] == []


def test_a_sentence_is_translated_the_same_everywhere() -> None:
    pairs = {pair for path in FRENCH for pair in catalogue(path).items()}
    assert len(pairs) == len({english for english, _ in pairs})


@pytest.mark.parametrize(
    ("said", "french"),
    [
        ("Save", "Enregistrer"),
        (
            "No model could take the task 'x'. LM Studio is not running at a. Ollama is busy.",
            "Aucun modèle n’a pu prendre la tâche 'x'. LM Studio ne tourne pas à a. Ollama est occupé.",
        ),
        ("No such sentence.", "No such sentence."),
        ("Ollama is busy. No such sentence.", "Ollama is busy. No such sentence."),
        (
            "There is no ordinary file of this name. Its last good values stay in force.",
            "Il n’y a pas de fichier ordinaire de ce nom. Ses dernières bonnes valeurs restent en vigueur.",
        ),
        (
            "OpenStreetMap needs a place. Ollama is busy.",
            "OpenStreetMap demande un lieu. Ollama est occupé.",
        ),
        ("3 models on 2 servers", "3 modèles sur 2 serveurs"),
        ("LM Studio does not have the model x {y}.", "LM Studio n’a pas le modèle x {y}."),
        ("Load it with a context of 16,384", "Le charger avec un contexte de 16{thin}384"),
        ("x 1.5 has no model loaded.", "x 1.5 n’a aucun modèle chargé."),
        ("Get the model 7.0.1", "Obtenir le modèle 7.0.1"),
        ("Speaks of “1,234”", "Parle de «{nbsp}1,234{nbsp}»"),
        ("“x” has no model loaded.", "«{nbsp}x{nbsp}» n’a aucun modèle chargé."),
        ("The small model invents a figure (12.5).", "Le petit modèle invente un chiffre (12.5)."),
        ("The cards have 3.5 GB free.", "Les cartes ont 3,5 Go libres."),
        ("It has a, 1,234 of 2,000 b and 2.5 s.", "Il a a, 1{thin}234 of 2{thin}000 b and 2,5 s."),
        ("It has x:1,234, qwen-2.5, v 2.5, 1,234,5.", "Il a x:1,234, qwen-2.5, v 2.5, 1,234,5."),
    ],
)
def test_finished_sentences_find_their_french(
    said: str, french: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "current", lambda: "fr")
    spaces = {"{thin}": "\N{NARROW NO-BREAK SPACE}", "{nbsp}": "\N{NO-BREAK SPACE}"}
    for name, space in spaces.items():
        french = french.replace(name, space)
    assert language.said(said) == french


DRAWING = frozenset(
    [
        "button",
        "caption",
        "checkbox",
        "color_picker",
        "date_input",
        "dialog",
        "download_button",
        "error",
        "expander",
        "feedback",
        "file_uploader",
        "header",
        "info",
        "link_button",
        "markdown",
        "menu_button",
        "metric",
        "multiselect",
        "number_input",
        "pills",
        "popover",
        "radio",
        "segmented_control",
        "selectbox",
        "slider",
        "spinner",
        "status",
        "subheader",
        "success",
        "tabs",
        "text_area",
        "text_input",
        "title",
        "toast",
        "toggle",
        "warning",
        "write",
        "write_stream",
        "chat_input",
    ]
)
SHOWN = frozenset({"label", "help", "placeholder", "title", "caption", "body", "text"})
# Marks of Markdown, icons and names that are the same in every language are no sentences.
SAME = re.compile(
    r":[\w/]+(?::|(?=\[))|&\w+;|<[^>]*>|\b(?:LM Studio|Ollama|SIREN|Markdown|PDF|HTML|JSON|CSV)\b"
)


def words_in(node: ast.expr) -> str:
    """Return the words a piece of code shows as they stand there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.IfExp):
        return words_in(node.body) + words_in(node.orelse)
    if isinstance(node, ast.BinOp):
        return words_in(node.left) + words_in(node.right)
    return "".join(map(words_in, node.elts)) if isinstance(node, ast.List | ast.Tuple) else ""


def untranslated(path: Path) -> Iterator[str]:
    for call in calls(path):
        if isinstance(call.func, ast.Attribute) and (
            call.func.attr in DRAWING or call.func.attr.endswith("Column")
        ):
            shown = call.args[:1] + [word.value for word in call.keywords if word.arg in SHOWN]
            yield from (
                text for node in shown if re.search(r"[A-Za-z]{2}", SAME.sub("", text := words_in(node)))
            )


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_goes_past_the_catalogue(path: Path) -> None:
    if "ui.language" in path.read_text(encoding="utf-8"):
        assert list(untranslated(path)) == []


def test_every_error_has_its_french() -> None:
    french = language.catalogue("fr")
    told = {text for pairs in docs.raised_words().values() for pair in pairs for text in pair if text}
    told |= {text for code in FetchCode for text in (FetchError(code).message, FetchError(code).remedy)}
    told |= {refusal(status).remedy for status in (403, 404, 429)} | {"The site answered with status … (…)."}
    assert sorted(text for text in told if language.places(text) not in french) == []


def notices() -> Iterator[str]:
    """Yield what hunts and questions tell beside their results, and what they advise."""
    for room in docs.ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for call in calls(path):
                if name_of(call) in {"notice", "Notice"}:
                    said = [*call.args[:2], *(one.value for one in call.keywords)]
                    yield from filter(None, (docs.words_of(one) for one in said))


def test_every_notice_has_its_french() -> None:
    told = set(notices())
    assert "The search found nothing." in told
    french = language.catalogue("fr")
    assert sorted(text for text in told if language.places(text) not in french) == []


def said_by_jobs() -> Iterator[str]:
    """Yield the titles and the steps of jobs; what is filled into them is shown as an ellipsis."""
    place = {"submit": 2, "set_phase": 0, "phase": 0}
    for path in sorted([*(ROOT / "jobs").glob("*.py"), *(ROOT / "scrapers" / "research").glob("*.py")]):
        for call in calls(path):
            for node in call.args[place.get(name_of(call), 99) :][:1]:
                parts = node.values if isinstance(node, ast.JoinedStr) else [node]
                told = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
                if re.search(r"\w", told):
                    yield told


def test_every_title_and_step_of_a_job_has_its_french() -> None:
    french = {PLACE.sub("…", text) for text in language.catalogue("fr")}
    told = {*said_by_jobs(), "Audit of …"}
    assert len(told) > 20
    assert sorted(told - french) == []


def test_english_is_the_language_outside_of_a_run() -> None:
    assert language.current() == "en"
    assert language.t("Save") == "Save"
    assert language.tn("{count} lead", "{count} leads", 1) == "1 lead"


@pytest.mark.parametrize(
    ("count", "english", "french"), [(0, "many", "one"), (1, "one", "one"), (2, "many", "many")]
)
def test_french_counts_none_as_one(
    count: int, english: str, french: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert language.tn("one", "many", count) == english
    monkeypatch.setattr(language, "current", lambda: "fr")
    assert language.tn("one", "many", count) == french


def test_numbers_are_written_as_the_language_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language.t("{count:,} of {share:.1f}", count=12345, share=0.5) == "12,345 of 0.5"
    monkeypatch.setattr(language, "current", lambda: "fr")
    shown = language.t("{count:,} of {share:.1f}", count=12345, share=0.5)
    assert shown == "12\N{NARROW NO-BREAK SPACE}345 of 0,5"


def test_french_signs_do_not_begin_a_line() -> None:
    shown = language.catalogue("fr")
    assert all(not re.search(r" (?:[;!?:](?:\s|$)|»)|« ", text) for text in shown.values())


class Given(dict[str, object]):
    """A session that notes what is set."""

    def __init__(self, values: dict[str, object]) -> None:
        super().__init__(values)
        self.names: list[str] = []

    def to_dict(self) -> dict[str, object]:
        return dict(self)

    def __setitem__(self, name: str, value: object) -> None:
        self.names.append(name)


def test_choices_are_given_again_and_what_must_not_be_set_is_left(monkeypatch):
    """Fields for files, buttons and edited tables refuse a value: the tab that holds one would end."""
    session = Given({"sort": "name", "has": ["email"], "pages": 5, "files": [], "button": True, "edits": {}})
    monkeypatch.setattr(language.st, "session_state", session)
    language._give_choices_again()
    assert session.names == ["sort", "has", "pages"]


def test_a_choice_of_several_says_nothing_in_the_words_of_streamlit():
    calls = [
        (path.name, {word.arg for word in node.keywords})
        for path in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "multiselect"
    ]
    assert len(calls) > 5
    assert [name for name, given in calls if not {"placeholder", "select_all"} <= given] == []
