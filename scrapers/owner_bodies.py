"""Public bodies and services that businesses tell their customers about, and that are not the business."""

import re

from scrapers.vocabulary import any_of, stems

# A court or tax office of a legal notice says where the business is on record: « Amtsgericht Mainz, HRB 1 ».
_NO_REGISTER = (
    r"(?![^\n]{0,60}\b(?:HR\s?[AB]|VR|GnR|PR|register\w*|st(?:euer)?[.-]*\s?(?:nr|nummer)|ust)\b)"
    r"(?!(?:_[\w./-]+){1,4}\W*\Z)"
)
_NAMES = any_of(
    r"offices?_(?:de|du)_tourisme syndicat_d['’]initiative mairie_d\w* (?:sous-)?pr[ée]fecture_d\w* CPAM",
    r"MDPH URSSAF AGEFIPH ANSM DREETS DDPP DGCCRF ADIL CCI cap_emploi france_travail p[ôo]le_emploi",
    r"agence_r[ée]gionale_de_sant[ée] chambre_d['’]agriculture centre_antipoison\w* SOS_m[ée]decins samu",
    r"(?:sapeurs[-\s])?pompiers gendarmerie commissariat ligue_r[ée]gionale caisse_primaire",
    r"comit[ée]_(?:d[ée]partemental|r[ée]gional) conseil_(?:d[ée]partemental|r[ée]gional)_d\w*",
    r"parking(?:_d\w*|\s*:\s*(?-i:[A-Z])\w+) PGHM m[ée]t[ée]o_(?:france|montagne) gare_SNCF",
    r"a[ée]roport_d\w* taxis? [ée]cole_de_ski tribunal_(?:de|judiciaire)",
    r"centre_hospitalier tourist[-\s]?info\w* touristik\w* kurverwaltung verkehrsverein fremdenverkehrs\w+",
    r"(?:\w+-_und_)?[\w-]*innung kreishandwerker\w+ IHK handelskammer handwerkskammer regierungspr[äa]sidium",
    r"bezirks(?:regierung|amt) landratsamt landesdirektion gesundheitsamt ordnungsamt gewerbeamt",
    rf"(?:amtsgericht|finanzamt){_NO_REGISTER} giftnotruf\w* giftinformation\w+ polizei feuerwehr",
    r"[äa]rztlicher_(?:bereitschafts|not)dienst T[ÜU]V",
    r"(?:jugend|standes|b[üu]rger)amt DEKRA [\w-]*pr[üu]fstelle zentralruf",
    r"espaces?_(?:conseil_)?france_r[ée]nov['’]*",
    r"taxi(?:zentrale|ruf)? parkhaus flughafen telefonseelsorge tourist_information",
    r"visitor_cent(?:er|re) citizens_advice trading_standards poison_control financial_ombudsman",
    r"legal_ombudsman city_hall chamber_of_commerce ofsted environment_agency",
)
# What stands before a body that is spoken of: the beginning of a line or sentence, or words that lead to it.
_LED_TO = any_of(
    r"\A [.;:|•?!]\s [–—]\s \( \bcontacte[rz]\s \baupr[èe]s_d\w+\s \bpar\s \bou\s",
    r"\bconventionn[ée]\w*\s \bd[ée]livr[ée]e_par\s",
)
_ARTICLE = r"\W*(?:l[ea]s?\s|l['’]|die\s|der\s|das\s|the\s)?"
# Its contact, in the same sentence; or nothing more than a few words, as in a label or heading.
_ITS_CONTACT = r"(?:(?!\.\s+(?-i:[A-ZÀ-Þ])[^.])[^\n]){0,130}?(?:\d(?:[\s./-]{0,2}\d){7}|@)"
_A_FEW_WORDS = r"[^\n@]{0,60}\Z"

BODY_NAME = re.compile(rf"(?<![\w-]){_NAMES}(?![\w-])", re.IGNORECASE)
PUBLIC_BODY = re.compile(
    rf"{_LED_TO}{_ARTICLE}{_NAMES}(?![\w-])(?={_ITS_CONTACT}|{_A_FEW_WORDS})", re.IGNORECASE
)
STEMS = stems(
    "tourisme syndicat_d mairie préfecture cpam mdph urssaf agefiph ansm dreets ddpp dgccrf adil",
    "cap_emploi france_travail pôle_emploi cci agence_rég chambre_d antipoison sos_méd samu pompiers",
    "gendarmerie commissariat comité_ ligue_rég parking pghm météo_ gare_sncf aéroport taxi école_de_ski",
    "caisse_prim conseil_ tribunal hospitalier tourist kurverw verkehrsv fremdenverk innung",
    "kreishandw ihk kammer regierungspr bezirks landratsamt landesdir sundheitsamt ordnungsamt",
    "gewerbeamt finanzamt amtsgericht giftn gifti polizei feuerwehr ärztlicher_ telefonseels tüv",
    "jugendamt standesamt rgeramt dekra fstelle zentralruf france_rén france_ren",
    "parkhaus flughafen visitor_ citizens_adv trading_st poison_c ombudsman city_hall chamber_of",
    "ofsted environment_ag",
)
