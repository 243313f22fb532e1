"""Task `answer`: streamed prose in which every sentence names the sources it rests on.

What is shown at the end is what holds: a sentence without a source, or with a figure, an e-mail or an address
that its sources do not show, is taken out and counted.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from llm.messages import Message, document
from llm.tasks.figures import Key, figure_keys, unsupported
from llm.tasks.page_data import as_data, one_line
from llm.tasks.prompts import language_name, load_prompt
from llm.tasks.sentences import citations, sentences
from llm.tasks.words import shares_terms


class Snippet(BaseModel):
    """What the model is shown of one source."""

    n: int
    title: str = ""
    text: str


class AnswerInput(BaseModel):
    """A question and the snippets it is answered from. `language` is a code such as `fr`."""

    question: str
    language: str
    snippets: list[Snippet]


class CitedSource(BaseModel):
    """All a source shows, to hold sentences against. `language` is empty where it is unknown."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class CitedSentence:
    """A sentence that holds, and the numbers of its sources."""

    text: str
    citations: list[int]


@dataclass
class VerifiedAnswer:
    """What is left of a model's prose, and in words what is not."""

    sentences: list[CitedSentence] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def answer_messages(given: AnswerInput) -> list[Message]:
    """Return the messages for one question; each source may be shortened by itself."""
    prompt = load_prompt("answer")
    parts = []
    for snippet in given.snippets:
        head = f'<source n="{snippet.n}">\n{as_data(one_line(snippet.title))}'.rstrip()
        parts += [{"type": "text", "text": head}, document(as_data(snippet.text))]
        parts.append({"type": "text", "text": "</source>"})
    question = prompt.user.format(question=one_line(given.question), language=language_name(given.language))
    return [
        {"role": "system", "content": prompt.system},
        {"role": "user", "content": [*parts, {"type": "text", "text": question}]},
    ]


def verify(prose: str, sources: Mapping[int, CitedSource], language: str) -> VerifiedAnswer:
    """Keep the sentences whose sources bear them out; say of the others why not.

    Args:
        prose: what the model wrote.
        sources: all that was fetched, by number.
        language: code of the language the answer was asked in.
    """
    result = VerifiedAnswer()

    @functools.cache
    def shown(n: int) -> frozenset[Key]:
        return figure_keys(sources[n].text)

    for sentence in sentences(prose):
        text, numbers = citations(sentence)
        if text.endswith(":"):
            continue  # a heading or an introduction says nothing
        cited = [n for n in numbers if n in sources]
        if not cited:
            result.dropped.append(f"sentence “{_short(text)}”: it names no source")
            continue
        missing = unsupported(text, frozenset().union(*map(shown, cited)))
        if missing:
            figures = ", ".join(f"“{figure}”" for figure in missing)
            result.dropped.append(f"sentence “{_short(text)}”: {figures} is not in {_named(cited)}")
        elif not _is_about(text, [sources[n] for n in cited], language):
            result.dropped.append(f"sentence “{_short(text)}”: nothing like it is in {_named(cited)}")
        else:
            result.sentences.append(CitedSentence(text, cited))
    return result


def _is_about(text: str, cited: list[CitedSource], language: str) -> bool:
    """Say whether a sentence has a word in common with a source of its language; others are not compared."""
    same = [source.text for source in cited if source.language[:2] == language[:2]]
    return len(same) < len(cited) or shares_terms(text, same)


def _named(numbers: list[int]) -> str:
    return "source" + ("s " if len(numbers) > 1 else " ") + ", ".join(map(str, numbers))


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:80].rsplit(" ", 1)[0] + "…"
