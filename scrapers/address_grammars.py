"""What addresses look like, country by country: streets, postcodes, towns."""

import re
from dataclasses import dataclass

from scrapers.vocabulary import any_of

_FRENCH_NUMBER = (
    r"(?:(?:n°\s?)?\d{1,4}(?:\s?(?:bis|ter|quater|[A-Fa-f](?![\w'’])))?"
    r"(?:\s?[-–/àet]{1,2}\s?\d{1,4})?\s*,?\s*)"
)
_FRENCH_KIND = any_of(
    r"rue avenue av\.? ave\.? boulevard boul\.? bld\.? bd\.? blvd\.? place pl\.? chemin che?m?\. route",
    r"rte\.? all[ée]es? impasse imp\.? quai cours square sq\.? passage mont[ée]e c[ôo]te esplanade",
    r"promenade faubourg fbg\.? sentier ruelle villa venelle rond[-\s]point traverse mail voie lotissement",
    r"lot\. r[ée]sidence hameau domaine parc zone za zi zac lieu[-\s]dit lieudit le la les",
)
# What may stand without a number: streets, zones, hamlets, boxes.
_FRENCH_PLACE = any_of(
    r"rue avenue boulevard place chemin route all[ée]es? impasse quai cours square esplanade faubourg",
    r"rond[-\s]point lotissement hameau lieu[-\s]dit lieudit z\.?\s?a\.?(?=\s) z\.?\s?i\.?(?=\s)",
    r"z\.?a\.?c\.?(?=\s) zone_(?:artisanale|industrielle|commerciale|d['’]activit\w+) parc_d['’]activit\w+",
    r"centre_commercial r[ée]sidence bp\s?\d b\.p\.\s?\d cs\s?\d{4,5}",
)
# Where a French street begins; it runs to the end of its text.
FRENCH_STREET = re.compile(
    rf"(?<![\w'’-])(?:{_FRENCH_NUMBER}(?:[A-ZÉ][\w'’-]+\s+)?{_FRENCH_KIND}\b|{_FRENCH_PLACE}(?![\w-]))",
    re.IGNORECASE,
)
_GERMAN_BEGINNING = any_of(
    r"Am An Im In Zum Zur Auf Unter Vor Hinter Bei Beim Alte[rn]? Neue[rn]? Große[rn]? Kleine[rn]?",
    r"Obere[rn]? Untere[rn]? Lange[rn]? Hohe[rn]? St\. Sankt Dr\.-?",
)
_GERMAN_KIND = any_of(
    r"stra(?:ß|ss)e str\. str(?=\s\d) weg platz allee gasse ring damm ufer chaussee markt hof steig stieg",
    r"pfad graben park berg feld wall kamp br[üu]cke zeile winkel twiete promenade garten haus tor höhe",
    r"rain grund wiese tal bach",
)
_NO_GERMAN_STREET = any_of(r"Tel Fax Mobil Fon Nr Telefon Telefax Seit Ab Jahr Seite Platz Top")
_GERMAN_STREET = re.compile(
    rf"(?<![\w-])(?!{_NO_GERMAN_STREET}\b)((?:{_GERMAN_BEGINNING}\s+(?:der|den|dem|die)?\s*)?"
    rf"[A-ZÄÖÜ][\wäöüß.-]*(?:[ -][A-ZÄÖÜ][\wäöüß.-]*){{0,3}}?(?:[- ]?{_GERMAN_KIND})?"
    r"\.?\s*\d{1,4}\s?(?:[a-zA-Z](?!\w))?(?:\s?[-–/+]\s?\d{1,4}\s?[a-z]?){0,3})"
    r"(?![\w%€.:]|\s?(?:Uhr|%|€|km|Jahre))"
)
_GERMAN_NAMED = re.compile(
    r"((?:Stra(?:ß|ss)e|Platz|Allee|Weg)\s(?:der|des)\s(?:\d{1,2}\.\s)?[A-ZÄÖÜ][\wäöüß-]+(?:\s[A-ZÄÖÜ][\wäöüß-]+)?"
    r"\s\d{1,4}\s?(?:[a-z](?!\w))?)"
)
# A street whose number nobody needs fills its line: "Große Fleischergasse", "High Street".
_GERMAN_UNNUMBERED = re.compile(
    rf"\A\s*((?:{_GERMAN_BEGINNING}\s+)?[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|gasse|allee|platz|ufer|damm|markt))\Z"
)
_LATIN_KIND = any_of(
    r"via viale piazza corso largo vicolo calle c/ avenida avda\.? plaza paseo rua travessa praça carrer",
)
_LATIN_STREET = re.compile(
    rf"(?<![\w-])({_LATIN_KIND}\s[^\d|•\n]{{2,60}}?,?\s*(?:n[.°º]?\s?)?\d{{1,4}}\w?)", re.IGNORECASE
)
_DUTCH_KIND = any_of(r"straat laan weg plein kade dijk singel steenweg lei baan gracht hof park markt")
_DUTCH_STREET = re.compile(
    rf"(?<![\w-])([A-Z][\w'’.-]*(?:\s[\w'’.-]+){{0,3}}?{_DUTCH_KIND}\s+\d{{1,4}}\s?\w?)"
)
_NUMBERED_LAST_KIND = any_of(
    r"rue avenue av\. boulevard bd place chemin ch\. route rte all[ée]e impasse quai cours square sentier",
    r"ruelle chauss[ée]e mont[ée]e clos drève esplanade passage",
)
# Belgium and Switzerland put the number behind a French street's name.
_NUMBERED_LAST = re.compile(
    rf"(?<![\w'’-])({_NUMBERED_LAST_KIND}\s[^\d|•\n]{{2,60}}?,?\s*(?:n°\s?)?\d{{1,4}}\s?[a-zA-Z]?(?!\w))",
    re.IGNORECASE,
)
# Where an English street may begin; it is one only if it names its kind further on.
ENGLISH_STREET = re.compile(
    r"(?<![\w-])(?:(?:Unit|Suite|Flat|Floor|Building|Office|Studio)\s[\w-]+"
    r"|\d{1,6}[A-Za-z]?(?:\s?[-–]\s?\d{1,5}[A-Za-z]?)?),?\s+(?=[A-Z0-9])"
)
_ENGLISH_KINDS = any_of(
    r"Street St Avenue Ave Road Rd Lane Ln Drive Dr Boulevard Blvd Way Court Ct Place Pl Square Sq Terrace",
    r"Ter Close Crescent Gardens Grove Hill Row Walk Mews Park Parkway Pkwy Highway Hwy Circle Cir Loop",
    r"Trail Trl Plaza Pike Broadway Estate Centre Center Quay Wharf Green Yard Parade Turnpike Freeway Fwy",
    r"Expressway Route Rte Alley",
)
ENGLISH_KIND = re.compile(rf"\b{_ENGLISH_KINDS}\b")
_ENGLISH_UNNUMBERED = re.compile(
    r"(?:\A|,)\s*((?:[A-Z][\w'’]+\s){1,2}(?:Street|Road|Lane|Avenue|Terrace|Parade|Square|Green))\Z"
)
_LUXEMBOURGISH = re.compile(r"(?<!\w)(\d{1,4}\s?[a-zA-Z]?,?\s[A-ZÉÄ][\w'’.-]*(?:strooss|gaass|wee))\b")

FRENCH = re.compile(
    r"(?<![\w.,€$-])(?:F[- ]?|FR[- ])?(\d{2}\s?\d{3})(?![\d€]|\s?(?:€|euros?|m²|km|h\b|%)|[.,]\d)"
)
_FIVE_DIGITS = re.compile(r"(?<![\w.,€-])(?:D[- ]{1,3}|DE[- ])?(\d{5})\s+(?=[A-ZÄÖÜ])")
_FOUR_DIGITS = re.compile(r"(?<![\w.,€/-])(?:(?:A|CH|B|L|AT|BE|LU)\s?[-–]\s?)?(\d{4})\s+(?=[A-ZÄÖÜÉ])")
_LUXEMBOURG = re.compile(r"(?<!\w)L\s?[-–]\s?(\d{4})\s+(?=[A-Z])")
_DUTCH = re.compile(r"(?<!\w)(\d{4}\s?[A-Z]{2})\s+(?=[A-Z])")
_BRITISH = re.compile(r"(?<!\w)((?:[A-Z]{1,2}\d[A-Z\d]?|GIR)\s?\d[ABD-HJLNP-UW-Z]{2})(?!\w)")
STATE_CODES = any_of(
    "A[KLRZ] C[AOT] D[CE] FL GA HI I[ADLN] K[SY] LA M[ADEINOST] N[CDEHJMVY] O[HKR] PA RI S[CD] T[NX] UT",
    "V[AT] W[AIVY]",
)
_STATE_NAMES = any_of(
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho",
    "Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota",
    "Mississippi Missouri Montana Nebraska Nevada New_Hampshire New_Jersey New_Mexico New_York",
    "North_Carolina North_Dakota Ohio Oklahoma Oregon Pennsylvania Rhode_Island South_Carolina",
    "South_Dakota Tennessee Texas Utah Vermont Virginia Washington West_Virginia Wisconsin Wyoming",
)
STATE = re.compile(f"{STATE_CODES}|{_STATE_NAMES}")
_AMERICAN = re.compile(
    rf"(?<=[\w.)])\s*,?\s+(?:{STATE_CODES}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\.?(?:,?\s+U\.?S\.?A?\.?)?"
    r",?\s+(\d{5}(?:-\d{4})?)(?!\d)"
)
_PROVINCES = any_of("AB BC MB NB NL NS ON PE QC SK YT Qu[ée]bec Ontario Alberta")
_CANADIAN = re.compile(
    rf"(?:(?<=\w)\s*,?\s+\(?{_PROVINCES}\)?\.?,?\s+|\A)([ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d)\b"
)
_IN_CITY_NAMES = any_of(
    r"am an im in bei ob vor der den dem a\. b\. i\. v\. d\. de du des la le les sur sous en et aux? upon",
    r"on di del della el los",
)
CITY = re.compile(
    rf"[A-ZÄÖÜÉÈÎÂ][\w'’.-]*(?:[ -](?:{_IN_CITY_NAMES}\s)*[A-ZÄÖÜÉÈ][\w'’.-]*){{0,4}}"
    r"(?:\s\((?:[A-ZÄÖÜ][\w. -]{1,20})\))?(?:/[A-ZÄÖÜ][\w.-]+)?"
)
_NO_CITY = any_of(
    r"Tel\w* Tél\w* Fax Mobil\w* E-?Mail Mail France Deutschland Germany Phone Cedex CEDEX Uhr Euro? EUR",
    r"Follower Kunden Clients Jahre Années Steuer\w* HRB HRA USt\w* SIRET SIREN RCS TVA Capital Copyright",
    r"Members Mitglieder Artikel Bewertungen Avis Stars Januar Februar März April Mai Juni Juli August",
    r"September Oktober November Dezember [A-Z]",
)
NOT_CITY = re.compile(rf"{_NO_CITY}\b")
_RIVERS_AND_REGIONS = any_of(
    r"Oder Saale Main Spree Lahn Donau Elbe Inn Ruhr Rhein Neckar Neiße Mosel Wümme Aller Leine Havel Weser",
    r"Ems Fulda Werra Isar Lech Unstrut Mulde Sieg Wupper Lippe Saar Nahe Tauber Naab Hunte Vechte Jagst",
    r"Kocher Altm[üu]hl Spessart Rh[öo]n Ostsee Nordsee",
    r"Eder Breisgau Westf\w* Mark Harz W[üu]rtt\w* Bay\w* Sauerland Allg[äa]u Taunus Altmark Eifel Holst\w*",
    r"Hess\w* Odenwald Erzgeb\w* Vogtl\w* Th[üu]r\w* Sachsen Pfalz Schwarzwald Hunsr[üu]ck Rheinland",
    r"Rhld\.? [A-Z]{1,2}\.?",
)
# A district or commune that somebody adds in brackets; a river or region is part of the name.
DISTRICT = re.compile(rf"\s\((?!{_RIVERS_AND_REGIONS}\))[^()]+\)\Z", re.IGNORECASE)
CEDEX = re.compile(r"\s*-?\s*cedex(?:\s?\d{1,2})?\b", re.IGNORECASE)
_COUNTY_NAMES = any_of(
    r"Greater_London Surrey Kent Essex Sussex (?:East|West)_Sussex Hertfordshire Herts Berkshire Berks",
    r"Buckinghamshire Bucks Oxfordshire Hampshire Hants Dorset Devon Cornwall Somerset Wiltshire",
    r"Gloucestershire Worcestershire Warwickshire Northamptonshire Northants Bedfordshire Cambridgeshire",
    r"Cambs Suffolk Norfolk Lincolnshire Lincs Leicestershire Nottinghamshire Notts Derbyshire",
    r"Staffordshire Staffs Shropshire Cheshire Lancashire Lancs Merseyside Greater_Manchester",
    r"(?:North|South|West|East)_Yorkshire Yorkshire Cumbria Northumberland Tyne_(?:and|&)_Wear",
    r"(?:County|Co\.?)_\w+ West_Midlands Middlesex Middx Herefordshire Rutland Fife Lanarkshire Ayrshire",
    r"Midlothian Gwent Gwynedd Powys Dyfed Clwyd Scotland England Wales UK United_Kingdom Northern_Ireland",
    r"Avon Isle_of_Wight \w+_area",
    _PROVINCES,
)
COUNTIES = re.compile(rf"{_COUNTY_NAMES}\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Grammar:
    """How a country writes the line with the postcode: the code (group 1) before its town, or after it.

    `strict`: the code alone proves nothing, a street must stand by it.
    """

    country: str
    code: re.Pattern[str]
    streets: tuple[re.Pattern[str], ...]
    town_first: bool = False
    strict: bool = True


GRAMMARS = {
    "DE": Grammar("DE", _FIVE_DIGITS, (_GERMAN_NAMED, _GERMAN_STREET, _GERMAN_UNNUMBERED)),
    "AT": Grammar("AT", _FOUR_DIGITS, (_GERMAN_STREET, _GERMAN_UNNUMBERED)),
    "CH": Grammar("CH", _FOUR_DIGITS, (_NUMBERED_LAST, _GERMAN_STREET, _LATIN_STREET)),
    "LI": Grammar("LI", _FOUR_DIGITS, (_GERMAN_STREET,)),
    "BE": Grammar("BE", _FOUR_DIGITS, (_NUMBERED_LAST, _DUTCH_STREET, FRENCH_STREET)),
    "LU": Grammar(
        "LU", _LUXEMBOURG, (FRENCH_STREET, _NUMBERED_LAST, _LUXEMBOURGISH, _GERMAN_STREET), strict=False
    ),
    "NL": Grammar("NL", _DUTCH, (_DUTCH_STREET,), strict=False),
    "IT": Grammar("IT", _FIVE_DIGITS, (_LATIN_STREET,)),
    "ES": Grammar("ES", _FIVE_DIGITS, (_LATIN_STREET,)),
    "GB": Grammar("GB", _BRITISH, (ENGLISH_STREET, _ENGLISH_UNNUMBERED), town_first=True, strict=False),
    "US": Grammar("US", _AMERICAN, (ENGLISH_STREET,), town_first=True),
    "CA": Grammar("CA", _CANADIAN, (ENGLISH_STREET, FRENCH_STREET), town_first=True, strict=False),
}
FRENCH_COUNTRIES = frozenset({"FR", "RE", "GP", "MQ", "GF", "YT", "MC"})
HAS_CODE = re.compile(r"\d{4}|\d{2}\s\d{3}|[A-Z]\d[A-Z\d]?\s?\d[A-Z]|[A-Z]\d[A-Z]\s?\d[A-Z]\d")
