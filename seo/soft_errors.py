"""Pages that say they were not found although the server says they were."""

import re

from seo.page_view import PageView
from seo.spot import Spot

# On a page with more words than this only title and headings are believed.
_SHORT = 120

_PHRASES = re.compile(
    r"""
      \b(?:page|contenu|url)\s+(?:introuvable|non\s+trouvée?|inexistante?)\b
    | \b(?:la|cette)\s+page\s+(?:(?:que\s+vous\s+(?:cherchez|demandez|recherchez|avez\s+demandée))\s+)?
        (?:demandée\s+|recherchée\s+)?
        (?:n['’]existe\s+(?:pas|plus)|(?:est|semble)\s+introuvable|n['’]a\s+(?:pas\s+|pas\s+pu\s+|pu\s+)(?:été|être)\s+trouvée|n['’]est\s+(?:plus|pas)\s+disponible
          |a\s+été\s+supprimée|a\s+peut-être\s+été\s+(?:déplacée|supprimée))
    | \b(?:page|contenu|annonce|produit|article|offre)\s+(?:actuellement\s+)?
        (?:indisponible|supprimée?|expirée?)\b
    | \b(?:ce|cette|cet)\s+(?:contenu|annonce|offre|article|produit|adresse)\s+
        (?:n['’]existe\s+(?:pas|plus)|n['’]est\s+plus\s+(?:disponible|en\s+ligne)|a\s+été\s+(?:supprimée?|retirée?)
          |ne\s+(?:correspond|mène)\s+à\s+(?:aucune|rien))
    | \b(?:erreur|error|fehler)\s+404\b
    | \b404\s*[-–—:|]?\s*(?:not\s+found|erreur|error|page|introuvable|nicht\s+gefunden)\b
    | \b(?:pas|rien)\s+(?:pu\s+)?trouv(?:é|er)\s+(?:la|cette)\s+page\b
    | \boups\s*!?\s*(?:cette|la)\s+page\b
    | \bseite\s+(?:(?:wurde|konnte)\s+)?(?:leider\s+)?nicht\s+gefunden\b
    | \bseite\s+existiert\s+(?:leider\s+)?nicht\b
    | \bdie\s+(?:gesuchte|angeforderte|gewünschte)\s+seite\s+(?:wurde|konnte|existiert|ist)\b
    | \bpage\s+(?:not|cannot\s+be|could\s+not\s+be|can['’]t\s+be)\s+found\b
    | \b(?:this|the)\s+page\s+(?:you(?:['’]re|\s+are)\s+looking\s+for\s+)?
        (?:does\s+not|doesn['’]t|no\s+longer)\s+exists?\b
    | \b(?:this|the)\s+page\s+(?:is\s+no\s+longer|isn['’]t)\s+available\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Most pages have none of these words, and looking for them is quick.
_HINT = re.compile(
    r"404|introuvable|indisponible|expir|retir|plus en|ne (?:corr|mène)|existe|"
    r"trouv|supprim|disponible|gefunden|existiert|found|available|oups",
    re.I,
)
# An article about such pages: "404 : que faire d'une page introuvable ?".
_ADVICE = re.compile(
    r"\b(?:comment|que\s+faire|pourquoi|corriger|réparer|éviter|personnaliser|how\s+(?:to|do)|what\s+to|fix(?:ing)?"
    r"|wie|was\s+tun|beheben|vermeiden)\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*(?:error|erreur|fehler)?\s*404\s*[!.]?\s*", re.IGNORECASE)


def soft_error(page: PageView) -> Spot | None:
    """Return the words by which a page says that it was not found, None where it does not."""
    is_long = len(page.words) > _SHORT
    for element in (*page.tags("title")[:1], *page.tags("h1", "h2")[:4]):
        words = element.words()
        if len(words) > _SHORT or (is_long and _ADVICE.search(words)):
            continue
        if _PHRASES.search(words) or _BARE.fullmatch(words):
            return page.spot(element, words)
    if is_long:
        return None
    match = _PHRASES.search(page.text) if _HINT.search(page.text) else None
    return page.quote(match[0]) if match else None
