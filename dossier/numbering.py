"""The numbers a reader sees: each quote of each source has one, in the order in which they are cited."""

from collections.abc import Iterator
from typing import Self

from dossier.records import Citation, Dossier, Sentence


class Numbering:
    """Numbers from 1 for the citations of one dossier."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._citations: list[Citation] = []

    @classmethod
    def of(cls, dossier: Dossier) -> Self:
        """Return the numbers of a dossier's citations."""
        numbers = cls()
        for section in dossier.sections:
            for sentence in section.sentences:
                for citation in sentence.citations:
                    numbers._add(citation)
        return numbers

    def of_sentence(self, sentence: Sentence) -> list[int]:
        """Return the numbers of a sentence's citations, each once."""
        return [number for number, _ in self.cited(sentence)]

    def cited(self, sentence: Sentence) -> list[tuple[int, Citation]]:
        """Return a sentence's citations with their numbers, each once."""
        return list({self._numbers[one.source, one.quote]: one for one in sentence.citations}.items())

    def citation(self, number: int) -> Citation | None:
        """Return what a number stands for, None where there is no such number."""
        return self._citations[number - 1] if 0 < number <= len(self._citations) else None

    def citations(self) -> Iterator[tuple[int, Citation]]:
        """Yield each number with what it stands for."""
        return enumerate(self._citations, start=1)

    def _add(self, citation: Citation) -> None:
        if (citation.source, citation.quote) not in self._numbers:
            self._citations.append(citation)
            self._numbers[citation.source, citation.quote] = len(self._citations)
