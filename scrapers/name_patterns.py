"""Where names of businesses stand in a text, and what is no name."""

import re

from scrapers.vocabulary import any_of, stems

_I = re.IGNORECASE

GENERIC = re.compile(
    any_of(
        r"(?:page_d['’])?acc?[eu]{2}il home\s?page home startseite start willkommen welcome bienvenue index",
        r"contact(?:ez[-\s]nous|s|_us)? kontakt impressum imprint mentions?_l[ée]gales?",
        r"informations?_l[ée]gales? legal_notice about(?:_us)? [aà]_propos(?:_de_nous)?",
        r"qui_sommes[-\s]nous [üu]ber_uns services? nos_services leistungen tarifs? prices blog news",
        r"actualit[ée]s galerie gallery sans_titre untitled site_officiel official_(?:site|website)",
        r"site_internet website logo menu devis plan_d['’]acc[èe]s politique_de_confidentialit[ée]",
        r"datenschutz(?:erkl[äa]rung)? privacy_policy page_non_trouv[ée]e 404 not_found wordpress my_?site",
        r"mon_site shop boutique facebook instagram google header banner image photo bild icon slider",
        r"speisekarte men[üu]karte men[üu] (?:la|notre)_carte carte(?:_(?:et|&|&amp;)_menus)? les_menus",
        r"(?:nos_|mes_)?(?:r[ée]alisations|prestations) horaires(?:_d['’]ouverture)? infos?_pratiques",
        r"informations_pratiques (?:nous|ou|où)_trouver nous_situer acc[èe]s r[ée]servations? avis",
        r"[öo]ffnungszeiten anfahrt kontakt_(?:und|&)_anfahrt anfahrt_(?:und|&)_kontakt preise angebote?",
        r"produkte termine aktuelles neuigkeiten team referenzen find_us how_to_find_us where_we_are",
        r"opening_(?:hours|times) (?:customer_)?reviews testimonials bookings? our_(?:work|team) pricing faq",
        r"partenaires [ée]quipe (?:notre|l['’])_?[ée]quipe contact_(?:et|&|and)_\w+ horaires_(?:et|&)_\w+",
        r"visit(?:_us)? plan_your_visit getting_here book_(?:now|online)",
        r"(?:[\w-]+_){0,4}(?:website|html5?)_template",
        r"accueil_site (?:main|site)_logo retour back just_another_wordpress_site all_rights_reserved",
        r"copyri\w+ tous_droits_r[ée]serv[ée]s mobirise elementor webflow joomla!? document",
        r"fr en de web admin administrator author webmaster root user test demo",
    ),
    _I,
)
# (A dot between two letters or digits is part of a name: "PORTAIL·52".)
SEPARATORS = re.compile(r"\s+[|–—\-·•:»›/~]+\s+|\s*[|»›•]\s*|\s+·|·\s+|\s+::\s+|:\s+")
# An ornament or number before a heading: "✺ Impressum".
LEADING = re.compile(r"\A[^\w\s(\"'«„“‚’&+@#-]+\s+")
TRAILING = re.compile(r"\s*(?:[-–—|,:]|\blogo\b|\bsite officiel\b|[®™]|\(\d{4,5}\))\s*\Z", _I)
ABBREVIATED = re.compile(r"(?:\b(?:Co|Inc|Ltd|Corp|Cie|Jr|Sr)|\b[A-Za-z](?:\.[A-Za-z])+)\Z")
# "Contact Salon Lise", "Impressum Praxis Lise": the kind of page, then whose it is.
PAGE_OF = re.compile(
    r"(?i:contact|kontakt|impressum|mentions légales|legal notice|accueil|willkommen bei|bienvenue chez)\s+"
    r"(?=[A-ZÀ-Þ]\w)"
)
# What a name is followed by in its full form.
WITH_FORM = re.compile(
    r"\W*"
    + any_of(r"SARL SASU? EURL GmbH(?:_&_Co\.?_KG)? Ltd\.? Inc\.? LLC AG KG OHG UG GbR e\.K\.")
    + r"\W*",
    _I,
)
ONLY_FORM = re.compile(any_of(r"SARL SASU? EURL GmbH Ltd Inc LLC AG KG SA SCI") + r"\.?", _I)
LOGO_WORDS = re.compile(
    r"^\s*logo(?:\s+(?:de|du|of|von|der|des|la|le)\b)?\s*[:\-–]?\s*|\s*[-–]?\s*logo\s*$", _I
)
# "Name, trade in town" is a title; "Name, Inc." is a name.
SENTENCE = re.compile(r",\s+(?!Inc|LLC|Ltd|SAS|SARL)\w")

# "Ihre Praxis für Massage", "Votre spécialiste": what it does, said to the reader.
ADDRESSES = re.compile(r"(?:ihre?|votre|vos|notre|nos|your|our|unsere?)\s", _I)

_YEARS = r"(?:(?:19|20)\d{2}\s*(?:[-–]\s*(?:19|20)?\d{2})?)?"
_AFTER_COPYRIGHT = any_of(
    r"[|•©] \s· ·\s \s[-–—]\s (?<!\bDr)(?<!\bmed)(?<!\bdent)(?<!\bProf)(?<!\b\w)\.\s \.?\Z ,\s \(",
    r"\b(?:19|20)\d{2} \btous\b \ball_rights \balle_rechte \bmentions \br[ée]alisation \bpowered",
    r"\bdesign \binc\b \bet_ses",
)
_COPYRIGHT = re.compile(
    rf"(?:©|\(c\)|\bcopyright\b)\s*(?:©\s*)?{_YEARS}\s*(?:by|par|von|,|:|-|–|\|)?\s*"
    rf"([^\d|©\n][^|©\n]{{1,80}}?)(?=\s*{_AFTER_COPYRIGHT})",
    _I,
)
_NOTICE_LABEL = any_of(
    r"raison_sociale d[ée]nomination(?:_sociale)? nom_de_l['’]entreprise nom_commercial",
    r"[ée]diteur(?:_du_site)? propri[ée]taire(?:_du_site)? soci[ée]t[ée]_[ée]ditrice firmenname",
    r"association(?=\s*:) firma(?=\s*:|\W*\Z) (?:dienste)?anbieter medieninhaber(?:in)?",
    r"(?:le|ce|pr[ée]sent)_site(?:_internet|_web)?(?:_\S+)?_est_(?:[ée]dit[ée]|la_propri[ée]t[ée])_(?:par|de)",
)
_AFTER_NOTICE = any_of(
    r"[|,;:()\n] \s[-–—]\s \.\s \.?\Z \bau_capital \bdont_le \bsitu[ée] \bimmatricul \bsiret",
)
_NOTICE = re.compile(
    rf"\b{_NOTICE_LABEL}(?!\w)(?:\s+(?:la\s+soci[ée]t[ée]|l['’]entreprise))?\s*[:\-–]?\s*"
    rf"(?!\s*(?:du|de\s+ce|de\s+l[ae'’])\s*(?:site|publication)\b)([^\n|,;:()]{{2,80}}?)(?=\s*{_AFTER_NOTICE})",
    _I,
)
# "Propriétaire : Odile et Michel Tournier, Le Mas Vert – Location": the house stands behind its owners.
AFTER_OWNERS = re.compile(r",\s+([A-ZÀ-Þ][^\n|,;:()\d–]{2,40}?)(?=\s+[–-]\s)")
# A label alone on its line or in its cell: the name comes next.
_NOTICE_LABEL_LINE = re.compile(rf"\W*(?:\d+[.)]\s*)?{_NOTICE_LABEL}\s*:?\W*\Z", _I)
# An address begins with whose it is, unless it begins with a number.
_ADDRESS_LABEL = re.compile(r"\W*(?:(?:notre|our|unsere)\s+)?(?:adresse|address|anschrift)\s*:\W*\Z", _I)
NAME_ENDS = re.compile(r"\s*[,|(;:]|\s[-–—]\s|\.\s|\s(?:au capital|SIRET|SIREN)\b")
NOTICE_STEMS = stems(
    "raison_sociale dénomination denomination nom_de_l nom_commercial diteur propriétaire éditrice",
    "association_: association: firmenname firma anbieter medieninh est_édité est_la_propriété",
)
# (what a label's line has at least, the label, how far the line below it is trusted)
LABELS = (
    (NOTICE_STEMS, _NOTICE_LABEL_LINE, 3.0),
    (stems("adresse address anschrift"), _ADDRESS_LABEL, 1.0),
)
_AFTER_FORM = any_of(
    r"[|,;:()–\n] \s-\s \.\s \.?\Z \bau_capital \bsitu[ée] \bimmatricul \bsiret \brcs \d{2}",
)
_FRENCH_FORM = re.compile(
    r"\b(?:SARL|SASU|SAS|EURL|SCOP|SELARL|SCI|S\.A\.R\.L\.|S\.A\.S\.)\s+"
    rf"([A-ZÀ-Ý0-9][^\n|,;:()–@]{{1,50}}?)(?=\s*{_AFTER_FORM})"
)
_GERMAN_FORMS = any_of(
    r"GmbH(?:_&_Co\._?KG)? UG(?:_\(haftungsbeschränkt\))? e\.K\. OHG KG GbR AG e\.V\. PartG(?:_?mbB)?",
    r"[A-ZÄÖÜ]?[a-zäöüß]*gesellschaft_mbH",
)
_GERMAN_FORM = re.compile(rf"((?:[A-ZÄÖÜ0-9][\w.&äöüß+-]* ){{1,6}}{_GERMAN_FORMS})(?!\w)")
_ENGLISH_FORMS = any_of(r"Ltd\.? Limited LLP LLC Inc\.? PLC Corp\.?")
_ENGLISH_FORM = re.compile(rf"((?:[A-Z0-9][\w.&'’+-]* ){{1,6}}{_ENGLISH_FORMS})(?!\w)")
# "SALON LISE © 2025": the name before the sign.
_BEFORE_COPYRIGHT = re.compile(
    r"\A\W*([^\W\d][^©|]{1,60}?)\s*©\s*(?:copyright\s*)?(?:(?:19|20)\d{2}\b|\Z)", _I
)
# A picture's maker is not the page's.
PICTURE_CREDIT = re.compile(
    any_of(r"bild(?:er)? bildnachweis fotos? photos? photographie fotografie image cr[ée]dits?")
    + r"(?:\s\w+)?\s*:?\s*\Z",
    _I,
)
# "Inh. Karla Test", "Gérante : Karla Test": a person, though the copyright may be hers.
PERSON = re.compile(
    r"\b(?:Inh\.?|Inhaber(?:in)?|Geschäftsführ(?:er|erin|ung)|[Gg]érante?|[Dd]irigeante?)\s*:?\s+"
    r"((?:[A-ZÀ-Þ][\w'’.-]*\s?){2,4})"
)
PERSON_STEMS = stems("inh. inhaber geschäftsführ gérant dirigeant")
# What the label of a link to the first page says besides the name: "Startseite Salon Lise", "Lise – accueil".
HOME_WORDS = re.compile(
    any_of(
        r"(?:retour_)?(?:[àa]_l['’])?acc?[eu]{2}il (?:zur?_)?startseite (?:back_to_)?home(?:_?page)?",
        r"page_d['’]accueil logo",
    ),
    _I,
)
# (what a line has at least, the pattern whose group 1 is a name, how far it is trusted)
IN_LINES = (
    (stems("© (c) copyright"), _COPYRIGHT, 3.5),
    (stems("©"), _BEFORE_COPYRIGHT, 3.0),
    (NOTICE_STEMS, _NOTICE, 4.0),
    (stems("sarl sas eurl scop sci_ s.a."), _FRENCH_FORM, 2.5),
    (stems("gmbh _ug e.k. ohg _kg gbr _ag e.v. partg mbh"), _GERMAN_FORM, 3.0),
    (stems("ltd limited llp llc _inc plc corp"), _ENGLISH_FORM, 2.0),
)
# Companies whose tools a privacy notice names.
NETWORK = re.compile(
    r"(?:Facebook|Meta Platforms|Google|Twitter|LinkedIn|YouTube|Instagram|Pinterest)\b"
    r".*\b(?:Inc|LLC|Ltd|Limited|Corp|Ireland)\b",
    _I,
)
# What goes on with a sentence: "Anbieter ist die Terminfix AG", "© 2020 für diese Seiten".
SAYS = re.compile(r"(?:ist|sind|wird|est|sont|is|are|was|für|pour|for|du|de\sce|dieser|diese|this)\s")
