"""The social networks: their domains, which of their addresses are profiles, and which are not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scrapers.vocabulary import any_of, words

_HANDLE = r"[^/?#\s]+"


@dataclass(frozen=True, slots=True)
class Network:
    """One network. `profile`: paths of profiles, group 1 is kept; `reserved`: first segments of none.

    `host` is the usual one; where it is empty, an address keeps its own.
    """

    name: str
    domains: frozenset[str]
    profile: re.Pattern[str]
    host: str = ""
    reserved: frozenset[str] = frozenset()


def _network(
    name: str, domains: str, paths: Iterable[str], host: str = "", reserved: frozenset[str] = frozenset()
) -> Network:
    """Return a network; in its paths `HANDLE` stands for one segment."""
    pattern = "|".join(paths).replace("HANDLE", _HANDLE)
    return Network(name, words(domains), re.compile(rf"/({pattern})", re.IGNORECASE), host, reserved)


_NETWORKS = (
    _network(
        "facebook",
        "facebook.com fb.com facebook.fr facebook.de",
        (r"pages/HANDLE/\d+", "pages/category/HANDLE/HANDLE", r"people/HANDLE/\d+", "p/HANDLE", "HANDLE"),
        "www.facebook.com",
        words(
            "sharer share sharer.php share.php dialog plugins tr events event.php groups login login.php",
            "help policy policies privacy legal terms hashtag watch photo photo.php photos story.php",
            "permalink.php business ads about settings messages marketplace gaming docs v2.0 home.php home",
            "search media video.php videos l.php flx recover reg r.php reel stories pg notes connect",
            "badges profile sharer4 pages people p 2008 tos",
        ),
    ),
    _network(
        "instagram",
        "instagram.com instagr.am",
        ("HANDLE",),
        "www.instagram.com",
        words(
            "p reel reels explore tv stories accounts about developer legal direct s share embed.js static",
            "web",
        ),
    ),
    _network(
        "linkedin",
        "linkedin.com",
        ("(?:company|in|school|showcase|pub|organization)/HANDLE",),
        "www.linkedin.com",
    ),
    _network(
        "x",
        "twitter.com x.com",
        (r"\w{1,20}\Z",),
        reserved=words(
            "intent share home search hashtag i login signup tos privacy about settings explore messages",
            "notifications download jobs widgets statuses status oauth account compose",
        ),
    ),
    _network(
        "youtube",
        "youtube.com youtube-nocookie.com",
        ("channel/HANDLE", "c/HANDLE", "user/HANDLE", "@HANDLE", r"HANDLE\Z"),
        "www.youtube.com",
        words(
            "watch embed v shorts playlist results feed about t howyoutubeworks redirect live ads premium",
            "hashtag creators intl channel c user iframe_api yt gaming music kids account signin post clip",
            "subscribe_embed player_api s subscription_center oembed",
        ),
    ),
    _network("tiktok", "tiktok.com", ("@HANDLE",), "www.tiktok.com"),
    _network(
        "pinterest",
        "pinterest.com pinterest.fr pinterest.de pinterest.co.uk pinterest.ca pinterest.ch pinterest.at "
        "pinterest.es pinterest.it pinterest.com.au",
        ("HANDLE",),
        reserved=words(
            "pin explore search ideas about business today login settings _ source categories topics",
            "privacy",
        ),
    ),
    _network("whatsapp", "wa.me", (r"\+?\d{6,15}", r"message/\w+", r"c/\d+"), "wa.me"),
    _network("xing", "xing.com xing.to", ("(?:profile|companies|pages|company|net)/HANDLE",), "www.xing.com"),
    _network(
        "yelp", "yelp.com yelp.fr yelp.de yelp.co.uk yelp.ca yelp.ch yelp.at yelp.be yelp.ie", ("biz/HANDLE",)
    ),
    _network(
        "houzz",
        "houzz.com houzz.fr houzz.de houzz.co.uk houzz.es houzz.it",
        (
            "(?:hznb/)?professionals?/HANDLE/HANDLE",
            "(?:pros?|professionals|professionnels|experten|professionisti)/HANDLE(?:/HANDLE)?",
            "user/HANDLE",
        ),
    ),
    _network(
        "tripadvisor",
        "tripadvisor.com tripadvisor.fr tripadvisor.de tripadvisor.co.uk tripadvisor.be tripadvisor.ch "
        "tripadvisor.ca",
        (r"(?:Restaurant|Hotel|Attraction)_Review-[^/?#\s]+",),
    ),
    _network("snapchat", "snapchat.com", ("add/HANDLE",), "www.snapchat.com"),
    _network("threads", "threads.net threads.com", ("@HANDLE",)),
    _network("telegram", "t.me telegram.me", (r"\w{4,}",), "t.me", words("share joinchat iv proxy")),
    _network(
        "vimeo",
        "vimeo.com",
        (r"user\d+", r"channels/[\w-]+", r"[a-z][\w-]+\Z"),
        "vimeo.com",
        words("watch upgrade about help features categories blog ondemand channels"),
    ),
    _network("bluesky", "bsky.app", ("profile/HANDLE",), "bsky.app"),
)
BY_DOMAIN = {domain: network for network in _NETWORKS for domain in network.domains}
# Accounts of the makers of themes and site builders, left over in templates; words to be replaced.
LEFT_OVER = re.compile(
    any_of(
        r"wordpress wix(?:com)? squarespace shopify webflow elementor elegantthemes wpengine jimdo",
        r"prestashop joomla drupal godaddy envato themeforest weebly ionos ovh(?:cloud)? user[.-]?name",
        r"profile your-?page votre-?page your-?(?:profile|name|username|handle|company) example exemple",
        r"\x23 %23 login null undefined",
    ),
    re.IGNORECASE,
)
