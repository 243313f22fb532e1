"""The trackers and consent tools we know, by what stands in the addresses and attributes that load them."""

from dataclasses import dataclass
from enum import StrEnum

from scrapers.vocabulary import words


class Maker(StrEnum):
    """Whose consent switch a tracker obeys."""

    GOOGLE = "google"
    META = "meta"
    MICROSOFT = "microsoft"
    TIKTOK = "tiktok"
    MATOMO = "matomo"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """One tracker: its name, and the pieces of text (lower case) of which one loads it."""

    name: str
    maker: Maker
    signs: tuple[str, ...]


def _kind(name: str, signs: str, maker: Maker = Maker.OTHER) -> Kind:
    return Kind(name, maker, tuple(signs.split()))


TAG_MANAGER = "Google Tag Manager"
KINDS = (
    _kind(TAG_MANAGER, "googletagmanager.com/gtm.js googletagmanager.com/ns.html", Maker.GOOGLE),
    _kind(
        "Google Analytics",
        "googletagmanager.com/gtag/js google-analytics.com/analytics.js google-analytics.com/ga.js"
        " google-analytics.com/urchin.js ssl.google-analytics.com",
        Maker.GOOGLE,
    ),
    _kind(
        "Google Ads",
        "googleadservices.com/pagead googleads.g.doubleclick.net doubleclick.net/activity",
        Maker.GOOGLE,
    ),
    _kind("Google AdSense", "pagead2.googlesyndication.com/pagead", Maker.GOOGLE),
    _kind("Meta Pixel", "/fbevents.js facebook.com/tr?", Maker.META),
    _kind(
        "Facebook plug-in",
        "facebook.net/fr_fr/sdk.js facebook.net/en_us/sdk.js facebook.net/de_de/sdk.js",
        Maker.META,
    ),
    _kind("Microsoft Clarity", "clarity.ms/tag", Maker.MICROSOFT),
    _kind("Microsoft Ads", "bat.bing.com bat.bing.net", Maker.MICROSOFT),
    _kind("TikTok Pixel", "analytics.tiktok.com", Maker.TIKTOK),
    _kind("Hotjar", "static.hotjar.com script.hotjar.com"),
    _kind("LinkedIn Insight", "snap.licdn.com px.ads.linkedin.com"),
    _kind("X Pixel", "static.ads-twitter.com analytics.twitter.com"),
    _kind("Pinterest Tag", "s.pinimg.com/ct ct.pinterest.com"),
    _kind("Snap Pixel", "sc-static.net/scevent"),
    _kind("AddThis", "s7.addthis.com w.sharethis.com"),
    _kind("Criteo", "static.criteo.net dynamic.criteo.com"),
    _kind("HubSpot", "hs-scripts.com hs-analytics.net"),
    _kind("Yandex Metrica", "mc.yandex.ru mc.yandex.com"),
    _kind("Crazy Egg", "script.crazyegg.com"),
    _kind("FullStory", "fullstory.com/s/fs.js"),
    _kind("Mouseflow", "cdn.mouseflow.com"),
    _kind("Segment", "cdn.segment.com cdn.segment.io"),
    _kind("Mixpanel", "cdn.mxpnl.com cdn.mixpanel.com"),
    _kind("Amplitude", "cdn.amplitude.com"),
    _kind("Taboola", "cdn.taboola.com"),
    _kind("Outbrain", "amplify.outbrain.com"),
    _kind("Brevo tracker", "sibautomation.com/sa.js"),
    _kind("Matomo", "matomo.js matomo.php piwik.js piwik.php matomo.cloud", Maker.MATOMO),
)


@dataclass(frozen=True, slots=True)
class Tool:
    """One consent tool: its name, what shows it, and what shows that it holds back trackers by itself."""

    name: str
    signs: tuple[str, ...]
    blocks: tuple[str, ...] = ()


def _tool(name: str, signs: str, blocks: str = "") -> Tool:
    return Tool(name, tuple(signs.split()), tuple(blocks.split()))


# Looked for in the attributes of scripts and containers, written `name=value`, and in scripts; never in text.
TOOLS = (
    _tool("tarteaucitron", "tarteaucitron"),
    _tool("Axeptio", "axept.io axeptio"),
    _tool("Didomi", "privacy-center.org didomi"),
    _tool("Cookiebot", "consent.cookiebot. id=cookiebot", "data-blockingmode=auto"),
    _tool("OneTrust", "cookielaw.org onetrust optanon", "otautoblock"),
    _tool("Usercentrics", "usercentrics", "uc-block.bundle privacy-proxy autoblocker"),
    _tool("Complianz", "complianz cmplz"),
    _tool("Borlabs", "borlabs-cookie borlabscookie brlbs"),
    _tool("CookieYes", "cookieyes cookie-law-info cky-consent", "cdn-cookieyes.com"),
    _tool("Klaro", "klaro.js klaro-no-css klaro.min.js klaro-config class=klaro id=klaro"),
    _tool("Iubenda", "iubenda.com/ iubenda-cs", "/autoblocking/ iubenda.com/widgets"),
    _tool("Consentmanager", "consentmanager.net consentmanager.mgr", "data-cmp-ab=1"),
    _tool("CookieFirst", "cookiefirst.com", "cookiefirst.com"),
    _tool("Cookie-Script", "cookie-script.com", "cookie-script.com"),
    _tool("CookieHub", "cookiehub.net cookiehub.com cookiehub.eu", "cookiehub."),
    _tool("Osano", "cmp.osano.com", "cmp.osano.com"),
    _tool("Termly", "app.termly.io", "autoblock=on"),
    _tool("TrustArc", "consent.trustarc.com consent.truste.com"),
    _tool("Sirdata", "consentframework.com sirdata"),
    _tool("InMobi", "cmp.inmobi.com quantcast.mgr.consensu cmp.quantcast.com"),
    _tool("SFBX", "appconsent.io"),
    _tool("Orejime", "orejime"),
    _tool("Cookie Consent", "cookieconsent.min.js cookieconsent.js cookieconsent.umd.js cookie-consent.js"),
    _tool("Cookie Notice", "cookie-notice/ cookie-notice-front cn-cookies"),
    _tool("Real Cookie Banner", "real-cookie-banner", "real-cookie-banner"),
    _tool("GDPR Cookie Compliance", "gdpr-cookie-compliance moove_gdpr"),
    _tool("Shopify", "shopifycloud/privacy-banner"),
    _tool("Wix", "consent-policy cookie-banner-wix"),
)

# Attributes by which a script waits for consent whatever its type.
WAITING = words(
    "data-cookieconsent data-consent data-cookie-consent data-category data-cookiecategory data-purposes",
    "data-cookie-category data-usercentrics data-cmp-vendor data-cmp-src data-iub-purposes data-vendor",
    "data-suppressedsrc data-borlabs-cookie-script-blocker-id data-service data-cli-class data-cookieyes",
    "data-wpconsent data-cookiehub data-cookiefirst-category data-cookiescript data-didomi-vendors",
    "data-axeptio data-rgpd data-gdpr",
)
