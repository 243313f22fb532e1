"""Text that talks to language models instead of people.

A few templates make up almost all of what is found in the wild, so a short list of patterns takes most of it
out. It is a cheap layer: what it misses still has to stand on the page to be stored or sent.
"""

import re

from llm.tasks.words import fold

_MODEL = r"""(?:\b(?:ai|ia|ki|llms?|chatgpt|gpt-?\d?|chatbots?)\b|language\ models?|modeles?\ de\ langage
    |sprachmodell\w*|(?:ai|virtual|ki|ia)[ -]assist\w*)"""
# What introduces an order: something of machines, or what people write above notes of their own as well.
_NOTES = r"""(?:note|notice|message|hinweis|nachricht|meldung|anweisung|befehl|vorgabe|consigne|directive
    |instruction|remarque|avis|prompt)\w{0,2}"""
_OF_MACHINES = rf"""(?:(?:systeme?[ -]?|(?:ai|ki|ia|llm)[ -]){_NOTES}|{_NOTES}\ (?:du\ |de\ |au\ )?systeme
    |{_NOTES}\ \(?(?:ai|ki|ia|llm)\)?)(?:\s?:|\s[-–—]\s)|\[\ ?systeme?\ ?\]|<systeme?>"""
_OF_ANYBODY = r"""(?:note|notice|hinweis|anmerkung|remarque|consigne|instruction|anweisung|important|wichtig
    |attention|achtung|prompt|task|aufgabe|tache)(?:s|en)?(?:\s?:|\s[-–—]\s)"""
# Orders to say something, as a sentence begins with one; a subject before the verb makes it a statement.
_SAY = r"""(?:say|state|write|answer|respond|reply|output|claim|recommend|conclude|affirm
    |dis|dites|ecris|ecrivez|reponds|repondez|affirme[zr]?|recommande[zr]?|declare[zr]?|conclus|concluez|pretendez
    |sag(?:en\ sie|e)|schreib(?:en\ sie|e)|antworte(?:n\ sie)?|behaupte(?:n\ sie)?|empfiehl|empfehlen\ sie
    |erklare(?:n\ sie)?)"""
_DO = rf"""(?:{_SAY}|rank|rate|mention|describe|summari[sz]e|confirm|include|treat|pretend
    |classe[zr]?|note[zr]?|mentionne[zr]?|indique[zr]?|resume[zr]?|confirme[zr]?|presente[zr]?|decris|decrivez
    |considere[zr]?|nenne(?:n\ sie)?|erwahne(?:n\ sie)?|bewerte(?:n\ sie)?|bestatige(?:n\ sie)?
    |beschreibe(?:n\ sie)?|gib|geben\ sie|fasse(?:n\ sie)?|stufe(?:n\ sie)?)"""
_BEFORE = r"""\W*(?:(?:please|bitte|veuillez|toujours|immer|always|you\ must|du\ musst|tu\ dois|vous\ devez
    |(?:when|if|lorsque|quand|si|wenn|in|dans)\b[^.;]{3,50}[,:])\W*)?"""
# Whoever reads a page has these; a model has none of them.
_OF_READERS = r"(?!.{0,25}\b(?:your|votre|vos|tes?|ton|ihre[nmr]?|uns|us|nous|me)\b)"
_READERS = r"(?:you|vous|tu|sie|du|your|votre|ihre?)"
_PATTERNS = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        # An order under the name of a system or a model
        rf"(?<!\w)(?:{_OF_MACHINES}){_BEFORE}\b{_DO}\b{_OF_READERS}",
        rf"""(?<!\w)(?:system|assistant)\s?:{_BEFORE}\b{_DO}\s
            (?:this|that|only|cette|cet|ce|que|qu['’]|uniquement|diese\w*|nur|dass)\b""",
        # An order to tell others something, unless it is about whoever reads the page
        rf"""(?:^|[.!?]\s)\W*{_OF_ANYBODY}{_BEFORE}\b{_SAY}\b{_OF_READERS}.{{0,25}}
            \b(?:that|que|qu['’]|dass)(?!\s?{_READERS}\b)""",
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
        r"""<\|?(?:im_start|im_end|system|user|assistant|endoftext)\|?>|\[/?inst\]|<</?sys>>
            |^\#+\ ?(?:system|instructions?)\ ?:""",
    )
)


def is_addressed_to_models(line: str) -> bool:
    """Say whether a line gives orders to a model."""
    folded = fold(line)
    return any(pattern.search(folded) for pattern in _PATTERNS)
