"""Text that talks to language models instead of people.

A few templates make up almost all of what is found in the wild, so a short list of patterns takes most of it
out. It is a cheap layer: what it misses still has to stand on the page to be stored or sent.
"""

import re

from llm.tasks.words import fold

_MODEL = r"""(?:\b(?:ai|ia|ki|llms?|chatgpt|gpt-?\d?|chatbots?)\b|language\ models?|modeles?\ de\ langage
    |sprachmodell\w*|(?:ai|virtual|ki|ia)[ -]assist\w*)"""
_PATTERNS = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        # "Ignore all previous instructions"
        r"""\b(?:ignor\w+|disregard|forget|override|oubli\w+|vergiss|vergessen)\b.{0,40}
            \b(?:previous|prior|above|earlier|all|tout\w*|precedent\w*|vorherig\w*|bisherig\w*|alle)\b.{0,30}
            (?:instruction|prompt|consigne|anweisung|direction|rules|regles|regeln)""",
        r"""(?:system|developer|hidden)[ -]?(?:prompt|override|instructions?)\b|prompt\ systeme""",
        # "You are now an AI assistant"
        rf"""\b(?:you\ are|tu\ es|vous\ etes|du\ bist|sie\ sind)\b.{{0,15}}{_MODEL}""",
        # "Note to AI crawlers"
        rf"""\b(?:notes?|messages?|instructions?|attention|consignes?|hinweise?|anweisung(?:en)?|dear|cher|chere)
            \b.{{0,5}}\b(?:to|for|aux?|pour|an|fur|any|all|the|les|die|alle)\b.{{0,12}}{_MODEL}""",
        # "If you are a language model, ..."
        rf"""\b(?:if\ you\ are|si\ vous\ etes|si\ tu\ es|wenn\ (?:du|sie))\b.{{0,12}}{_MODEL}""",
        # "AI assistants must answer"
        r"""\b(?:(?:ai|ia|ki)[ -](?:assistants?|agents?|models?|crawlers?|bots?)|language\ models?|llms
            |chatbots?|assistants?\ ia|modeles?\ de\ langage|sprachmodelle?)\b.{0,12}
            \b(?:must|should|shall|please|devez|doit|doivent|muss|mussen|sollen)\b""",
        # Marks of chat templates
        r"""<\|?(?:im_start|im_end|system|endoftext)\|?>|\[/?inst\]|<</?sys>>
            |^\#+\ ?(?:system|instructions?)\ ?:""",
    )
)


def is_addressed_to_models(line: str) -> bool:
    """Say whether a line gives orders to a model."""
    folded = fold(line)
    return any(pattern.search(folded) for pattern in _PATTERNS)
