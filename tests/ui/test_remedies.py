"""Every error has its button or is known to have none, and each button does something."""

from collections import Counter
from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scrapers.fetch_error import FetchCode, FetchError, refusal
from scripts import docs
from ui import language, remedies
from ui.remedies import Button, button_for, cause_of

BUTTONS = {
    Button(name): [sentence.replace("…", "x") for sentence in sentences]
    for name, sentences in remedies.sentences("buttons").items()
}


# What pressing a button may leave in the session.
DONE = ("again", "tab", "side_models", "side_llm", "side_search", "side_place", "reach_shown")


def errors() -> Iterator[tuple[str, str]]:
    """Yield what each error says, and what it advises."""
    yield from (pair for pairs in docs.raised_words().values() for pair in pairs)
    door = (*map(FetchError, FetchCode), *map(refusal, (403, 404, 429)))
    yield from ((error.message, error.remedy) for error in door)


def test_every_error_is_given_a_button_or_known_to_have_none() -> None:
    by_hand = set(remedies.sentences("by_hand"))
    started_by_name = {"… is not running at …."}  # its remedy is the server's, see below
    lost = {
        remedy or message
        for message, remedy in errors()
        if button_for(message.replace("…", "x"), remedy.replace("…", "x")) is None
        and (remedy or message) not in by_hand | started_by_name
    }
    assert sorted(lost) == []


def test_no_sentence_is_kept_of_an_error_that_is_gone() -> None:
    told = {text for pair in errors() for text in pair}
    assert sorted(set(remedies.sentences("by_hand")) - told) == []
    french = language.catalogue("fr")
    listed = [one for group in remedies.sentences("buttons").values() for one in group]
    assert sorted(one for one in listed if one not in told and language.places(one) not in french) == []
    causes = remedies.sentences("causes")
    assert sorted(one for one in causes if one not in told and language.places(one) not in french) == []
    again = Counter([*listed, *remedies.sentences("by_hand")])
    assert [sentence for sentence, count in again.items() if count > 1] == []


def test_every_cause_has_its_french_and_no_french_is_left() -> None:
    causes = set(remedies.sentences("causes").values())
    assert sorted(causes - set(language.catalogue("fr"))) == []
    written = (language.LOCALES / "fr" / "said_causes.yml").read_text(encoding="utf-8")
    kept = {line.split('": "')[0].lstrip('"') for line in written.splitlines() if line.startswith('"')}
    assert kept == causes


@pytest.mark.parametrize(
    ("message", "remedy", "button"),
    [
        ("Ollama is not running at x.", "Run ollama serve, or correct its address here.", Button.SERVER),
        ("Paused: 9 of the last 10 sites failed, 9 of them with: No server is known under this name.",
         "Check the spelling of the name, and that this machine is online. Then go on with the hunt.",
         Button.AGAIN),
        ("OpenStreetMap needs a place. The search engines could not be reached.",
         "Add a town: plombiers à Bordeaux. Try again.", Button.PLACE),
        ("There is nothing to look for.", "Write a trade and a place, or paste addresses.", None),
    ],
)  # fmt: skip
def test_buttons(message: str, remedy: str, button: Button | None) -> None:
    assert button_for(message, remedy) is button


def test_a_likely_cause_is_told_where_the_sentence_does_not_say_it() -> None:
    assert cause_of("LM Studio is not running at http://127.0.0.1:1234.").startswith("its program")
    two = "The search engines could not be reached. OpenStreetMap needs a place."
    assert cause_of(two) == cause_of("The search engines could not be reached.") != ""
    assert cause_of("The page is larger than 5 MB.") == ""


def one_error(remedy: str) -> None:
    """Draw an error for whose kind the part of the page that met it has a button of its own."""
    import streamlit as st  # noqa: PLC0415

    from ui.components import trouble  # noqa: PLC0415

    own = ("Leave it out", "close", lambda: st.session_state.update(left="it"))
    trouble.draw("It went wrong.", remedy, "one", lambda: None, about="*this*", otherwise=own)


@pytest.mark.parametrize(
    ("remedy", "label"), [("Try again.", "Try again"), ("Give the HTML of one page.", "Leave it out")]
)
def test_where_the_app_can_do_nothing_about_an_error_its_part_of_the_page_may(
    remedy: str, label: str
) -> None:
    app = AppTest.from_function(one_error, kwargs={"remedy": remedy}, default_timeout=100).run()
    assert [one.label for one in app.button] == [label]
    app.button[0].click().run()
    assert ("left" in app.session_state) == (label == "Leave it out")
    assert app.error[0].proto.title.startswith("\\*this\\*")


def page(sentences: list[str]) -> None:
    """Draw every error there is; runs in Streamlit's test runner."""
    import streamlit as st  # noqa: PLC0415

    from ui.components import trouble  # noqa: PLC0415

    def again(number: int) -> None:
        st.session_state["again"] = number

    for number, remedy in enumerate(sentences):
        trouble.draw("It went wrong.", remedy, str(number), lambda number=number: again(number))


@pytest.mark.parametrize("button", list(Button))
def test_each_error_has_one_button_and_pressing_it_does_something(
    button: Button, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
    st.cache_resource.clear()
    sentences = BUTTONS[button]
    app = AppTest.from_function(page, kwargs={"sentences": sentences}, default_timeout=100).run()
    assert [one.key for one in app.button] == [f"remedy_{number}" for number in range(len(sentences))]
    for number in range(len(sentences)):
        for name in DONE:
            if name in app.session_state:
                del app.session_state[name]
        app.button[number].click().run()
        assert not app.exception
        assert {name: app.session_state[name] for name in DONE if name in app.session_state} == _done_by(
            button, number
        )


def _done_by(button: Button, number: int) -> dict[str, object]:
    return {
        Button.AGAIN: {"again": number},
        Button.SERVER: {"tab": "Models"},
        Button.MODELS: {"tab": "Models"},
        Button.ENDPOINTS: {"side_models": True, "reach_shown": ("side_models", 1)},
        Button.LIMITS: {"side_llm": True, "reach_shown": ("side_llm", 1)},
        Button.SEARCH: {"side_search": True, "reach_shown": ("side_search", 1)},
        Button.PLACE: {"side_place": True, "reach_shown": ("side_place", 1)},
        Button.REVIEW: {"tab": "Review"},
        Button.HUNT: {"tab": "Hunt"},
    }[button]
