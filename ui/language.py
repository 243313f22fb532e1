"""The words of the interface in the language its reader chose.

The English sentence is the key: what has no translation is shown in English. `ui/locales/<language>/` holds
one file an area of the screen, English to translation. The browser's language is taken until one is chosen.
"""

import functools
import operator
import re
import string
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import streamlit as st
import yaml
from streamlit.runtime.scriptrunner import get_script_run_ctx

from config.loader import ConfigLoader

SOURCE: Final = "en"
# Catalogues of what rooms below say begin with this.
SPOKEN: Final = "said"
LANGUAGES: Final = {"en": "English", "fr": "Français"}
LOCALES: Final = Path(__file__).parent / "locales"
_KEY: Final = "interface_language"
_FIELD: Final = re.compile(r"\{(\w*)(?::[^{}]*)?\}")
_FRENCH_DIGITS: Final = str.maketrans({",": "\N{NARROW NO-BREAK SPACE}", ".": ","})
# A number that rooms below have written into a sentence; a version such as 0.3.32 is none.
_ENGLISH_NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
# The same among words of one place: what has no comma counts as a number where its unit follows.
_NUMBER_IN_WORDS: Final = re.compile(
    r"(?<![\w.,:/“])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+(?= (?:%|s|ms|GB|MB|px)(?!\w)))(?![\w.,]*\w|”)"
)
_ENGLISH_QUOTED: Final = re.compile(r"“([^“”]*)”")
# What stands between these is given as it was written.
_QUOTES: Final = frozenset({"“”", "''", '""', "``", "()"})
_SENTENCES: Final = re.compile(r"(?<=\.) (?=[A-Z])")
# A line must not begin with these in French; " :orange[" and "key: value" of Markdown are left alone.
_SPACED: Final = re.compile(r" (?=[;!?:](?:\s|$)|[»%])|(?<=«) ")


def choose(loader: ConfigLoader) -> None:
    """Set the language of this run: the one in the settings, else the browser's where it is one of ours."""
    wanted = loader.get_merged_config()["locale"]["interface"] or (st.context.locale or SOURCE)[:2].lower()
    before, now = st.session_state.get(_KEY), wanted if wanted in LANGUAGES else SOURCE
    st.session_state[_KEY] = now
    if before not in (None, now):
        _give_choices_again()


def _give_choices_again() -> None:
    """Have the browser take the labels of this language for what is chosen.

    It keeps the label, not the value, and sends the old one back at the next run, where nothing knows it.
    An empty list has no label, and may be that of a field for files, which must not be set.
    """
    for name, value in st.session_state.to_dict().items():
        several = value if isinstance(value, list | tuple) else [value]
        if several and all(isinstance(one, str | int) and not isinstance(one, bool) for one in several):
            st.session_state[name] = value


def current() -> str:
    """Return the language of this run, English outside of one."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return SOURCE
    return str(st.session_state.get(_KEY, SOURCE))


def t(text: str, **values: object) -> str:
    """Return the sentence in the language of this run, its `{places}` filled where values are given."""
    language = current()
    found = catalogue(language).get(text, text)
    return _FORMATTERS[language].vformat(found, (), values) if values else found


def tn(one: str, many: str, count: float, **values: object) -> str:
    """Return the sentence for one or that for several, `{count}` filled; French counts none as one."""
    single = count < 2 if current() == "fr" else count == 1
    return t(one if single else many, count=count, **values)


def decimal_cell() -> str:
    """Return the format of cells with one decimal; the grid knows no other writing than the browser's own."""
    return "%.1f" if current() == SOURCE else "localized"


def moment_cell() -> str:
    """Return the format of cells with a day and an hour; "3 hours ago" the grid says in English alone."""
    return "YYYY-MM-DD HH:mm" if current() == SOURCE else "DD/MM/YYYY HH:mm"


def day(moment: date) -> str:
    """Return a day as the language writes it."""
    return t("{year}-{month}-{day}", year=moment.year, month=f"{moment:%m}", day=f"{moment:%d}")


def quoted(text: str) -> str:
    """Return a text between the quotation marks of this language."""
    return t("“{quote}”", quote=text)


def mark(text: str) -> str:
    """Return the text as it is, for `t` to translate where it is drawn; the tests ask for its translation."""
    return text


def said(text: str) -> str:
    """Return what a room below says, a finished English sentence, in the language of this run.

    The sentences whose places it fills are matched where there is none of just these words.
    """
    return _said(text, current())


class _French(string.Formatter):
    """Writes numbers that are given a format as French does: 1 234,5."""

    def format_field(self, value: object, format_spec: str) -> str:
        text = str(super().format_field(value, format_spec))
        is_number = isinstance(value, int | float) and bool(format_spec)
        return text.translate(_FRENCH_DIGITS) if is_number else text


_FORMATTERS: Final = {SOURCE: string.Formatter(), "fr": _French()}


@functools.cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return the translations into a language, of all areas; empty for English."""
    texts: dict[str, str] = {}
    for path in sorted((LOCALES / language).glob("*.yml")):
        number = places if path.stem.startswith(SPOKEN) else str
        for english, other in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            texts[number(english)] = number(_SPACED.sub("\N{NO-BREAK SPACE}", other))
    return texts


def places(text: str) -> str:
    """Return a sentence with its ellipses, which stand for what is filled in, as `{1}`, `{2}` and so on."""
    pieces = text.split("…")
    return pieces[0] + "".join(f"{{{number}}}{piece}" for number, piece in enumerate(pieces[1:], 1))


@functools.lru_cache(maxsize=4096)
def _said(text: str, language: str) -> str:
    texts = catalogue(language)
    if not texts or text in texts:
        return texts.get(text, text)
    each = _SENTENCES.split(text)
    for pattern, fields, other in _patterns(language):
        if found := pattern.fullmatch(text):
            # A sentence with a place at an end matches others beside it, too.
            if len(each) > 1 and not _SENTENCES.search(other) and (told := _each_said(each, language)):
                return told
            places = range(1, len(fields) + 1)
            return _filled(other, {fields[at - 1]: _written(found, at, language) for at in places})
    return (len(each) > 1 and _each_said(each, language)) or text


def _each_said(sentences: list[str], language: str) -> str:
    """Return what several sentences say, as when each provider failed in its own way, if all are known."""
    told = [_said(sentence, language) for sentence in sentences]
    return "" if any(map(operator.eq, told, sentences)) else " ".join(told)


def _is_sentences(found: re.Match[str], place: int) -> bool:
    """Tell whether whole sentences stand at a place: what each server of a chain said, why a site failed."""
    begin, end = found.span(place)
    return (
        end == len(found.string)
        and found[place].endswith(".")
        and found.string[:begin].endswith((". ", ": "))
    )


def _written(found: re.Match[str], place: int, language: str) -> str:
    """Return what stands at a place of a sentence, a number as the language writes it."""
    value, (begin, end) = found[place], found.span(place)
    if _is_sentences(found, place):
        return " ".join(_said(sentence, language) for sentence in _SENTENCES.split(value))
    is_quoted = found.string[begin - 1 : begin] + found.string[end : end + 1] in _QUOTES
    if language != "fr" or is_quoted:
        return value
    if _ENGLISH_NUMBER.fullmatch(value):
        return value.translate(_FRENCH_DIGITS)
    value = _NUMBER_IN_WORDS.sub(lambda number: number[0].translate(_FRENCH_DIGITS), value)
    return _ENGLISH_QUOTED.sub("«\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}»", value)


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda place: values.get(place[1], place[0]), template)


@functools.cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...], str], ...]:
    """Return the sentences with places as patterns, those with the most words of their own first."""
    with_places = [pair for pair in catalogue(language).items() if _FIELD.search(pair[0])]
    with_places.sort(key=lambda pair: -len(_FIELD.sub("", pair[0])))
    return tuple(
        (re.compile("".join(_pieces(english)), re.DOTALL), tuple(_FIELD.findall(english)), other)
        for english, other in with_places
        if re.search(r"\w", _FIELD.sub("", english))
    )


def _pieces(template: str) -> Iterator[str]:
    """Yield a sentence as parts of a pattern; a place that is formatted as a number takes nothing else."""
    end = 0
    for place in _FIELD.finditer(template):
        yield re.escape(template[end : place.start()])
        yield r"([\d.,]+)" if ":" in place[0] else "(.+?)"
        end = place.end()
    yield re.escape(template[end:])
