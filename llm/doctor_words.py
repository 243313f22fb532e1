"""Findings about servers that do not answer, answer slowly, or answer badly."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from llm.doctor_calls import on_the_card
from llm.doctor_records import Action, ActionKind, Facts, Finding, Status, Trial
from llm.endpoints import same_model
from llm.errors import AuthenticationFailed, ConnectionFailed, ConnectTimedOut, ServerFailed, TimedOut
from llm.gpu import Card
from llm.setups import WRITING
from llm.urls import is_private

# Below this an answer of 400 tokens takes longer than the twenty seconds anybody waits for.
SLOW_TOKENS = 20.0
_LOOPBACK = ("127.", "localhost", "[::1]", "::1")
_WORD = re.compile(r"[a-zà-ÿœæ']+", re.IGNORECASE)
_FRENCH = frozenset(
    {"le", "la", "les", "un", "une", "des", "et", "est", "à", "de", "du", "en", "pour"}
    | {"que", "qui", "ce", "il", "elle", "son", "sa", "ses", "dans", "sur"}
)
_FEW_WORDS = 12
# The share of runs of three words that come again from which on a text repeats itself.
REPETITIVE = 0.3
# The temperature that writing is given where a model repeats itself or has nothing to say.
LIVELY = 0.8
# What a model says where it has nothing to say.
_EMPTY = (
    "de nos jours|dans un monde|à l'ère (?:du )?numérique|il est (?:très )?important de|il est essentiel"
    "|n'hésitez pas|en tant que modèle|en tant qu'(?:ia|intelligence)|joue un rôle (?:clé|crucial|essentiel)"
    "|est un outil (?:puissant|précieux|essentiel)|pour toutes ces raisons|dans le monde d'aujourd'hui"
)
_GENERIC = re.compile(_EMPTY, re.IGNORECASE)


def about_error(facts: Facts) -> Finding:
    """Return the finding for an endpoint that could not be asked."""
    error = facts.error
    assert error is not None
    found = Finding(
        id="reachable",
        status=Status.FAIL,
        endpoint=facts.endpoint,
        what=error.message,
        remedy=error.remedy,
        server_words=error.server_words,
    )
    if isinstance(error, AuthenticationFailed):
        cause = (
            "The server wants another key, or a proxy in front of it passes on a foreign Host header."
            if error.status == 403
            else "The server wants a key."
        )
        return found.model_copy(update={"id": "key", "cause": cause})
    if isinstance(error, ServerFailed) and "web page" in error.message:
        return found.model_copy(
            update={"id": "proxy", "cause": "A proxy or a login page answers at this address."}
        )
    if isinstance(error, TimedOut):
        cause = "Something listens there, but says nothing."
        return found.model_copy(update={"cause": cause, "server_words": ""})
    if isinstance(error, ConnectTimedOut):
        return found.model_copy(update={"cause": "Something listens there; nobody there would have refused."})
    if isinstance(error, ConnectionFailed):
        return found.model_copy(update={**_why_refused(facts), "server_words": ""})
    return found


def _why_refused(facts: Facts) -> dict[str, str]:
    """Return cause and remedy of a refused connection: not started, or bound to another address."""
    host = urlsplit(facts.url).hostname or ""
    if host.startswith(_LOOPBACK):
        return {"cause": "No program listens at this address and port on this machine."}
    if not is_private(facts.url):
        return {
            "cause": "The name does not resolve, or the machine is off or keeps its port closed.",
            "remedy": "Check the address; ask whoever runs that server.",
        }
    remedy = (
        "On that machine start it with OLLAMA_HOST=0.0.0.0."
        if facts.endpoint == "ollama"
        else "On that machine switch on “Serve on local network” in LM Studio."
    )
    return {
        "id": "bind",
        "cause": "The server there is off, or listens on its own 127.0.0.1 only.",
        "remedy": remedy,
    }


def about_speed(facts: Facts, trial: Trial, cards: Sequence[Card]) -> list[Finding]:
    """Return how fast a model writes, and where it is slow what may help."""
    speed = trial.tokens_per_second
    if speed is None:
        return []
    first = f", the first after {trial.first_token:.1f} s" if trial.first_token is not None else ""
    what = f"{trial.model} writes {speed:.0f} tokens a second{first}."
    found = Finding(id="speed", status=Status.OK, endpoint=facts.endpoint, what=what, model=trial.model)
    if speed >= SLOW_TOKENS:
        return [found]
    cause = on_the_card(facts, trial.model, cards)
    remedy = "Put all layers on the card (GPU offload), lower max tokens, or choose a smaller quantization."
    return [found.model_copy(update={"status": Status.WARN, "cause": cause, "remedy": remedy})]


def about_language(facts: Facts, trial: Trial) -> list[Finding]:
    """Return a finding where a French question got a repetitive answer, or one in another language."""
    words = [word.lower() for word in _WORD.findall(trial.text)]
    if len(words) < _FEW_WORDS:
        return []
    found = Finding(id="quality", status=Status.WARN, endpoint=facts.endpoint, what="", model=trial.model)
    if repetition(words) > REPETITIVE:
        return [
            found.model_copy(
                update={
                    "what": f"{trial.model} repeats itself.",
                    "cause": "Its template or quantization is broken, or it is too small for prose.",
                    "remedy": "Raise the temperature for writing to 0.8, or choose another model for it.",
                    "action": _livelier(facts, trial),
                }
            )
        ]
    if sum(word in _FRENCH for word in words) * 8 < len(words):
        return [
            found.model_copy(
                update={
                    "what": f"{trial.model} does not answer French in French.",
                    "cause": "It was trained on little French.",
                    "remedy": "Choose another model for messages and summaries.",
                }
            )
        ]
    empty = _GENERIC.findall(trial.text.replace("’", "'"))
    if len(empty) > 1:
        return [
            found.model_copy(
                update={
                    "what": f"{trial.model} answers in generic phrases (“{empty[0]}”, “{empty[1]}”).",
                    "cause": "It is small for prose, too cold, or made for another kind of work.",
                    "remedy": "Raise the temperature for writing to 0.8, or give writing to a larger model.",
                    "action": _livelier(facts, trial),
                }
            )
        ]
    what = f"{trial.model} answers a French question in French and without repeating itself."
    return [found.model_copy(update={"status": Status.OK, "what": what})]


def _livelier(facts: Facts, trial: Trial) -> Action | None:
    """Return a button that lets a model stray further in the tasks that it writes, if it writes any."""
    tasks = [task for one in facts.wanted if same_model(one.model, trial.model) for task in one.tasks]
    settings = {f"tasks.{task}.temperature": LIVELY for task in tasks if task in WRITING}
    if not settings:
        return None
    label = f"Raise the temperature to {LIVELY}"
    return Action(kind=ActionKind.CHANGE_SETTINGS, label=label, endpoint=facts.endpoint, settings=settings)


def repetition(words: Sequence[str]) -> float:
    """Return the share of runs of three words that have stood before."""
    runs = [tuple(words[at : at + 3]) for at in range(len(words) - 2)]
    return 1 - len(set(runs)) / len(runs) if runs else 0.0
