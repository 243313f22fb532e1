"""Count the syllables of French and German words as they are spoken.

French: a final mute e is none, `-ent` of a verb is none, two vowel letters that make one sound are one; a
glide (i, u, ou before a vowel) makes no syllable of its own unless two consonants stand before it: "ouvrier"
has three, "lumière" two. A mute e inside a word counts, as in careful speech: "développement" has five.
"""

import re
from functools import lru_cache

from scrapers.vocabulary import pairs, words

_APOSTROPHE = re.compile(r"['’ʼ]")
_PARTS = re.compile(r"[^\W\d_]+")
# Words whose letters mislead.
_FRENCH_COUNTS = {
    word: int(count)
    for word, count in pairs(
        "pays:2 paysage:3 paysages:3 paysagiste:4 paysagistes:4 paysan:3 paysans:3 paysanne:3 abbaye:3",
        "poêle:1 poêles:1 moelle:1 moelleux:2 faon:1 paon:1 taon:1 club:1 hier:1 zoo:1 yaourt:2 monsieur:2",
        "messieurs:2 caoutchouc:2 mayonnaise:3 ville:1 villes:1 mille:1 album:2 maximum:3 minimum:3 août:1",
        "y:1 aujourd:2",
        "week:1 email:2 e:1 site:1 sites:1 spa:1 shampooing:2 aiguille:2 équipe:2 équipes:2 est:1 es:1 ès:1",
        "guillemets:3 ambiguë:3 plusieurs:2 créatrice:3 lycée:2 lycées:2 européenne:4 européennes:4 oignon:2",
    ).items()
}
_WITH_E = words("le de je me te se ce ne que les des mes tes ses ces jusque lorsque puisque quoique")
_ONE = words("le de je me te se ce ne que les des mes tes ses ces")
# Words (and ends of words) in -ent that are no verb: the ending is heard.
_HEARD_ENT = words(
    "vent cent dent lent gent argent agent accent absent accident adhérent adjacent adolescent ardent",
    "client cohérent compétent concurrent conséquent consent content continent convent couvent décent",
    "déficient détergent différent diligent divergent document efficient éloquent émergent équivalent",
    "évident excellent expédient fervent fréquent gradient imminent impatient impotent impudent incident",
    "incohérent inconvénient indécent indifférent indigent indulgent influent ingrédient innocent",
    "insolent insuffisant intelligent intermittent latent ment sent pressent négligent occident opulent",
    "orient parent patient pénitent permanent pertinent polyvalent précédent présent président prudent",
    "quotient récent régent résident résurgent sergent serpent souvent subséquent succulent suffisant",
    "supplément talent torrent transparent turbulent urgent violent virulent récipient omniprésent",
    "bienfaisant dépend entend rend auvent paravent engoulevent vient tient convient devient revient",
    "parvient provient intervient maintient obtient contient appartient retient soutient détient prévient",
    "souvient survient advient entretient abstient",
)
# Verbs in -ment; every other word in -ment is a noun or an adverb.
_MUTE_MENT = words(
    "aiment ferment dorment forment nomment consomment confirment estiment expriment affirment informent",
    "transforment animent assument consument résument allument fument calment charment filment rament",
    "sèment blâment déforment réforment impriment suppriment priment rythment enferment renferment",
    "endorment programment entament acclament réclament proclament déclament enflamment",
)
_FRENCH_VOWELS = "aeiouyàâäéèêëîïôöùûüÿœæ"
_CLUSTER = re.compile(r"[bcdfgptv]h?[lr]\Z")
_MUTE_END = re.compile(r"(?<=[^\W\d_])(?:e|es)\Z")
_GROUPS = re.compile(rf"[{_FRENCH_VOWELS}]+")
_SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eéèêiîy])")
_SILENT_E = re.compile(r"(?<=g)e(?=[aàâoôu])")
# Inside a run of vowels a new syllable begins before these.
_BREAKS = re.compile(
    r"(?<=[éèêë])(?=[aàâeéèêiîoôuûyœ])"  # ré-el, obé-ir
    r"|(?<=[aàâoôe])(?=[éèêë])"  # a-érer, po-ète, No-ël
    r"|(?<=[aoue])(?=[ïü])|(?<=ï)(?=[aeéou])"  # na-ïf
    r"|(?<=a)(?=o)|(?<=o)(?=[aoà])"  # caca-o, o-asis, co-opérer
    r"|(?<=[iy])(?=[iy])"
)
_GLIDE = re.compile(r"(?:i|y|u|ou)(?=[aàâeéèêëoôœ])|(?:ou)(?=i)|u(?=[aeéèoô])")


@lru_cache(maxsize=20_000)
def french_syllables(word: str) -> int:
    """Return how many syllables a French word has, 0 for a text without letters."""
    return sum(_of_french_part(part) for part in _PARTS.findall(_APOSTROPHE.sub(" ", word.lower())))


def _of_french_part(word: str) -> int:
    if word in _FRENCH_COUNTS:
        return _FRENCH_COUNTS[word]
    if word in _ONE:
        return 1
    if not _GROUPS.search(word):
        # "SARL" is said letter by letter or as a word; "l", "d" and "qu" belong to the next one.
        return 0
    spoken = _SILENT_E.sub("", _SILENT_U.sub("", word))
    if not _GROUPS.search(spoken):
        return 0
    spoken = _without_mute_end(word, spoken)
    count = 0
    for match in _GROUPS.finditer(spoken):
        count += _in_run(match[0], spoken[: match.start()], spoken[match.end() : match.end() + 1])
    return max(1, count)


def _without_mute_end(word: str, spoken: str) -> str:
    """Return a word without the ending that is written and not heard."""
    if spoken.endswith("ent") and len(spoken) > 4 and not _is_heard_ent(word):
        return spoken[:-3]
    bare = _MUTE_END.sub("", spoken)
    return bare if _GROUPS.search(bare) else spoken


def _is_heard_ent(word: str) -> bool:
    if word.endswith("ment"):
        return word not in _MUTE_MENT
    return word in _HEARD_ENT


def _in_run(run: str, before: str, after: str) -> int:
    """Return how many syllables a run of vowel letters makes."""
    if len(run) == 1:
        return 1
    count = 0
    for number, piece in enumerate(_split_at_y(run)):
        if not piece:
            continue
        pieces = _BREAKS.split(piece)
        count += len(pieces)
        glide = _GLIDE.match(pieces[0])
        # A glide after two consonants is a vowel: cli-ent, ouvri-er, tru-and.
        if glide and number == 0 and _CLUSTER.search(before) and not _is_one_sound(pieces[0], after):
            count += 1
    return max(1, count)


def _split_at_y(run: str) -> list[str]:
    """Return the parts of a run around a y between vowels: there it is a consonant (voy-age)."""
    return re.split(rf"(?<=[{_FRENCH_VOWELS}])y(?=[{_FRENCH_VOWELS}])", run)


def _is_one_sound(piece: str, after: str) -> bool:
    """Tell whether vowels after two consonants still are one sound: pluie, bruit, trois, proie, prie."""
    return piece in {"ui", "uî", "oi", "ou", "ue", "ie"} and not (piece in {"ue", "ie"} and after)


_GERMAN_VOWELS = re.compile(r"(?:aa|ee|oo|ei|ai|ey|ay|au|eu(?!m\b)|äu|ie(?!n\b)|[aeiouyäöü])")


@lru_cache(maxsize=20_000)
def german_syllables(word: str) -> int:
    """Return how many syllables a German word has, 0 for a text without letters."""
    return sum(
        max(1, len(_GERMAN_VOWELS.findall(part.replace("qu", "kw")))) for part in _PARTS.findall(word.lower())
    )
