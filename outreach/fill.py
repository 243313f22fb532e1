"""A message from templates: the same facts always give the same message, and no fact gives a shorter one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.draft import Angle, Channel, Draft, Language, Tone
from outreach.facts import FactBook
from outreach.greeting import greeting_of, nameless_greeting
from outreach.request import OutreachRequest
from outreach.slots import filled, signature, slots_of
from outreach.sms import gsm_safe
from outreach.template_texts import GENERIC, TemplateTexts, Trade, template_texts, trade_key
from outreach.typography import french

# Slots a message can do without, tried in this order where the full one is too long or says too much.
_SPARED: tuple[tuple[str, ...], ...] = (
    (),
    ("claim_quote",),
    ("offer",),
    ("offer", "claim_quote"),
    ("finding_text", "offer", "claim_quote"),
    ("proof", "offer", "finding_text", "claim_quote"),
    ("proof", "offer", "finding_text", "finding_phrase", "claim_quote"),
    ("proof", "offer", "finding_text", "finding_phrase", "claim_quote", "name", "city", "a_city"),
)


def template_drafts(request: OutreachRequest, book: FactBook, angle: Angle) -> Iterator[Draft]:
    """Yield drafts of one angle, from the one with most facts to the one with fewest, each once."""
    seen: set[str] = set()
    for spared in _SPARED:
        draft = _Filler.of(request, book, angle, spared).draft()
        if draft.body not in seen:
            seen.add(draft.body)
            yield draft


def closing_lines(request: OutreachRequest, book: FactBook) -> list[str]:
    """Return how a mail or letter ends: sign-off, who writes, origin of the address, and how to object."""
    filler = _Filler.of(request, book, Angle.PROBLEM, ())
    return [filler.fit(line) for line in filler.closing()]


_SMALL_IN_GERMAN = frozenset(
    ["Statt", "Für", "Auf", "Woher", "Welche", "Welcher", "Wissen", "Wie", "Was", "Hilft"]
)


@dataclass
class _Filler:
    """Fills the texts of one language for one lead and angle, and notes the facts it used."""

    request: OutreachRequest
    angle: Angle
    texts: TemplateTexts
    trade: Trade
    values: dict[str, str]
    fact_of: Mapping[str, str]
    used: list[str]

    @classmethod
    def of(cls, request: OutreachRequest, book: FactBook, angle: Angle, spared: Sequence[str]) -> "_Filler":
        texts = template_texts(request.language)
        key = trade_key(request.lead.trade)
        slots = {name: slot for name, slot in slots_of(request, book).items() if name not in spared}
        trade = texts.trades[key]
        ask = trade.angle(Angle.QUESTION).ask
        used = ["trade"] if key != GENERIC else []
        plain = {
            "people": trade.people,
            "people_of": trade.people_of,
            "need": trade.need,
            "question_ask": ask,
            "question_small": ask[:1].lower() + ask[1:],
        }
        values = {**{name: slot.text for name, slot in slots.items()}, **plain}
        return cls(
            request, angle, texts, trade, values, {name: slot.fact for name, slot in slots.items()}, used
        )

    def draft(self) -> Draft:
        """Return the message of the channel."""
        channel = self.request.channel
        if channel in {Channel.SMS, Channel.LINKEDIN}:
            body, ask = self._short()
        elif channel is Channel.CALL_SCRIPT:
            body, ask = self._script()
        else:
            body, ask = self._long()
        subject = self.trade.angle(self.angle).subject if channel in {Channel.EMAIL, Channel.LETTER} else ""
        return Draft(
            angle=self.angle,
            subject=self.fit(subject),
            body=self.fit(body),
            cta=self.fit(ask),
            facts_used=list(dict.fromkeys(self.used)),
        )

    def closing(self) -> list[str]:
        """Return the lines below what is said."""
        if self.request.channel is Channel.LETTER:
            letter = [
                self.texts.letter.sign_off,
                "",
                *self._signed(),
                "",
                self._first(self.texts.origin_letter),
            ]
            return [*letter[:-1], f"{letter[-1]} {self.texts.objection_letter}"]
        if self.request.channel is Channel.SMS:
            return [self.texts.objection_sms]
        lines = [self.texts.sign_off[self.request.tone], *self._signed()]
        if self.request.channel is Channel.EMAIL:
            lines += ["", f"{self._first(self.texts.origin)} {self.texts.objection}"]
        return lines

    def _long(self) -> tuple[str, str]:
        """Return a mail, a letter or a message: greeting, why, what, one question, closing."""
        said = self.trade.angle(self.angle)
        about, offer, ask = (
            self._first(self.texts.about[self.angle]),
            self._first(self.texts.offer[self.angle]),
            self._ask(),
        )
        blocks = [self._greeting(), f"{said.hook} {about}"]
        is_letter = self.request.channel is Channel.LETTER
        more = filled(self.texts.letter.more[self.angle], self.values) if is_letter else None
        blocks += [more] if more else []
        blocks.append(f"{ask} {offer}" if self.angle is Angle.QUESTION else offer)
        if self.angle is not Angle.QUESTION:
            blocks.append(ask)
        blocks.append("\n".join(self.closing()))
        return "\n\n".join(blocks), ask

    def _short(self) -> tuple[str, str]:
        """Return a note or a text message in as many characters as it may have."""
        limit = self.request.bounds.high
        greetings = (self._greeting(), nameless_greeting(self.request.language))
        bodies = [
            (line, text, f"{greeting} {_small(text, self.request.language)}")
            for line in self.texts.short[self.angle]
            if (text := filled(line, self.values)) is not None
            for greeting in greetings
        ]
        if self.request.channel is Channel.LINKEDIN:
            chosen = next((one for one in bodies if len(one[2]) <= limit), bodies[-1])
            body = chosen[2]
        else:
            chosen = next((one for one in bodies if len(one[2]) <= 150), bodies[-1])
            who = ", ".join(part for part in (self.request.sender.name, self.request.sender.company) if part)
            body = " ".join(
                part for part in (chosen[2], f"{who}." if who else "", self.texts.objection_sms) if part
            )
        self._note(chosen[0])
        ask = next((part.strip() for part in _questions(chosen[1])), "")
        return body, ask

    def _script(self) -> tuple[str, str]:
        """Return what to say on the phone, one block a turn of the talk."""
        call, said, ask = self.texts.call, self.trade.angle(self.angle), self._ask()
        about = self._first(self.texts.about[self.angle])
        opening = self._first(call.opening)
        more = {"hook": said.hook, "about": about, "ask": ask, "origin": self._first(self.texts.origin_call)}
        values = {**self.values, **more}
        lines = [
            opening,
            *(
                filled(line, values)
                for line in (
                    call.origin,
                    call.reason,
                    call.question,
                    call.agreed,
                    call.refused,
                    call.voicemail,
                )
            ),
        ]
        return "\n\n".join(line for line in lines if line), ask

    def _ask(self) -> str:
        if self.angle is Angle.QUESTION:
            return self.trade.question.ask
        return self.texts.ask[self.angle][self.request.tone]

    def _greeting(self) -> str:
        if self.request.channel is not Channel.LETTER:
            return greeting_of(self.request)
        return _formal(self.request) or self.texts.letter.greeting_any

    def _signed(self) -> list[str]:
        lines = signature(self.request)
        return lines[:1] if self.request.channel is Channel.LINKEDIN_MESSAGE else lines

    def _first(self, lines: Sequence[str]) -> str:
        """Return the first line whose slots can all be filled; the last one has only those of the trade."""
        for line in lines:
            text = filled(line, self.values)
            if text is not None:
                self._note(line)
                return text
        return ""

    def _note(self, line: str) -> None:
        self.used += [fact for name, fact in self.fact_of.items() if fact and f"{{{name}}}" in line]

    def fit(self, text: str) -> str:
        """Return a text in the typography of its language, or in the letters of a text message."""
        if self.request.channel is Channel.SMS:
            return gsm_safe(text)
        return french(text) if self.request.language is Language.FR else text


def _formal(request: OutreachRequest) -> str:
    """Return the greeting of a letter to a known person; empty where there is none."""
    greeting = greeting_of(request.model_copy(update={"tone": Tone.PROFESSIONAL}))
    name = greeting.rstrip(",").partition(" ")[2].removeprefix("Tag").strip()
    if not name:
        return ""
    if request.language is Language.FR:
        return f"{name}," if name.startswith(("Madame", "Monsieur")) else greeting
    if request.language is Language.EN:
        return f"Dear {name},"
    if name.startswith("Frau "):
        return f"Sehr geehrte {name},"
    return f"Sehr geehrter {name}," if name.startswith("Herr ") else greeting


def _small(text: str, language: Language) -> str:
    """Return a text that goes on after a greeting and its comma; German nouns and Ihr keep their capital."""
    first = text.split(maxsplit=1)[0]
    if language is Language.DE and (first.startswith("Ih") or first not in _SMALL_IN_GERMAN):
        return text
    if first in {"I", "I'd", "Google"}:
        return text
    return text[:1].lower() + text[1:]


def _questions(text: str) -> Iterator[str]:
    for piece in text.replace(". ", ".\n").split("\n"):
        if "?" in piece:
            yield piece[: piece.index("?") + 1]
