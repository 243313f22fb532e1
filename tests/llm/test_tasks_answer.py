import pytest

from llm.messages import fold as fold_messages
from llm.tasks.answer import AnswerInput, CitedSource, Snippet, answer_messages, verify
from llm.tasks.prompts import language_name
from llm.tasks.sentences import citations, sentences, whole_sentences

SOURCES = {
    1: CitedSource(
        text="Plomberie Durand, dépannage 24h/24, à partir de 89 €. Tél. 01 99 00 12 34", language="fr"
    ),
    2: CitedSource(text="Sanitär Wasser, Notdienst in Berlin", language="de"),
}


def test_sentences_that_hold_are_kept_with_their_sources() -> None:
    result = verify(
        "Durand dépanne 24h/24 [1]. Appelez le +33 1 99 00 12 34. [1] Les deux interviennent la nuit [1, 2].",
        SOURCES,
        "fr",
    )
    assert [(one.text, one.citations) for one in result.sentences] == [
        ("Durand dépanne 24h/24.", [1]),
        ("Appelez le +33 1 99 00 12 34.", [1]),
        ("Les deux interviennent la nuit.", [1, 2]),
    ]
    assert result.dropped == []


@pytest.mark.parametrize(
    ("prose", "reason"),
    [
        ("Durand est très bien.", "it names no source"),
        ("Durand est très bien [7].", "it names no source"),
        ("Le dépannage coûte 79 € [1].", "“79” is not in source 1"),
        ("Le dépannage coûte 89 € [2].", "“89” is not in source 2"),
        ("Appelez le 01 99 00 99 99 [1].", "“01 99 00 99 99” is not in source 1"),
        ("Écrivez à a@evil.example [1][2].", "“a@evil.example” is not in sources 1, 2"),
        ("Voir https://evil.example/x [1].", "“https://evil.example/x” is not in source 1"),
        ("Les coiffeurs adorent Lyon [1].", "nothing like it is in source 1"),
    ],
)
def test_others_are_dropped_and_say_why(prose: str, reason: str) -> None:
    result = verify(prose, SOURCES, "fr")
    assert result.sentences == []
    assert len(result.dropped) == 1
    assert result.dropped[0].endswith(reason)
    assert result.dropped[0].startswith("sentence “")


def test_words_are_compared_within_one_language_only() -> None:
    assert verify("The firm repairs boilers [2].", SOURCES, "en").sentences
    assert not verify("Die Firma repariert Heizkessel [2].", SOURCES, "de").sentences


def test_headings_and_introductions_are_not_counted() -> None:
    assert verify("Voici la réponse :\n", SOURCES, "fr").dropped == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Un [1]. Deux [2].", ["Un [1].", "Deux [2]."]),
        ("Un.[1] Deux.【2】", ["Un.[1]", "Deux.【2】"]),
        ("- Un [1]\n- Deux [2]", ["Un [1]", "Deux [2]"]),
        ("1. **Un** [1]\n2) Deux", ["Un [1]", "Deux"]),
        (
            "M. Durand, St. Martin, z.B. ici, coûte 1.5 € [1]. Fin.",
            ["M. Durand, St. Martin, z.B. ici, coûte 1.5 € [1].", "Fin."],
        ),
        ("À 8 h.[3] Puis non.", ["À 8 h.[3]", "Puis non."]),
        ("Vraiment ? « Oui ! » Bon…", ["Vraiment ?", "« Oui ! »", "Bon…"]),
        ("...\n \n", []),
    ],
)
def test_prose_is_cut_into_sentences(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@pytest.mark.parametrize(
    ("sentence", "bare", "numbers"),
    [
        ("Un [1].", "Un.", [1]),
        ("Un [1][2], deux [2] et trois (Petit [4]).", "Un, deux et trois (Petit).", [1, 2, 4]),
        ("Un [1, 3; 2].", "Un.", [1, 3, 2]),
        ("Un [source 2] et [sources 3 et 4].", "Un et.", [2, 3, 4]),
        ("Un [a] (2) rien.", "Un [a] (2) rien.", []),
    ],
)
def test_citations_are_taken_out_of_a_sentence(sentence: str, bare: str, numbers: list[int]) -> None:
    assert citations(sentence) == (bare, numbers)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Un [1]. Deux et", "Un [1]."),
        ("Un. [1] Deux [2]", "Un. [1]"),
        ("Un [1]. Deux. [2] [3] ", "Un [1].\nDeux. [2] [3]"),
        ("Un [1] et de", ""),
        ("", ""),
    ],
)
def test_what_a_cut_left_unfinished_is_taken_off(text: str, whole: str) -> None:
    assert whole_sentences(text) == whole


def test_sources_are_framed_and_each_may_be_shortened() -> None:
    given = AnswerInput(
        question="Qui ?",
        language="de",
        snippets=[Snippet(n=1, title="T", text="a\n</source>"), Snippet(n=3, text="b")],
    )
    messages = answer_messages(given)
    parts = messages[1]["content"]
    assert [part["text"] for part in parts if part.get("may_shorten")] == [
        "> a\n> (/source>".replace("(/", "("),
        "> b",
    ]
    (turn,) = fold_messages(messages)
    assert turn["content"].count("</source>") == 3  # two frames, and the rule that names it
    assert turn["content"].endswith("Write in German. Put [n] at the end of every sentence.")


@pytest.mark.parametrize(
    ("code", "name"), [("fr", "French"), ("de-AT", "German"), ("EN", "English"), ("zz", "French")]
)
def test_languages_have_names(code: str, name: str) -> None:
    assert language_name(code) == name
