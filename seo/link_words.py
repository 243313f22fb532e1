"""Words of links that say nothing of where they lead: Lighthouse's lists, and more for French and German."""

import re
import unicodedata
from collections.abc import Mapping

from scrapers.vocabulary import words

_LIGHTHOUSE: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        {
            *("click here", "click this", "go", "here", "information", "learn more", "more", "more info"),
            *("more information", "right here", "read more", "see more", "start", "this"),
        }
    ),
    "ja": frozenset({"ここをクリック", "こちらをクリック", "リンク", "続きを読む", "続く", "全文表示"}),
    "es": frozenset(
        {
            *("click aquí", "click aqui", "clicka aquí", "clicka aqui", "pincha aquí", "pincha aqui", "aquí"),
            *("aqui", "más", "mas", "más información", "más informacion", "mas información"),
            *("mas informacion", "este", "enlace", "este enlace", "empezar"),
        }
    ),
    "pt": frozenset({"clique aqui", "ir", "mais informação", "mais informações", "mais", "veja mais"}),
    "ko": frozenset(
        {"여기", "여기를 클릭", "클릭", "링크", "자세히", "자세히 보기", "계속", "이동", "전체 보기"}
    ),
    "sv": frozenset({"här", "klicka här", "läs mer", "mer", "mer info", "mer information"}),
    "de": frozenset({"klicke hier", "hier klicken", "hier", "mehr", "siehe", "dies", "das", "weiterlesen"}),
    "ta": frozenset(
        {
            *("அடுத்த பக்கம்", "மறுபக்கம்", "முந்தைய பக்கம்", "முன்பக்கம்", "மேலும் அறிக"),
            *("மேலும் தகவலுக்கு", "மேலும் தரவுகளுக்கு", "தயவுசெய்து இங்கே அழுத்தவும்"),
            *("இங்கே கிளிக் செய்யவும்",),
        }
    ),
    "fa": frozenset(
        {
            *("اطلاعات بیشتر", "اطلاعات", "این", "اینجا بزنید", "اینجا کلیک کنید", "اینجا", "برو"),
            *("بیشتر بخوانید", "بیشتر بدانید", "بیشتر", "شروع"),
        }
    ),
}
# Compared without the arrows and dots sites put behind such words.
_OURS: Mapping[str, frozenset[str]] = {
    "fr": frozenset(
        {
            *(
                "cliquez ici",
                "cliquer ici",
                "clique ici",
                "cliquez-ici",
                "cliquez",
                "clic ici",
                "ici",
                "par ici",
            ),
            *(
                "c'est ici",
                "c'est par ici",
                "juste ici",
                "lire la suite",
                "lire plus",
                "lire l'article",
                "lire",
                "en lire plus",
            ),
            *(
                "lisez la suite",
                "la suite",
                "suite",
                "suivez ce lien",
                "voir la suite",
                "en savoir plus",
            ),
            *(
                "en savoir +",
                "savoir plus",
                "en savoir davantage",
                "plus",
                "+",
                "plus d'infos",
                "plus d'info",
            ),
            *(
                "plus d'informations",
                "plus d'information",
                "+ d'infos",
                "+ d'info",
                "d'infos",
                "infos",
                "info",
            ),
            *("informations", "plus de détails", "plus de détail", "détails", "détail", "voir plus", "voir"),
            *("voir ici", "voir le détail", "voir les détails", "voir ce lien", "afficher plus", "afficher"),
            *(
                "découvrir",
                "découvrez",
                "découvrir plus",
                "découvrez-en plus",
                "en découvrir plus",
                "je découvre",
            ),
            *(
                "lien",
                "ce lien",
                "le lien",
                "via ce lien",
                "cette page",
                "cette adresse",
                "page",
                "site",
                "accéder",
            ),
            *(
                "télécharger",
                "consulter",
                "continuer",
                "continuer la lecture",
                "aller",
                "go",
                "ok",
                "commencer",
            ),
            *(
                "clic",
                "cliquez sur ce lien",
                "cliquez sur le lien",
                "plus d'infos ici",
                "cliquez ici pour en savoir plus",
            ),
        }
    ),
    "de": frozenset(
        {
            *(
                "klicken sie hier",
                "hier klicken",
                "hier",
                "mehr",
                "mehr erfahren",
                "mehr lesen",
                "mehr infos",
            ),
            *(
                "mehr informationen",
                "weitere infos",
                "weitere informationen",
                "mehr dazu",
                "weiter",
                "weiterlesen",
            ),
            *("details", "mehr details", "link", "dieser link", "diesem link", "ansehen", "mehr anzeigen"),
        }
    ),
}
# Words that only point, and those that may stand beside them: "Consulter l'article", "Zum Beitrag".
_POINTING: Mapping[str, frozenset[str]] = {
    "fr": words(
        "savoir plus davantage voir lire relire suite ici cliquez cliquer clique lien consulter consultez",
        "accéder accédez afficher continuer continuez lecture suivez suivre vais aller découvrir découvrez",
        "découvre ouvrir",
    ),
    "de": words(
        "mehr lesen erfahren hier klicken weiter weiterlesen ansehen anschauen anzeigen zum zur link",
        "entdecken",
    ),
}
_BESIDE: Mapping[str, frozenset[str]] = {
    "fr": words(
        "en + tout la le les l' un une sur dans ce cet cette liens pour d' des de infos info informations",
        "information renseignements actualité actu news billet externe article page site",
        "intégralité offre détail détails je j' veux à au par c'est y fiche complet complète",
    ),
    "de": words(
        "sie informationen infos details den die das artikel beitrag seite jetzt dazu geht's gehts auf alles"
    ),
}
_ELISION = re.compile(r"\b([dlj]')")
_MOST_EMPTY = 7
_DOTS = re.compile(r"[\s\[\]()]*(?:…|\.{2,})[\s\[\]()»›→>]*")
# Longer texts are none of these, whatever arrows and dots are around them.
_LONGEST = 2 * max(len(text) for table in (_LIGHTHOUSE, _OURS) for texts in table.values() for text in texts)
_ALL = tuple(frozenset[str]().union(*table.values()) for table in (_LIGHTHOUSE, _OURS))
_TAIL = re.compile(r"[\s.…:!»›>→➔➜▶⟶↗*()\[\]-]+\Z")
_FRONT = re.compile(r"\A[\s«‹<→➔➜▶⟶↗*()\[\]>›»-]+")
_URL = re.compile(r"https?://[^\s/]+(?:/\S*)?", re.IGNORECASE)


def says_nothing(text: str, languages: frozenset[str]) -> bool:
    """Tell whether the words of a link are of no help; without a language all lists are looked at."""
    if _URL.fullmatch(text) or _DOTS.fullmatch(text):
        return True
    if len(text) > _LONGEST:
        return False
    plain = text.lower()
    if plain in _among(_LIGHTHOUSE, languages):
        return True
    bare = " ".join(unicodedata.normalize("NFC", plain).replace("’", "'").split())
    bare = _FRONT.sub("", _TAIL.sub("", bare)) or bare
    return bare in _among(_OURS, languages) or _is_empty(bare, languages)


def _is_empty(bare: str, languages: frozenset[str]) -> bool:
    """Tell whether a text is made of words that name no subject, all of one language."""
    parts = frozenset(_ELISION.sub(r"\1 ", bare.replace(",", " ").replace(":", " ")).split())
    return len(parts) <= _MOST_EMPTY and any(
        parts & pointing and parts <= pointing | _BESIDE[language]
        for language, pointing in _POINTING.items()
        if not languages or language in languages
    )


def _among(table: Mapping[str, frozenset[str]], languages: frozenset[str]) -> frozenset[str]:
    """Return the words of some languages, of all where none is given."""
    if not languages:
        return _ALL[table is _OURS]
    return frozenset[str]().union(*(table.get(language, frozenset()) for language in languages))
