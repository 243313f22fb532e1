"""Sites that list businesses without being one: no lead is made of them."""

from scrapers.sites import site_key
from scrapers.web_url import InvalidURL, parse

_FRENCH = """
    118000.fr 118218.fr 118712.fr 123devis.com 20minutes.fr 60millions-mag.com actu.fr allovoisins.com
    annuaire-entreprises.fr annuaire-mairie.fr annuaire.com annuairefrancais.fr apec.fr
    artisan-sur-mesure.fr avis-verifies.com balinea.com bienici.com bilansgratuits.fr bodacc.fr bottin.fr
    capeb.fr cdiscount.com companeo.com corporama.com cylex-locale.fr data.gouv.fr deliveroo.fr dnb.com
    doctolib.fr doctrine.fr europages.fr ffbatiment.fr fnac.com france-annuaire.net francebleu.fr
    francetravail.fr gralon.net guest-suite.com habitatpresto.com helloartisan.com hellowork.com heures.fr
    hoodspot.fr horaire.com horairesdouverture24.fr houzz.fr immodvisor.com infobel.com infogreffe.fr
    infonet.fr inpi.fr justacote.com keldoc.com kiute.com kompass.com lacartes.com ladepeche.fr
    lafourchette.com leboncoin.fr lefigaro.fr lemonde.fr leparisien.fr les-horaires.fr linternaute.com
    local.fr logic-immo.com maiia.com manageo.fr manomano.fr mappy.com meilleur-artisan.com
    meilleursagents.com mesdepanneurs.fr monartisan.com needhelp.com nomao.com ootravaux.fr opinionsystem.fr
    ordre.medecin.fr ouest-france.fr pagesjaunes.fr pagespro.com pap.fr pappers.fr petitfute.com planity.com
    pluquepro.fr plus-que-pro.fr pole-emploi.fr prontopro.fr qualibat.com qualit-enr.org quechoisir.org
    quelleenergie.fr rakuten.com restaurantguru.com rubypayeur.com score3.fr seloger.com service-public.fr
    societe.com societe.ninja starofservice.com sudouest.fr tel.fr thefork.fr travaux.com travauxlib.com
    treatwell.fr tripadvisor.fr trouver-un-artisan.com ubereats.com verif.com viamichelin.fr vinted.fr
    welcometothejungle.com wizbii.com
"""
_GERMAN = """
    11880.com aroundhome.de ausgezeichnet.org blauarbeit.de branchen-info.net branchenbuch.de check24.de
    cylex.de dasoertliche.de dastelefonbuch.de doctolib.de europages.de firmenabc.at firmenwissen.de
    gelbeseiten.de golocal.de goyellow.de handelsregister.de herold.at immobilienscout24.de immowelt.de
    jameda.de kennstdueinen.de kleinanzeigen.de kununu.com lieferando.de local.ch marktplatz-mittelstand.de
    meinestadt.de mobile.de moneyhouse.ch my-hammer.de myhammer.de northdata.com northdata.de
    oeffnungszeitenbuch.de otto.de provenexpert.com renovero.ch restaurant-ranglisten.de search.ch
    speisekarte.de stadtbranchenbuch.com stepstone.de telefonbuch.de treatwell.de trustedshops.de
    unternehmen24.info unternehmensregister.de wko.at wlw.de
"""
_ENGLISH = """
    192.com agoda.com airbnb.com alibaba.com aliexpress.com angi.com apollo.io bark.com bbb.org bbc.co.uk
    booking.com brownbook.net checkatrade.com clutch.co companieshouse.gov.uk
    company-information.service.gov.uk craigslist.org crunchbase.com cybo.com cylex-uk.co.uk deliveroo.co.uk
    doordash.com duedil.com endole.co.uk etsy.com expedia.com feefo.com findopen.co.uk foursquare.com
    freeindex.co.uk g2.com glassdoor.com gumtree.com homeadvisor.com hotels.com hotfrog.co.uk hotfrog.com
    houzz.co.uk houzz.com just-eat.co.uk justdial.com manta.com mapquest.com monster.com mybuilder.com
    mylocalservices.co.uk nextdoor.com opencorporates.com opentable.com porch.com ratedpeople.com
    reviews.co.uk reviews.io rocketreach.co scoot.co.uk sitejabber.com superpages.com theguardian.com
    thomsonlocal.com thumbtack.com timeout.com tripadvisor.com trustatrader.com trustpilot.com tupalo.com
    walmart.com waze.com whitepages.com yell.com yellow.com yellowpages.com yelp.com zomato.com zoominfo.com
"""
_ELSEWHERE = """
    companyweb.be editus.lu europages.co.uk europages.com goldenpages.be goudengids.nl infobel.be
    pagesdor.be paginasamarillas.es paginegialle.it telefoonboek.nl trustup.be
"""
_SOCIAL = """
    bsky.app copainsdavant.com dailymotion.com discord.com facebook.com fb.com flickr.com instagram.com
    issuu.com linkedin.com mastodon.social medium.com pinterest.com pinterest.fr quora.com reddit.com
    scribd.com slideshare.net snapchat.com t.me telegram.org threads.com threads.net tiktok.com tumblr.com
    twitter.com viadeo.com vimeo.com wa.me whatsapp.com x.com xing.com youtu.be youtube.com
"""
_REFERENCE = """
    archive.org bing.com brave.com britannica.com commentcamarche.net doctissimo.fr duckduckgo.com
    ecosia.org fandom.com futura-sciences.com github.com larousse.fr mojeek.com msn.com openstreetmap.org
    qwant.com stackexchange.com stackoverflow.com startpage.com universalis.fr wikidata.org wikihow.com
    wikimedia.org wikipedia.org wikivoyage.org wiktionary.org yahoo.com
"""

DIRECTORIES = frozenset(
    domain
    for group in (_FRENCH, _GERMAN, _ENGLISH, _ELSEWHERE, _SOCIAL, _REFERENCE)
    for domain in group.split()
)
# Names that are a directory, a marketplace or a review site under the domain of every country.
BRANDS = frozenset({"amazon", "ebay", "google", "groupon", "indeed", "tripadvisor", "trustpilot", "yelp"})
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
        and (site in DIRECTORIES or host in DIRECTORIES or site.partition(".")[0] in BRANDS)
    )


def is_shared(url: str) -> bool:
    """Tell whether the site of an address is that of many: a directory, or a host that lends rooms."""
    return is_directory(url) or _host(url) in LENT


def _host(url: str) -> str:
    try:
        return parse(url).host
    except InvalidURL:
        return ""
