"""Sites that list businesses without being one: no lead is made of them."""

import re

from scrapers.sites import site_key
from scrapers.vocabulary import words
from scrapers.web_url import InvalidURL, parse

_FRENCH = """
    1001pharmacies.com 1001salles.com 118000.fr 118008.fr 118218.fr 118712.fr 123devis.com 20minutes.fr
    60millions-mag.com actu.fr aladom.fr allo-medecins.fr allodocteurs.fr allogarage.fr allovoisins.com
    ameli.fr annuaire-des-avocats.fr annuaire-entreprises.fr annuaire-horaire.fr annuaire-mairie.fr
    annuaire.com annuairefrancais.fr apec.fr artisan-sur-mesure.fr artisans-annuaire.fr
    artisans-du-batiment.com avis-garantis.com avis-verifies.com b-reputation.com balinea.com
    batiactu.com batiweb.com bfmtv.com bienici.com bienvenue-a-la-ferme.com bilansgratuits.fr bodacc.fr
    bottin.fr boulangerie.net capeb.fr cdiscount.com charika.ma cma-france.fr cnews.fr companeo.com
    consoglobe.com corporama.com cotemaison.fr cylex-locale.fr cylex.fr data.gouv.fr deliveroo.fr
    depanneo.com devisprox.com dirigeant.com dnb.com docavenue.com doctolib.fr doctoome.com doctrine.fr
    e-pro.fr easyverif.com effy.fr eldo.com ellisphere.com eterritoire.fr europages.fr ffbatiment.fr
    fnac.com france-annuaire.net francebleu.fr francemarches.com francetravail.fr francetvinfo.fr
    franchise-magazine.com garagescore.com gaultmillau.com gites-de-france.com gites.fr gowork.fr
    gralon.net guest-suite.com guide-artisan.fr guide-piscine.fr habitatpresto.com helloartisan.com
    hellopro.fr hellowork.com heures.fr hoodspot.fr horaire.com horaires-ouverture.info
    horairesdouverture24.fr houzz.fr idgarages.com immodvisor.com infobel.com infogreffe.fr infonet.fr
    inpi.fr jechange.fr jobijoba.com jobintree.com journaldunet.com justacote.com keldoc.com kiute.com
    kompass.com l-expert-comptable.com lacartes.com lacentrale.fr ladepeche.fr lafourchette.com
    lagazettedescommunes.com lavoixdunord.fr leboncoin.fr lefigaro.fr legalstart.fr
    leguichetdusavoir.org lemonde.fr leparisien.fr les-horaires.fr lesechos.fr lesfurets.com
    lexpress.fr liberation.fr libramemoria.com linternaute.com local.fr logic-immo.com maiia.com
    mairie.com malt.com malt.fr manageo.fr manomano.fr mapado.com mappy.com mariages.net medoucine.com
    meilleur-artisan.com meilleur-garage.com meilleursagents.com menulog.fr mesdepanneurs.fr
    meteojob.com michelin.com monartisan.com monster.fr needhelp.com nextories.com nomao.com
    nouvelobs.com ootravaux.fr opinionsystem.fr optioncarriere.com ordre.medecin.fr ouest-france.fr
    ouestfrance-immo.com ouicar.fr pagesjaunes.fr pagespro.com pap.fr pappers.fr paruvendu.fr
    petitfute.com pharmanity.com planity.com pluquepro.fr plus-que-pro.fr pole-emploi.fr prontopro.fr
    qualibat.com qualit-enr.org quechoisir.org quelleenergie.fr quotatis.fr rakuten.com rdvmedicaux.com
    regionsjob.com resalib.fr restaurantguru.com restaurants.fr resto.fr romandie.com rtl.fr
    rubypayeur.com sante.fr score-decisions.com score3.fr seloger.com service-public.fr sirene.fr
    societe.com societe.ninja sortiraparis.com starofservice.com sudouest.fr superprof.fr tel.fr
    thefork.fr topito.com travaux.com travauxlib.com treatwell.fr tripadvisor.fr trouver-un-artisan.com
    trustfolio.co ubereats.com usinenouvelle.com verif.com viamichelin.fr vinted.fr vitemonmarche.com
    viteundevis.com vivastreet.com vroomly.com wecasa.fr welcometothejungle.com wizbii.com
    www.avocat.fr yakaygo.com youpijob.fr zankyou.fr zoomalia.com
"""
_GERMAN = """
    11880-handwerker.com 11880-rechtsanwalt.com 11880-werkstatt.com 11880.com 12auskunft.de a24.de
    anwalt.de anwalt24.de anwaltauskunft.de arbeitsagentur.de aroundhome.de arzt-auskunft.de
    ausgezeichnet.org autohaus24.de autoscout24.at autoscout24.ch autoscout24.de bild.de blauarbeit.de
    branchen-info.net branchenbuch.de branchenbuch24.de branchenverzeichnis.org bundesanzeiger.de
    check24.de chefkoch.de companyhouse.de creditreform.de cylex-branchenbuch.de cylex.de
    dasoertliche.de dastelefonbuch.de derstandard.at dialo.de docfinder.at docinsider.de doctolib.de
    erfahrungen.com europages.de faz.net firma.at firmenabc.at firmenwissen.de fixando.ch focus.de
    gastroguide.de gelbeseiten.de gofeminin.de golocal.de goyellow.de gutefrage.net handelsregister.de
    handwerker-anzeiger.de heise.de heizungsfinder.de herold.at holidaycheck.de homegate.ch hrs.de
    immobilien.net immobilienscout24.at immobilienscout24.de immoscout24.ch immowelt.de implisense.com
    jameda.de jobs.ch jobs.de karriere.at kennstdueinen.de kfzteile24.de kleinanzeigen.de klicktel.de
    koomio.de kununu.com lieferando.at lieferando.de local.ch locanto.de lokalbewertungen.de
    marktplatz-mittelstand.de medizinfuchs.de meinestadt.de metajob.de mobile.de moneyhouse.ch
    my-hammer.de myhammer.de n-tv.de netdoktor.de north-data.com northdata.com northdata.de nzz.ch
    oeffnungszeiten.com oeffnungszeitenbuch.de ofri.ch online-handelsregister.de opentable.de
    ortsdienst.de otto.de postleitzahl.org provenexpert.com quandoo.at quandoo.de renovero.ch
    restaurant-ranglisten.de restaurantguru.de ricardo.ch sanego.de search.ch speisekarte.de spiegel.de
    stadtbranchenbuch.com stellenanzeigen.de stepstone.de sueddeutsche.de t-online.de tagesschau.de
    tagesspiegel.de telefonbuch.de testberichte.de topanwaelte.de treatwell.de trustedshops.de
    trustlocal.de tutti.ch unternehmen24.info unternehmensregister.de weekli.de welt.de
    werkenntdenbesten.de wko.at wlw.at wlw.ch wlw.de wogibtswas.de wohnnet.at yellowmap.de zefix.ch
    zeit.de
"""
_ENGLISH = """
    118118.com 118information.co.uk 192.com agoda.com airbnb.com alibaba.com aliexpress.com angi.com
    angieslist.com apollo.io autotrader.co.uk autotrader.com avvo.com bark.com bbb.org bbc.co.uk
    birdeye.com bizify.co.uk bizseek.co.uk booking.com booksy.com brownbook.net buildzoom.com
    businessmagnet.co.uk capterra.com care.com carehome.co.uk cargurus.co.uk cars.com
    chamberofcommerce.com checkatrade.com citysearch.com clutch.co companieshouse.gov.uk
    company-check.co.uk company-information.service.gov.uk companycheck.co.uk craigslist.org
    crunchbase.com cybo.com cylex-uk.co.uk deliveroo.co.uk dexknows.com dnb.co.uk doctify.com
    doctoralia.com doordash.com duedil.com endole.co.uk etsy.com expedia.com expertise.com ezlocal.com
    feefo.com findlaw.com findopen.co.uk fiverr.com fixr.com foursquare.com freeindex.co.uk
    freelancer.com fresha.com g2.com getapp.com glassdoor.co.uk glassdoor.com goodfirms.co gumtree.com
    healthgrades.com hitched.co.uk homeadvisor.com homify.co.uk hotels.com hotfrog.co.uk hotfrog.com
    houzz.co.uk houzz.com houzz.ie independent.co.uk insiderpages.com judysbook.com just-eat.co.uk
    justdial.com justia.com kompass.co.uk lawyers.com loc8nearme.com local.com localheroes.com
    loopnet.com manta.com mapcarta.com mapquest.com martindale.com merchantcircle.com metro.co.uk
    mirror.co.uk misterwhat.co.uk moneysavingexpert.com monster.com mumsnet.com mybuilder.com
    mylocalservices.co.uk n49.com nextdoor.com nhs.uk nicelocal.com nytimes.com onthemarket.com
    opencorporates.com openrice.com opentable.com pitchbook.com porch.com practo.com primelocation.com
    quandoo.co.uk ratedpeople.com realtor.com redfin.com reed.co.uk restaurantji.com resy.com
    reviews.co.uk reviews.io rightmove.co.uk rocketreach.co rome2rio.com rover.com scoot.co.uk
    serviceseeking.com.au showmelocal.com sitejabber.com sluurpy.com sluurpy.fr softwareadvice.com
    squaremeal.co.uk storeboard.com superpages.com taskrabbit.co.uk taskrabbit.com telegraph.co.uk
    thebestof.co.uk theguardian.com thesun.co.uk thetimes.co.uk thomsonlocal.com threebestrated.co.uk
    threebestrated.com thumbtack.com timeout.com top-rated.online totaljobs.com touchlocal.com
    treatwell.co.uk tripadvisor.com truelocal.com.au trulia.com trustatrader.com trustpilot.com
    tupalo.com ukphonebook.com uksmallbusinessdirectory.co.uk upcity.com upwork.com vagaro.com
    walmart.com wanderlog.com waze.com whatclinic.com which.co.uk whitepages.com worldorgs.com
    yalwa.co.uk yalwa.de yell.com yellow.com yellowbot.com yellowpages.ca yellowpages.com
    yellowpages.com.au yelp.com yoys.co.uk zillow.com ziprecruiter.com zomato.com zoominfo.com
    zoopla.co.uk
"""
_ELSEWHERE = """
    1307.be 1707.be 20min.ch 411.ca anibis.ch athome.lu autoscout24.be bobex.be canpages.ca
    companyweb.be comparis.ch cylex.at cylex.be cylex.ch cylex.it detelefoongids.nl doctena.com
    doctena.lu editus.lu europages.co.uk europages.com europages.es europages.it goldenpages.be
    goudengids.nl habitissimo.es habitissimo.fr habitissimo.it help.ch immovlan.be immoweb.be infobel.be
    infoisinfo.co.uk infoisinfo.com infoisinfo.fr kijiji.ca kompass.fr lesoir.be marktplaats.nl
    nextdoor.co.uk nextdoor.fr openingstijden.nl openingsuren.com pagesdor.be pagesjaunes.ca
    paginasamarillas.es paginebianche.it paginegialle.it resto.be ringtwice.be rosa.be rtbf.be rtl.lu
    staatsbladmonitor.be telefoonboek.nl trustup.be virgilio.it werkspot.nl yellow.lu
"""
_SOCIAL = """
    academia.edu behance.net bsky.app calameo.com copainsdavant.com dailymotion.com discord.com
    eventbrite.co.uk eventbrite.com eventbrite.de eventbrite.fr facebook.com facebook.de facebook.fr
    fb.com flickr.com instagram.com issuu.com linkedin.com linktr.ee lnkd.in mastodon.online
    mastodon.social medium.com meetup.com messenger.com ok.ru pin.it pinterest.com pinterest.fr
    prezi.com quora.com reddit.com researchgate.net scribd.com skyrock.com slideshare.net snapchat.com
    soundcloud.com spotify.com substack.com t.co t.me taplink.cc telegram.org threads.com threads.net
    tiktok.com tumblr.com twitch.tv twitter.com viadeo.com vimeo.com vk.com wa.me weibo.com whatsapp.com
    x.com xing.com youtu.be youtube.com yumpu.com
"""
_REFERENCE = """
    apple.com archive.org aufeminin.com baidu.com bing.com brave.com britannica.com bund.de
    cambridge.org chatgpt.com cidj.com cnrtl.fr commentcamarche.net doctissimo.fr duckduckgo.com
    duden.de economie.gouv.fr ecosia.org europa.eu fandom.com france-renov.gouv.fr futura-sciences.com
    gesetze-im-internet.de github.com gitlab.com here.com impots.gouv.fr insee.fr juraforum.de
    larousse.fr le-dictionnaire.com legifrance.gouv.fr leo.org lerobert.com letudiant.fr linguee.com
    linguee.de linguee.fr merriam-webster.com mojeek.com msn.com onisep.fr openai.com openstreetmap.fr
    openstreetmap.org perplexity.ai pons.com qwant.com reverso.net stackexchange.com stackoverflow.com
    startpage.com thefreedictionary.com toupie.org universalis.fr wikidata.org wikihow.com wikimedia.org
    wikipedia.org wikivoyage.org wiktionary.org yahoo.com
"""

DIRECTORIES = frozenset(
    domain
    for group in (_FRENCH, _GERMAN, _ENGLISH, _ELSEWHERE, _SOCIAL, _REFERENCE)
    for domain in group.split()
)
# Names that are a directory, a marketplace or a review site under the domain of every country.
BRANDS = words(
    "airbnb amazon cylex ebay europages expedia glassdoor google groupon houzz indeed infobel just-eat",
    "justeat linkedin pinterest tripadvisor trustpilot ubereats yelp zomato",
)
# Nobody else calls a site so.
_SPEAKING = re.compile(
    r"annuaire|pages-?jaunes|horaires?-?d?-?ouverture|branchenbuch|telefonbuch|gelbe-?seiten|(?:oe|o)ffnungszeiten"
    r"|yellow-?pages|business-?directory|opening-?(?:hours|times)"
)
# Where a directory's owner lends room to businesses: those pages are theirs.
LENT = frozenset({"sites.google.com"})


def is_directory(url: str) -> bool:
    """Tell whether an address is of a site about many businesses or of many people, not of one business.

    Directories, registers, social networks, marketplaces, review sites, encyclopedias, newspapers.
    """
    host, site = _host(url), site_key(url)
    return (
        bool(host)
        and host not in LENT
        and (site in DIRECTORIES or host in DIRECTORIES or _is_spoken_for(site.partition(".")[0]))
    )


def is_shared(url: str) -> bool:
    """Tell whether the site of an address is that of many: a directory, or a host that lends rooms."""
    return is_directory(url) or _host(url) in LENT


def _is_spoken_for(label: str) -> bool:
    return label in BRANDS or bool(_SPEAKING.search(label))


def _host(url: str) -> str:
    try:
        return parse(url).host
    except InvalidURL:
        return ""
