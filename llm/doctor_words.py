"""Findings about servers that do not answer, answer slowly, or answer badly."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from llm.call_log import Call
from llm.doctor_records import Facts, Finding, Status, Trial
from llm.errors import AuthenticationFailed, ConnectionFailed, ServerFailed, TimedOut
from llm.gpu import Card
from llm.urls import is_private

# Below this an answer of 400 tokens takes longer than the twenty seconds anybody waits for.
SLOW_TOKENS = 20.0
# A call that takes longer than this is slow to whoever waits for it; seconds.
SLOW_SECONDS = 20.0
_FEW_CALLS = 3
_LOOPBACK = ("127.", "localhost", "[::1]", "::1")
_WORD = re.compile(r"[a-zà-ÿœæ']+", re.IGNORECASE)
_FRENCH = frozenset(
    {"le", "la", "les", "un", "une", "des", "et", "est", "à", "de", "du", "en", "pour"}
    | {"que", "qui", "ce", "il", "elle", "son", "sa", "ses", "dans", "sur"}
)
_FEW_WORDS = 12


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
        return found.model_copy(update={"cause": "Something listens there, but says nothing."})
    if isinstance(error, ConnectionFailed):
        return found.model_copy(update=_why_refused(facts))
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
    found = Finding(id="speed", status=Status.OK, endpoint=facts.endpoint, what=what)
    if speed >= SLOW_TOKENS:
        return [found]
    entry = facts.find(trial.model)
    if entry is not None and entry.size and entry.vram is not None and entry.vram < entry.size:
        cause = f"Only {100 * entry.vram / entry.size:.0f} % of it lies on the graphics card."
    elif cards:
        free = sum(card.free for card in cards) / 1e9
        cause = f"The card ({cards[0].name}) has {free:.1f} GB free; the model may not lie on it as a whole."
    else:
        cause = "The processor does the work: there is no NVIDIA card, or none that nvidia-smi sees."
    remedy = "Put all layers on the card (GPU offload), lower max tokens, or choose a smaller quantization."
    return [found.model_copy(update={"status": Status.WARN, "cause": cause, "remedy": remedy})]


def about_language(facts: Facts, trial: Trial) -> list[Finding]:
    """Return a finding where a French question got a repetitive answer, or one in another language."""
    words = [word.lower() for word in _WORD.findall(trial.text)]
    if len(words) < _FEW_WORDS:
        return []
    found = Finding(id="quality", status=Status.WARN, endpoint=facts.endpoint, what="")
    if repetition(words) > 0.3:
        return [
            found.model_copy(
                update={
                    "what": f"{trial.model} repeats itself.",
                    "cause": "Its template or quantization is broken, or it is too small for prose.",
                    "remedy": "Raise the temperature for writing to 0.7, or choose another model for it.",
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
    what = f"{trial.model} answers a French question in French and without repeating itself."
    return [found.model_copy(update={"status": Status.OK, "what": what})]


def repetition(words: Sequence[str]) -> float:
    """Return the share of runs of three words that have stood before."""
    runs = [tuple(words[at : at + 3]) for at in range(len(words) - 2)]
    return 1 - len(set(runs)) / len(runs) if runs else 0.0


def about_calls(facts: Facts, calls: Sequence[Call]) -> list[Finding]:
    """Return what the log of calls says of an endpoint: slow, cut and broken answers of late."""
    mine = [call for call in calls if call.endpoint == facts.endpoint]
    if len(mine) < _FEW_CALLS:
        return []
    found = []
    cut = [call for call in mine if call.truncated]
    broken = [call for call in mine if call.repaired or (call.error or "").startswith("SchemaMismatch")]
    slow = [call for call in mine if call.seconds > SLOW_SECONDS]
    if cut:
        found.append(
            Finding(
                id="silent-truncation",
                status=Status.WARN,
                endpoint=facts.endpoint,
                what=f"{len(cut)} of the last {len(mine)} prompts were cut by the server in silence.",
                cause="The model runs with less context than the configuration says.",
                remedy="Load it with more context; the finding on context has the button.",
            )
        )
    if len(broken) * 10 > len(mine):
        found.append(
            Finding(
                id="broken-json",
                status=Status.WARN,
                endpoint=facts.endpoint,
                what=f"{len(broken)} of the last {len(mine)} answers were not valid JSON at first.",
                cause="The model is small for its task, or too free (temperature).",
                remedy="Lower the task's temperature to 0.2, or give the task to a larger model.",
            )
        )
    if len(slow) * 5 > len(mine):
        found.append(
            Finding(
                id="slow-calls",
                status=Status.WARN,
                endpoint=facts.endpoint,
                what=f"{len(slow)} of the last {len(mine)} calls took more than {SLOW_SECONDS:.0f} s.",
                cause="The model does not fit the graphics card, or the answers are long.",
                remedy="Lower max tokens, put all layers on the card, or choose a smaller model.",
            )
        )
    return found
