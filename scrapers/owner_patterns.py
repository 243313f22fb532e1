"""The words by which a page speaks of companies other than the business behind it."""

import re
from enum import Enum, auto

from scrapers.owner_bodies import PUBLIC_BODY
from scrapers.owner_bodies import STEMS as BODY_STEMS
from scrapers.vocabulary import any_of, stems, words

_I = re.IGNORECASE

_HOST = re.compile(
    any_of(
        r"h[ée]bergeurs?\b h[ée]berg[ée]e?s?_(?:par|chez|sur)\b h[ée]bergement_(?:du|de_ce|de_notre)_site",
        r"h[ée]bergement_(?:web|internet) prestataire_d['’]h[ée]bergement \bweb\s?hosting\b \bhosting\b",
        r"\bhosted_(?:by|on|at)\b \bhoster\b \bgehostet\b",
        r"\bhosting[-\s]?(?:provider|anbieter|dienstleister) \bwebspace\b",
    ),
    _I,
)
# The bare word is a guest house's trade; in a legal notice it is a section about the host.
HOSTING_HEADING = re.compile(r"\W*(?:\d+[.)]?\s*)?h[ée]bergement\b", _I)
_CRAFTS = any_of(
    r"web\s?design website_design conception r[ée]alisation cr[ée]ation d[ée]veloppement design graphisme",
    r"int[ée]gration r[ée]f[ée]rencement programmation umsetzung programmierung gestaltung realisierung",
    r"realisation konzept(?:ion)? site_internet (?:technische[rn]?_)?(?:betrieb|betreuung|pflege)",
)
_MORE_CRAFTS = any_of(
    r"web\s?design conception r[ée]alisation cr[ée]ation d[ée]veloppement design graphisme h[ée]bergement",
    r"int[ée]gration r[ée]f[ée]rencement programmierung gestaltung umsetzung technik hosting programmation",
    r"maintenance",
)
_MADE = any_of(
    r"r[ée]alis[ée]\w* cr[ée][ée]e?\b con[çc]u\w* d[ée]velopp[ée]\w* designed built created made developed",
    r"powered erstellt gestaltet umgesetzt propuls[ée] crafted imagin[ée] sign[ée] pens[ée]",
)
MAKER = re.compile(
    rf"(?:\bsite|\bweb\s?site|\bwebseite|\bhomepage|\bcr[ée]ation|\bpage)(?:\s+(?:web|internet|vitrine|officiel))?"
    rf"\s*(?:a\s+[ée]t[ée]\s+|est\s+|was\s+|wurde\s+)?{_MADE}\s+(?:et\s+\w+\s+|and\s+\w+\s+)?"
    r"(?:par|by|von|avec|with|durch)\b"
    rf"|\b{_CRAFTS}(?:\s*(?:&|et|/|und|,|and|\+|-)\s*{_MORE_CRAFTS}){{0,3}}"
    r"(?:\s+(?:du|de\s+ce|de\s+notre|des|der|dieser|this)\s+(?:sites?|website|webseite|seite|homepage|internetseite))?"
    r"(?:\s+(?:web|internet|graphique|technique))*\s*(?::|\bby\b|\bpar\b|\bvon\b|\bdurch\b)|"
    + any_of(
        r"\b(?:powered|designed|developed|built|created|website|site|made)_by\b \bpropuls[ée]_par\b",
        r"\berstellt_(?:von|durch)\b \bagence_web\s*: \bcr[ée]dits?\s*(?:photos?|photographiques?)?\s*:",
        r"\bwebmaster\s*: \bwebdesign\b \bcr[ée]ation_(?:de_)?sites?_(?:internet|web)\b",
        r"\b(?:cr[ée]ateur|concepteur|r[ée]alisateur|d[ée]veloppeur|int[ée]grateur|graphiste)s?"
        r"(?:_(?:du|de_ce|de_notre)_site)?(?:_(?:web|internet))?\s*[:–]",
        rf"\b{_MADE}_(?:avec|with|mit)\W+(?:amour|passion|love|care|liebe|soin|(?-i:[A-Z])[\w.-]{{2,20}})?\W*(?:par|by|von|chez|at)\b",
        r"\bune_(?:cr[ée]ation|r[ée]alisation)_(?:de|du|par|d['’])",
        r"\b(?:cr[ée]ation|r[ée]alisation|conception)_(?:agence|studio|atelier_web)\b",
        r"\b(?:template|theme|th[èe]me|vorlage)\b[^.|\n]{0,40}?\b(?:by|par|von)\b",
    ),
    _I,
)
MAKER_HEADING = re.compile(
    r"\W*(?:\d+[.)]?\s*)?"
    + any_of(
        r"conception r[ée]alisation cr[ée]ation d[ée]veloppement cr[ée]dits? web\s?master web\s?design",
        r"design gestaltung umsetzung realisierung credits",
        r"bild(?:nachweis|rechte|quelle)\w* fotos? foto(?:grafie|nachweis)\w*",
        r"photos? photographies? iconographie",
    )
    + r"\b",
    _I,
)
# Alone it may be the trade of the business.
MEDIATION_HEADING = re.compile(r"\W*(?:\d+[.)]?\s*)?m[ée]diat(?:ions?|eurs?|rices?)\W*\Z", _I)
_MEDIATOR = re.compile(
    any_of(
        r"\bm[ée]diat(?:eurs?|rices?|ion)_(?:\w+_){0,2}(?:de_la_|[àa]_la_)?consommation",
        r"\bm[ée]diat(?:eur|rice)_(?:national|de_la_profession|du_b[âa]timent|du_tourisme)",
        r"\bMTV_M[ée]diation \bm[ée]diation_tourisme",
        r"\bm[ée]diateurs?_(?:comp[ée]tent|suivant|:|de_l|d[ue]_[A-Z]) \A\W*m[ée]diat(?:eur|ion)s?\W*\Z",
        r"\bCM2C\b \bMEDICYS\b \bCNPM\b \bAME_CONSO\b",
        r"\bMCP_M[ée]diation \bANM_Conso \bM[ée]diation_Solution \bDevigny\b schlichtungsstelle",
        r"streitbeilegung streitschlichtung \bOS-Plattform\b \bonline_dispute_resolution",
        r"\bombuds(?:man|stelle) r[èe]glement_(?:en_ligne_)?des_litiges",
    ),
    _I,
)
# "des avocats du Barreau de Toulouse"
_OF_PLACE = r"(?:_(?:(?:de|du|des|de_la|[àa])_)?(?:l['’]|d['’])?[\w'’-]+){0,5}?"
_AUTHORITY = re.compile(
    any_of(
        r"\baufsichtsbeh[öo]rde \bzust[äa]ndige_(?:kammer|beh[öo]rde|stelle)",
        r"(?:[äa]rzte|anwalts?|steuerberater|architekten|handwerks|apotheker|psychotherapeuten)kammer\b",
        r"\bkammer\s*: \bkassen(?:zahn)?[äa]rztliche_vereinigung \blandesbeauftragte \bCNIL\b",
        r"\bcommission_nationale_(?:de_l['’])?informatique \binformation_commissioner",
        r"\bautorit[ée]_de_contr[ôo]le \bconseil_(?:national|r[ée]gional|d[ée]partemental)_de_l['’]ordre",
        rf"(?<!l['’])\bordre_(?:national_|r[ée]gional_|d[ée]partemental_)?des_(?!notaires_associ)[\w-]+{_OF_PLACE}"
        r"\s*(?:[:,\n–]|-_|\Z)(?!\s*(?:n[°o]|sous|\d{3}))",
        rf"(?:\A\W*|\bau?pr[èe]s_du_|\b(?:si[èe]ge|maison)_du_)barreau_d\w*{_OF_PLACE}\s*(?:[:,–]|-_|\Z)",
        r"\bstandesrecht \bb[âa]tonnier_de \bchambre_(?:r[ée]gionale|d[ée]partementale|nationale)_des",
        r"\A\W*chambre_des_notaires_d[^:,\n]{2,40}\Z",
        r"\bchambre_(?:de_m[ée]tiers|de_commerce|des_notaires|des_m[ée]tiers)\b[^.]{0,60}[:,\n]",
        r"\bBundesnetzagentur\b \blandesamt_f[üu]r_datenschutz \bsecretary_of_state\b",
        r"\b(?:gemeinsame_)?registerstelle\b \berlaubnisbeh[öo]rde \bvermittlerregister\s*:",
        r"\bcompanies_house\b \binternal_revenue_service\b",
        r"\bdepartment_of_(?:state|labor|revenue|licensing|insurance|taxation|consumer_affairs|motor_vehicles)\b",
        r"\bprocessing_cent(?:er|re)\b",
        r"\bbetter_business_bureau\b \bcare_quality_commission\b \bdata_protection_(?:authority|commission)",
    ),
    _I,
)
_INSURER = re.compile(
    any_of(
        r"\bassur(?:ance|eur)s?\s*(?:\w+_){0,4}(?:d[ée]cennale|responsabilit[ée]|rc\b|professionnelle|pro\b|:)",
        r"\bgarant(?:ie)?_(?:financi[èe]re|financier) berufshaftpflicht haftpflichtversicherung",
        r"verm[öo]gensschaden \bprofessional_indemnity \bresponsabilit[ée]_civile_professionnelle",
        r"\bgarantie_d[ée]cennale\s*:",
        r"\bhaftpflicht(?:versicherer)?\s*: \A\W*(?:versicherer|assureur|insurer)\W*\Z",
    ),
    _I,
)
# The label of a cell; as a heading it is a broker's trade.
_INSURER_LABEL = re.compile(r"\A\W*(?:versicherung|(?:berufs|betriebs)?haftpflicht|d[ée]cennale)\W*\Z", _I)
_AUTHORS = re.compile(
    r"\b"
    + any_of(
        r"photo(?:graphie)?s? r[ée]daction(?:nel)? textes? illustrations? traductions?",
        r"fotos? bilder bild(?:nachweis|rechte|quelle)\w*",
    )
    + r"\s*:",
    _I,
)
# Up to where the body's own address or number stands, in the same sentence.
_ITS_ADDRESS = (
    r"(?:(?!(?<!\b[A-Z])\.\s+[A-Z])[^|()\n]){0,110}?"
    r"(?:\b\d{5}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b0\d{3}\s\d{3})"
)
_BODY = re.compile(
    any_of(
        r"\b(?:regulated|licensed|authori[sz]ed|accredited|supervised)_by\b",
        r"\bmitglied(?:schaft)?_(?:im|in|der|des|bei|beim)\b \bmembre_d(?:e|u|es)\b \bmember_of\b",
        r"\badh[ée]rente?_(?:[àa]|au|de|du)\b \bcontr[ôo]l[ée]e?_par\b \bagr[ée][ée]e?_par\b",
    )
    + _ITS_ADDRESS,
    _I,
)
_PROTECTION = re.compile(
    any_of(
        r"\bextern\w*_datenschutzbeauftragte \bdatenschutzbeauftragte[rn]?\s*:",
        r"\A\W*(?:unser[e]?_|[\divx.]+_)?(?:betriebliche[rn]?_)?datenschutzbeauftragte[rn]?\W*\Z",
    ),
    _I,
)
# Sections about others, by their heading.
OTHERS = re.compile(
    r"\A\W*"
    + any_of(
        r"(?:(?:nos|les|mes|notre)_)?(?:partenaires?|sponsors?|fournisseurs|confr[èe]res|prestataires)",
        r"nos_(?:[\w'’]+_){1,2}partenaires? nos_(?:partenaires|artisans|producteurs)(?:_[\w'’]+)? secours",
        r"(?:en|mit_dem|by)_taxis?",
        r"(?:on|ils|elles|la_presse)_(?:en_)?parle(?:nt)?(?:_de_(?:nous|moi))? revue_de_presse",
        r"(?:(?:les|vos|leurs)_)?(?:avis|t[ée]moignages)(?:_(?:de_(?:nos|mes)_)?(?:clients?|google|patients))?",
        r"(?:devenir|devenez)_franchis[ée]e? livre_d['’]or kunden(?:stimmen|meinungen|bewertungen)",
        r"(?:was|das_sagen)_(?:unsere_)?kunden(?:_(?:[üu]ber_uns_)?sagen)? pressestimmen bekannt_aus",
        r"(?:nos_|quelques_)?liens(?:_(?:utiles|externes|amis))?",
        r"(?:num[ée]ros|contacts|adresses)_(?:utiles|d['’]urgences?) nos_bonnes_adresses",
        r"(?:nos_)?(?:r[ée]f[ée]rences|adh[ée]rents|membres) (?:unsere_)?(?:referenzen|mitglieder)",
        r"ils_(?:nous_font_confiance|travaillent_avec_nous) que_faire[\w\s'’]{0,25} aux_alentours",
        r"[àa]_(?:voir|faire|d[ée]couvrir)[\w\s,àô'’]{0,30}",
        r"(?:les_)?activit[ée]s_(?:[àa]_proximit[ée]|aux_alentours|alentour)",
        r"(?:les_)?organismes_(?:[àa]_contacter|utiles|partenaires) (?:les_)?autorit[ée]s_comp[ée]tentes",
        r"(?:en_)?(?:dehors|hors)_(?:de_(?:nos|vos|ces)_|des_)?(?:horaires|heures)[\w\s'’]{0,20}",
        r"(?:unsere_)?(?:(?:kooperations|hotel|service)?partner(?:hotels|betriebe|firmen)?|sponsoren|\w*lieferant(?:en)?)",
        r"(?:weitere_|wichtige_|n[üu]tzliche_)?(?:notruf|ruf|telefon)nummern (?:unsere_)?empfehlungen",
        r"(?:n[üu]tzliche_|interessante_|weiterf[üu]hrende_)?links tourist[-\s]?info\w*",
        r"(?:our_)?(?:partners|sponsors|suppliers) recommended_(?:suppliers|vendors|businesses)",
        r"useful_(?:links|contacts|numbers) emergency_numbers (?:local_)?attractions",
        r"things_to_do[\w\s]{0,25}",
    )
    + r"\W*\Z",
    _I,
)
# The sights around a guest house, each with its number.
_AROUND = re.compile(
    r"\A\W*"
    + any_of(
        r"[àa]_(?:voir|visiter|proximit[ée]) aux_alentours dans_les_environs",
        r"in_der_(?:n[äa]he|umgebung) ausflugs(?:ziele|tipps) sehensw[üu]rdigkeiten nearby",
    )
    + r"[\w\s]{0,20}:(?![^\n]*\b(?:nos|notre|nous|unser\w*|wir|our|us)\b)",
    _I,
)
# A credit has one of these besides the craft it names: "created by", "réalisation :".
CREDIT_STEMS = stems(
    ": _agence _studio _par_ _by_ _von_ _avec_ _with_ _durch_ webdesign web_design de_site on_site"
)


class Where(Enum):
    """Where a pattern says that another company is spoken of."""

    ANYWHERE = auto()
    # In headings and, on a legal notice, in any line.
    NOTICE = auto()
    # In headings and lines of a legal notice.
    LEGAL = auto()
    # In a legal notice, and at the foot of any page.
    CREDITS = auto()
    HEADING = auto()


# (what a line has at least before the pattern is tried, the pattern, where it counts)
PATTERNS = (
    (stems("berg hosting hosted hoster gehostet webspace"), _HOST, Where.ANYWHERE),
    (
        stems(
            "réalis realis créé cree créat creat conçu concu concept konzept développ develop design built",
            "made_ website_by site_by powered erstellt gestalt umgesetzt umsetzung propuls graphisme",
            "betrieb betreuung pflege intégration référencement programm agence_web crédit credit",
            "webmaster site_internet _agence _studio graphiste intégrateur crafted",
            "site_imagin site_sign site_pens template theme thème vorlage",
        ),
        MAKER,
        Where.ANYWHERE,
    ),
    (
        stems(
            "médiat mediat cm2c medicys cnpm ame_conso anm_conso devigny schlichtung streitbei",
            "os-plattform dispute ombuds litiges",
        ),
        _MEDIATOR,
        Where.ANYWHERE,
    ),
    (
        stems(
            "aufsichtsbeh zuständig landesamt kammer vereinigung landesbeauftragte cnil commission_nationale",
            "secretary_of companies_house internal_rev department_of better_bus care_qual data_prot",
            "information_commissioner autorité_de_contr conseil_ ordre_ standesrecht bundesnetz bâtonnier",
            "chambre_ barreau_ registerst erlaubnisb vermittlerreg processing_cent",
        ),
        _AUTHORITY,
        Where.ANYWHERE,
    ),
    (
        stems("photo rédaction texte illustration traduction foto bilder bildn bildr bildq iconogr"),
        _AUTHORS,
        Where.CREDITS,
    ),
    (
        stems(
            "regulated_by licensed_by authorised_by authorized_by accredited_by supervised_by",
            "mitglied membre_d member_of adhérent contrôlé agréé",
        ),
        _BODY,
        Where.ANYWHERE,
    ),
    (stems("datenschutzbeauftragte"), _PROTECTION, Where.ANYWHERE),
    (
        stems("à_voir à_visiter à_prox alentours environs in_der_ ausflug sehensw nearby"),
        _AROUND,
        Where.ANYWHERE,
    ),
    (BODY_STEMS, PUBLIC_BODY, Where.ANYWHERE),
    (
        stems(
            "partenaire sponsor fournisseurs confrères prestataires liens numéros_ contacts_ adresses",
            "travaillent_avec à_voir à_faire alentour activités que_faire organismes_ autorités_",
            "dehors_d hors_ partner lieferant empfehlungen nummern links attractions things_to",
            "références references adhérents membres",
            "referenzen mitglieder suppliers recommended_ font_confiance useful_ emergency_num tourist",
            "nos_artisans nos_producteurs secours parle_de parlent presse avis témoignages franchis livre_d",
            "taxi sagen_ kundens kundenm kundenb kunden_ bekannt_aus",
        ),
        OTHERS,
        Where.HEADING,
    ),
    (stems("versicherung haftpflicht décennale"), _INSURER_LABEL, Where.LEGAL),
    (
        stems(
            "assur garant haftpflicht versicher vermögensschaden indemnity responsabilité_civile insurance"
        ),
        _INSURER,
        Where.NOTICE,
    ),
)
# Mailboxes that a profession or a network gives its members.
SHARED_DOMAINS = words(
    "notaires.fr avocat.fr avocats.fr huissier-justice.fr architectes.org experts-comptables.fr medecin.fr",
    "anwaltverein.de rak.de datev.de",
)
# Companies that host or build sites for others; a business names them in its legal notice.
KNOWN = re.compile(
    r"\b"
    + any_of(
        r"OVH(?:cloud)? IONOS 1\s?&\s?1 1und1 GANDI Gandi [oO]2[sS]witch Wix(?:\.com)? Online_SAS Scaleway",
        r"Infomaniak LWS Ligne_Web_Services PlanetHoster Hostinger SiteGround GoDaddy Squarespace Shopify",
        r"Jimdo STRATO Strato Hetzner ALL-INKL [mM]ittwald domainfactory Host\s?Europe Automattic",
        r"WP\s?Engine Kinsta Cloudflare Amazon_Web_Services Netlify Vercel Nuxit Ikoula Hosteur Alwaysdata",
        r"Webflow e-monsite SiteW Weebly Google_(?:Ireland|LLC|Inc) Meta_Platforms",
        r"Facebook_(?:Ireland|Inc) Mailchimp Sendinblue Brevo HubSpot united-domains Raidboxes webgo",
        r"Hostpoint Combell Linkeo Simpl[ée]bo Solocal GitHub",
    )
    + r"\b"
)
KNOWN_STEMS = stems(
    "ovh ionos 1&1 1_&_1 1und1 gandi o2switch wix online_sas scaleway infomaniak lws ligne_web",
    "planethoster hostinger siteground godaddy squarespace shopify jimdo strato hetzner all-inkl mittwald",
    "domainfactory host_europe hosteurope automattic wp_engine wpengine kinsta cloudflare amazon_web",
    "netlify vercel nuxit ikoula hosteur alwaysdata webflow e-monsite sitew weebly google_ meta_platforms",
    "facebook_i mailchimp sendinblue brevo hubspot united-domains raidboxes webgo hostpoint combell linkeo",
    "simpl solocal github",
)
# Where the business itself comes back into the text.
OWN = re.compile(
    any_of(
        r"(?<![^\W\d_])[ée]dit(?:eur|[ée]|ion)\b \bdirection_de_la_publication \bexploitante?\s*:",
        r"\bpropri[ée]taire(?:_du_site|\s*:) \bg[ée]rante?\s*:",
        r"\bdirect(?:eur|rice)_de_(?:la_)?(?:publication|r[ée]daction)",
        r"\bresponsable_(?:[ée]ditorial|du_site) \bresponsable_(?:de_(?:la_)?)?(?:publication|r[ée]daction)",
        r"\braison_sociale\b \bangaben_gem[äa][ßs]+ \bverantwortlich\b \binhaber(?:in)?\b",
        r"\bgesch[äa]ftsf[üu]hr \bvertreten_durch \bdiensteanbieter\b (?<![\w-])betreiber(?:in)?\s*:",
        r"\bdonn[ée]es_personnelles",
        r"\bpropri[ée]t[ée]_intellectuelle \bcookies?\b © \bcopyright\b \bumsatzsteuer \bqui_sommes",
        r"\bnous_contacter\b \bcontactez[-\s]nous \bsite_owner\b \bpublisher\b",
    ),
    _I,
)
# A notice with a part for who runs the business has another for who made and publishes its site.
OPERATOR_LABEL = re.compile(r"\A\W*exploitante?(?:\s+du\s+site)?\s*:?\W*\Z", _I)
PUBLISHER_LABEL = re.compile(
    r"\A\W*(?:propri[ée]taire\s+et\s+)?[ée]diteur(?:\s+du\s+site)?(?:\s+internet)?\s*:?\W*\Z", _I
)
OPERATOR_STEMS = stems("exploitant")
PUBLISHER_STEMS = stems("diteur")
OWN_HEADING = re.compile(
    any_of(
        r"\bcontact\b \bkontakt\b \badresse\b \bcoordonn[ée]es\b \bimpressum\b \bhoraires\b",
        r"\bmentions_l[ée]gales\b \bplan_d['’]acc[èe]s\b \b[aà]_propos\b \babout\b",
    ),
    _I,
)
LEGAL = re.compile(
    any_of(
        r"mentions l[ée]gal impressum imprint datenschutz privacy \bcg[vu]\b conditions confidentialit",
        r"terms rgpd",
    ),
    _I,
)
# A line that goes on with another company's address: numbers, streets, labels, forms of companies.
CONTINUES = re.compile(
    r"\d{4,5}\b|\d(?:[\s.\-/]?\d){6}|@|\bwww\.|https?:|\b"
    + any_of(
        r"rue avenue boulevard bd place chemin route cedex bp street road stra(?:ß|ss)e str\. platz allee",
    )
    + r"\b|^\W*"
    + any_of(
        r"t[ée]l phone fax e-?mail mail courriel adresse anschrift address si[èe]ge rcs siret siren",
        r"capital tva site web internet soci[ée]t[ée] nom",
    )
    + r"\b|\b(?:SAS|SARL|GmbH|Ltd|Inc|LLC)\b",
    _I,
)
# A business whose own trade is making and hosting sites says so in its title.
WEB_TRADE = re.compile(
    any_of(
        r"web\s?design cr[ée]ation_(?:de_)?sites? agence_(?:web|digitale|de_communication)",
        r"web_agency d[ée]veloppe(?:ur|ment)_web web_develop webagentur werbeagentur internetagentur",
        r"website_design web_?hosting h[ée]bergement_web graphi[sc] digital_agency agence_de_com",
        r"homepage-?erstellung webmaster webseiten programmierung",
    ),
    _I,
)
# A line that cannot begin with the name of somebody else.
LABELLED = re.compile(
    r"\W*(?:\(?\+?\d|"
    + any_of(
        r"t[ée]l phone fon\b fax e-?mail mail courriel adresse anschrift address si[èe]ge site web www",
        r"https? contact rcs siret siren tva capital n[°o]\b num[ée]ro rue avenue boulevard bp\b cs\b",
        r"support service",
    )
    + ")",
    _I,
)
AGENCY_LINK = re.compile(
    any_of(
        r"cr[ée]ation_(?:de_)?sites? agence_(?:web|digitale|de_communication|internet) web\s?design",
        r"web_agency site_internet_par r[ée]f[ée]rencement webagentur werbeagentur internetagentur",
    ),
    _I,
)
AGENCY_STEMS = stems("site agenc agentur design référenc referenc")
KNOWN_SITES = words(
    "ovh.com ovh.net ovh.fr ovhcloud.com ionos.fr ionos.de ionos.com ionos.co.uk 1and1.fr 1and1.com",
    "1und1.de gandi.net o2switch.fr wix.com wixpress.com infomaniak.com infomaniak.ch lws.fr",
    "planethoster.com planethoster.net planethoster.info hostinger.com hostinger.fr siteground.com",
    "godaddy.com squarespace.com shopify.com jimdo.com strato.de hetzner.com hetzner.de all-inkl.com",
    "mittwald.de df.eu hosteurope.de automattic.com wpengine.com kinsta.com cloudflare.com netlify.com",
    "vercel.com nuxit.com ikoula.com hosteur.com alwaysdata.com webflow.com e-monsite.com sitew.com",
    "weebly.com google.com meta.com facebook.com fb.com mailchimp.com brevo.com sendinblue.com hubspot.com",
    "amazon.com scaleway.com online.net github.com cnil.fr cm2c.net medicys.fr anm-conso.com",
    "mcpmediation.org mediationconso-ame.com devignymediation.fr sasmediationsolution-conso.fr",
    "medimmoconso.fr mediation-assurance.org economie.gouv.fr europa.eu verbraucher-schlichter.de",
    "ico.org.uk solocal.com linkeo.com simplebo.fr local.fr prestashop.com joomla.org wordpress.com",
    "wordpress.org elementor.com bloctel.gouv.fr",
)


_PRESS = re.compile(r"\b(?:presse|press|media)\b|pressekontakt", _I)


def means_business(heading: str) -> bool:
    """Tell whether a heading announces the business's own contacts; the press has its own agency."""
    return OWN_HEADING.search(heading) is not None and not _PRESS.search(heading)
