"""Directories, registers, networks and marketplaces are told from businesses' own sites."""

import pytest

from scrapers.search.directories import BRANDS, DIRECTORIES, is_directory, is_shared
from scrapers.sites import site_key

# Where a search for a trade and a town leads, besides the businesses themselves.
OF_MANY = """
    https://www.allogarage.fr/garage/x                      https://www.avocat.fr/annuaire/x
    https://www.medoucine.com/cabinet/x                     https://www.airbnb.fr/rooms/1
    https://www.pagesjaunes.fr/pros/01234567                https://www.pagesjaunes.ca/bus/1
    https://www.118712.fr/professionnels/X                  https://www.118000.fr/e_C0012
    https://www.societe.com/societe/x-123456782.html        https://www.pappers.fr/entreprise/x-123456782
    https://www.verif.com/societe/X/                        https://www.infogreffe.fr/entreprise/x
    https://annuaire-entreprises.data.gouv.fr/entreprise/1  https://www.manageo.fr/entreprises/1.html
    https://www.mappy.com/poi/1                             https://fr.mappy.com/poi/1
    https://www.doctolib.fr/dentiste/bordeaux/x             https://www.doctolib.de/zahnarzt/x
    https://www.maiia.com/medecin/x                         https://www.keldoc.com/x
    https://www.planity.com/salon-33000                     https://www.treatwell.fr/salon/x
    https://www.habitatpresto.com/plombier/bordeaux         https://www.travaux.com/plombiers
    https://www.starofservice.com/annubis/plombier          https://www.allovoisins.com/pro/x
    https://www.prontopro.fr/x                              https://www.quotatis.fr/x
    https://www.leboncoin.fr/offre/1                        https://www.vinted.fr/x
    https://www.hellowork.com/fr-fr/emplois/1.html          https://candidat.francetravail.fr/offres/1
    https://fr.indeed.com/q-plombier-emplois.html           https://de.indeed.com/jobs
    https://www.welcometothejungle.com/fr/companies/x       https://www.meteojob.com/x
    https://www.thefork.fr/restaurant/x                     https://www.lafourchette.com/x
    https://www.tripadvisor.fr/Restaurant_Review-x          https://www.tripadvisor.co.uk/x
    https://www.tripadvisor.de/x                            https://www.petitfute.com/v1
    https://guide.michelin.com/fr/x                         https://www.gites-de-france.com/x
    https://www.seloger.com/x                               https://www.meilleursagents.com/x
    https://www.lefigaro.fr/x                               https://www.ouest-france.fr/x
    https://www.sudouest.fr/gironde/bordeaux                https://www.service-public.fr/x
    https://annuaire-plombiers-33.example/                  https://www.horaires-ouverture-bordeaux.example/
    https://www.gelbeseiten.de/gsbiz/1                      https://www.dasoertliche.de/x
    https://www.dastelefonbuch.de/x                         https://www.11880.com/branchenbuch/koeln/1.html
    https://www.golocal.de/x                                https://www.meinestadt.de/koeln
    https://www.my-hammer.de/x                              https://www.check24.de/x
    https://www.northdata.de/x                              https://www.handelsregister.de/x
    https://www.jameda.de/x                                 https://www.kununu.com/de/x
    https://www.provenexpert.com/x                          https://www.wlw.de/de/firma/1
    https://www.herold.at/gelbe-seiten/wien                 https://www.firmenabc.at/x
    https://www.local.ch/de/d/zuerich                       https://www.moneyhouse.ch/x
    https://www.kleinanzeigen.de/s-x                        https://www.stepstone.de/x
    https://www.immobilienscout24.de/x                      https://www.lieferando.de/x
    https://branchenbuch-koeln.example/klempner             https://www.oeffnungszeiten-koeln.example/
    https://www.yell.com/biz/x                              https://www.checkatrade.com/trades/X
    https://www.mybuilder.com/x                             https://www.ratedpeople.com/x
    https://www.trustatrader.com/x                          https://www.thomsonlocal.com/x
    https://www.scoot.co.uk/x                               https://www.freeindex.co.uk/x
    https://www.bark.com/en/gb/company/x                    https://www.thumbtack.com/x
    https://www.trustpilot.com/review/x                     https://fr.trustpilot.com/review/x
    https://www.reviews.io/x                                https://www.feefo.com/x
    https://www.houzz.co.uk/x                               https://www.houzz.fr/x
    https://find-and-update.company-information.service.gov.uk/company/1
    https://www.yelp.com/biz/x                              https://www.yelp.fr/biz/x
    https://www.yellowpages.com/x                           https://www.bbb.org/us/x
    https://www.booking.com/hotel/fr/x                      https://www.airbnb.com/rooms/1
    https://www.ubereats.com/fr/store/x                     https://deliveroo.co.uk/menu/x
    https://www.amazon.fr/dp/1                              https://www.ebay.de/itm/1
    https://www.groupon.co.uk/x                             https://www.etsy.com/shop/x
    https://www.google.com/maps/place/x                     https://maps.google.de/
    https://www.openstreetmap.org/node/1                    https://maps.apple.com/?q=x
    https://m.facebook.com/x                                https://www.facebook.com/pages/x/1
    https://www.instagram.com/x/                            https://www.linkedin.com/company/x
    https://de.linkedin.com/in/x                            https://twitter.com/x
    https://x.com/x                                         https://www.tiktok.com/@x
    https://www.youtube.com/channel/x                       https://youtu.be/x
    https://www.pinterest.fr/x                              https://www.xing.com/companies/x
    https://wa.me/33600000000                               https://linktr.ee/x
    https://fr.wikipedia.org/wiki/Plombier                  https://www.reddit.com/r/x
    https://www.guldenpages.example.yelp.com/               https://www.pagesdor.be/x
    https://www.goldenpages.be/x                            https://www.infobel.com/fr/france
    https://www.kompass.com/c/x                             https://www.europages.fr/x
    https://www.editus.lu/fr/x                              https://www.paginegialle.it/x
"""
OF_ONE = """
    https://www.plomberie-durand.example/                   https://sites.google.com/view/boulangerie
    https://www.yelp-boulangerie.example/                   https://boulangerie.example/pagesjaunes.fr
    https://pagesjaunes.fr.boulangerie.example/             https://boulangerie.wixsite.com/
    https://boulangerie.business.site/                      https://plombier-bordeaux-33.example/
    https://durand.jimdofree.com/                           https://durand.wordpress.com/
    https://durand.github.io/                               https://klempner-koeln.example/impressum
    https://ebayer.example/                                 https://amazone-fleurs.example/
    https://www.googleplex-cafe.example/                    https://indeedy.example/
    https://xing-restaurant.example/                        https://le-bon-coin.example/
    https://page-jaune.example/                             https://societe-durand.example/
    https://verif-auto.example/                             https://telefon-reparatur.example/
    https://etude-durand.notaires.fr/                       https://dr-durand.chirurgiens-dentistes.fr/
    http://127.0.0.1:8000/                                  https://local.example/
"""


@pytest.mark.parametrize("url", OF_MANY.split())
def test_sites_of_many(url):
    assert is_directory(url)
    assert is_shared(url)


@pytest.mark.parametrize("url", [*OF_ONE.split(), "mailto:x@facebook.com", "", "not an address"])
def test_sites_of_one(url):
    assert not is_directory(url)


def test_rooms_that_are_lent_are_no_directory_but_shared():
    assert is_shared("https://sites.google.com/view/boulangerie")
    assert not is_shared("https://durand.jimdofree.com/")


def test_the_list_holds_registrable_domains():
    assert [domain for domain in DIRECTORIES if site_key(f"https://{domain}/") != domain] == []
    assert all("." not in brand for brand in BRANDS)
    assert len(DIRECTORIES) > 700
