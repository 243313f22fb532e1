import base64
import codecs

import pytest

from leads.record import Kind, Method
from scrapers.contacts import extract_contacts
from scrapers.email_addresses import contact_address, is_placeholder, well_formed
from scrapers.email_decoders import cloudflare, typo3

URL = "https://www.durand.example/"
ADDRESS = "contact@durand.example"


def emails(html, url=URL):
    """Return the e-mails a page gives, with the method of each one's first evidence."""
    values = extract_contacts(f"<html><body>{html}</body></html>", url).values
    return {value.value: value.evidence[0].method for value in values if value.kind is Kind.EMAIL}


def cloudflared(text, key=0x4B):
    """Return text as Cloudflare writes it."""
    return f"{key:02x}" + "".join(f"{ord(char) ^ key:02x}" for char in text)


def typo3_shifted(text, offset):
    """Return text as TYPO3 writes it: each of three ranges turned by an offset."""
    shifted = []
    for char in text:
        code = ord(char)
        for start, end in ((0x2B, 0x3A), (0x40, 0x5A), (0x61, 0x7A)):
            if start <= code <= end:
                code = start + (code - start + offset) % (end - start + 1)
                break
        shifted.append(chr(code))
    return "".join(shifted)


def encoded(text):
    return base64.b64encode(text.encode()).decode()


HASH = "/cdn-cgi/l/email-protection#"
SHIFTED = typo3_shifted(f"mailto:{ADDRESS}", 1)
TWICE_SHIFTED = typo3_shifted(f"mailto:{ADDRESS}", 2)
CODES = ",".join(str(ord(char)) for char in ADDRESS)
ESCAPES = "".join(f"%{ord(char):02x}" for char in ADDRESS)
TURNED = codecs.encode(f"<a href=mailto:{ADDRESS}>x</a>", "rot13")
SPAMSPAN = "<span class=u>contact</span> [at] <span class=d>durand [dot] example</span>"
JOOMLA = f"first='{encoded('contact')}' last='{encoded('durand.example')}'"
CLOAK = "var addy1 = 'cont&#97;ct' + '&#64;'; addy1 = addy1 + 'durand' + '&#46;' + 'example';"
JOINED = "var u='contact',d='durand'+'.example';document.write('<a href=\"mai'+'lto:'+u+'@'+d+'\">')"

PLAIN = {
    "frameset": f"<frameset cols='20%,*'><frame src=a><noframes><body>{ADDRESS}</body></noframes></frameset>",
    "words of a picture": f"<img src=mail.png alt='Courriel : {ADDRESS}'>",
    "text": f"<p>Écrivez à {ADDRESS}.</p>",
    "text in brackets": f"<p>({ADDRESS})</p>",
    "glued label": f"<p>E-mail:{ADDRESS}</p>",
    "label in a span": f"<p><b>Email</b><span>{ADDRESS}</span></p>",
    "glued word after": f"<p><span>{ADDRESS}</span><span>Tél</span></p>",
    "glued number before": f"<p><span>01 99 00 12 34</span><span>{ADDRESS}</span></p>",
    "sentence after": f"<p>{ADDRESS}.Nous répondons</p>",
    "split over tags": "<p><b>contact</b>@<i>durand</i>.example</p>",
    "decimal entities": "".join(f"&#{ord(char)};" for char in ADDRESS),
    "hexadecimal entities": "".join(f"&#x{ord(char):x};" for char in ADDRESS),
    "full width sign": ADDRESS.replace("@", "＠"),
    "upper case domain": "<p>contact@DURAND.example</p>",
    "zero width": "<p>contact@\u200bdurand.example</p>",
    "kept from screen readers": f"<p aria-hidden=true>{ADDRESS}</p>",
    "veiled until scripts run": f"<style>.x{{visibility:hidden}}</style><div class=x><p>{ADDRESS}</p></div>",
}
LINKS = {
    "mailto": f"<a href='mailto:{ADDRESS}'>x</a>",
    "capital scheme": f"<a href='MAILTO:{ADDRESS}'>x</a>",
    "subject": f"<a href='mailto:{ADDRESS}?subject=Devis%20a@b.example'>x</a>",
    "blank": f"<a href='mailto: {ADDRESS} '>x</a>",
    "name": f"<a href='mailto:Paul Durand <{ADDRESS}>'>x</a>",
    "to field": f"<a href='mailto:?to={ADDRESS}&subject=x'>x</a>",
    "menu that opens": f"<div hidden><a href=/>A</a><a href=/b>B</a><a href='mailto:{ADDRESS}'>x</a></div>",
}
DECODED = {
    "cloudflare": f"<a class='__cf_email__' data-cfemail='{cloudflared(ADDRESS)}'>[email&#160;protected]</a>",
    "cloudflare on a span": f"<span data-cfemail='{cloudflared(ADDRESS, 0x9F)}'>x</span>",
    "cloudflare hash": f"<a href='{HASH}{cloudflared(ADDRESS + '?subject=x')}'>x</a>",
    "cloudflare hash on another tag": f"<b data-href='{HASH}{cloudflared(ADDRESS)}'>x</b>",
    "percent signs": "<a href='mailto:contact%40durand.example'>x</a>",
    "entities and percent signs": "<a href='&#109;ailto:contact&#37;40durand.example'>x</a>",
    "tilde": "<a href='mailto:contact~durand.example'>x</a>",
    "spoken mailto": "<a href='mailto:contact(at)durand.example'>x</a>",
    "spamspan": f"<span class=spamspan>{SPAMSPAN}</span>",
    "(at)": "contact(at)durand.example",
    "[at]": "contact [at] durand.example",
    "[[at]]": "contact[[at]]durand.example",
    "{at}": "contact{at}durand{dot}example",
    "(a)": "contact(a)durand.example",
    "(à)": "contact(à)durand.example",
    "(ät)": "contact(ät)durand.example",
    "[ad]": "contact[ad]durand[punkt]example",
    "(@)": "contact(@)durand.example",
    "arobase": "contact (arobase) durand (point) example",
    "arobase in words": "contact arobase durand point example",
    "at in words": "contact at durand dot example",
    "at after a label": "E-mail : devis at durand.example",
    "spaces": "contact @ durand.example",
    "underscores": "contact_at_durand.example",
    "no spam": "contact@NOSPAMdurand.example",
    "no spam label": "contact@durand.NOSPAM.example",
    "hidden decoy inside": "contact<span style='display:none'>XX</span>@durand.example",
    "decoy hidden by a rule": "<style>.n{display:none}</style>contact@<i class=n>x.</i>durand.example",
    "rot13 attribute": f"<a data-enc-email='{codecs.encode(ADDRESS, 'rot13').replace('@', '[at]')}'>x</a>",
    "joomla 4": f"<joomla-hidden-mail {JOOMLA}></joomla-hidden-mail>",
    "split attributes": "<a data-name='contact' data-domain='durand' data-tld='example'>x</a>",
    "data-email": f"<a data-email='{ADDRESS[::-1]}'>x</a>",
    "right to left": f"<span style='unicode-bidi:bidi-override;direction:rtl'>{ADDRESS[::-1]}</span>",
    "typo3 attribute": f"<a data-mailto-token='{SHIFTED}' data-mailto-vector=1>x</a>",
    "typo3 onclick": f"<span onclick=\"linkTo_UnCryptMailto('{TWICE_SHIFTED}')\">x</span>",
    "spip": "<a href='#' onclick=\"location.href=mc_lancerlien('contact','durand.example')\">x</a>",
    "char codes": f"<script>document.write(String.fromCharCode({CODES}))</script>",
    "unescape": f"<script>document.write(unescape('{ESCAPES}'))</script>",
    "atob": f"<script>el.innerHTML = atob('{encoded(ADDRESS)}')</script>",
    "joined strings": f"<script>{JOINED}</script>",
    "joined with a char code": (
        "<a href=# onclick=\"location.href='mailto:'+'contact'+String.fromCharCode(64)+'durand.example'\">x</a>"
    ),
    "joomla 3": f"<script>{CLOAK}</script>",
    "rot13 script": f"<script>document.write('{TURNED}'.replace(/[a-z]/g,f))</script>",
    "reversed": f"<script>document.write('{ADDRESS[::-1]}'.split('').reverse().join(''))</script>",
}
NOTHING = {
    "comment": f"<!-- {ADDRESS} -->",
    "hidden span": f"<p>x<span style='display:none'>{ADDRESS}</span></p>",
    "hidden paragraph": f"<p style='display:none'>{ADDRESS}</p>",
    "hidden attribute": f"<p hidden>{ADDRESS}</p>",
    "hidden panel": f"<div hidden><p>Notre équipe répond du lundi au vendredi.</p><p>{ADDRESS}</p></div>",
    "transparent": f"<p style='opacity:0'>{ADDRESS}</p>",
    "link in a hidden panel": f"<div style='display:none'><a href='mailto:{ADDRESS}'>Écrire</a></div>",
    "hidden link": f"<a style='display:none' href='mailto:{ADDRESS}'>x</a>",
    "noscript": f"<noscript>{ADDRESS}</noscript>",
    "share by mail": "<a href='mailto:?subject=Lisez&body=voir%20http://durand.example'>x</a>",
    "share by cloudflare": f"<a href='{HASH}{cloudflared('?subject=Lisez&body=a@b.example')}'>x</a>",
    "not an address": f"<b data-cfemail='{cloudflared('Soci@s')}'>x</b>",
    "broken hex": "<b data-cfemail='4bzz'>x</b>",
    "example domains": "<p>contact@example.com, nom@exemple.fr, info@beispiel.de, x@sub.example.org</p>",
    "placeholders": "<p>votre@email.fr, your@email.address, prenom.nom@domaine.fr, john.doe@gmail.com</p>",
    "input placeholder": "<input placeholder='contact@durand.example'>",
    "option": f"<select><option>{ADDRESS}</select>",
    "machines": "<p>0123456789abcdef0123456789abcdef@sentry.io, x@sentry-next.wixpress.com</p>",
    "versions": "<p>bootstrap@5.1.3 wght@9..40 swiper@11/swiper.min.js react@18.2.0</p>",
    "images": "<p>logo@2x.png icon@3x.webp</p><img src='logo@2x.png'>",
    "handles": "<p>@durand.example et https://medium.com/@durand.example</p>",
    "no dot": "<p>contact@localhost, a@b</p>",
    "unknown ending": "<p>contact@durand.local</p>",
    "sentence with at": "<p>Visit us at durand.example or the oven at this point to eat</p>",
    "mailto without address": "<a href='mailto:durand.example'>x</a>",
    "other metas": "<meta name=description content='contact@durand.example'>",
    "plain string in a script": "<script>var config = {mail: 'contact@durand.example'};</script>",
}


@pytest.mark.parametrize("html", PLAIN.values(), ids=PLAIN)
def test_addresses_in_the_text(html):
    assert emails(html) == {ADDRESS: Method.TEXT}


@pytest.mark.parametrize("html", LINKS.values(), ids=LINKS)
def test_addresses_in_links(html):
    assert emails(html) == {ADDRESS: Method.MAILTO}


@pytest.mark.parametrize("html", DECODED.values(), ids=DECODED)
def test_hidden_addresses_are_decoded(html):
    found = emails(html)
    assert set(found.values()) == {Method.DECODED}
    assert found.keys() in ({ADDRESS}, {"devis@durand.example"})


@pytest.mark.parametrize("offset", [-7, -5, -2, -1, 1, 2, 3, 5, 13])
@pytest.mark.parametrize("quote", ["'", "%27"])
def test_typo3_with_any_shift(offset, quote):
    shifted = typo3_shifted(f"mailto:{ADDRESS}", offset).replace("/", "\\/")
    href = f"javascript:linkTo_UnCryptMailto({quote}{shifted}{quote});"
    assert emails(f'<a href="{href}">x</a>') == {ADDRESS: Method.DECODED}


def test_typo3_of_the_oldest_kind_moves_every_character():
    shifted = "".join(chr(ord(char) + 1) for char in "mailto:z@durand.example")
    assert typo3(shifted) == "mailto:z@durand.example"


@pytest.mark.parametrize("html", NOTHING.values(), ids=NOTHING)
def test_what_is_no_contact_gives_nothing(html):
    assert emails(html) == {}


def test_a_list_of_recipients_gives_each():
    html = "<a href='mailto:a@durand.example, b@durand.example;c@durand.example?cc=d@durand.example'>x</a>"
    assert list(emails(html)) == ["a@durand.example", "b@durand.example", "c@durand.example"]


def test_a_forgotten_mailto_is_understood():
    assert emails(f"<a href='http://{ADDRESS}'>x</a>") == {ADDRESS: Method.LINK}


def test_one_address_in_two_cases_is_one_address():
    html = "<p>INFO@durand.example info@durand.example</p><a href='mailto:Info@Durand.example'>x</a>"
    assert len(emails(html)) == 1


def test_decoy_text_in_a_scrambled_link_gives_only_what_the_link_says():
    text = "contact@<i class=hidden>weg</i>durand.example"
    html = f"<a href=\"javascript:linkTo_UnCryptMailto('{SHIFTED}')\">{text}</a>"
    assert list(emails(html)) == [ADDRESS]


def test_addresses_in_data_and_metas():
    data = '{"@type":"Plumber","email":"mailto:contact@durand.example"}'
    assert emails(f'<script type="application/ld+json">{data}</script>') == {ADDRESS: Method.JSONLD}
    assert emails(f"<meta property='og:email' content='{ADDRESS}'>") == {ADDRESS: Method.META}
    assert emails(f"<meta property='og:description' content='Tel et {ADDRESS}'>") == {ADDRESS: Method.META}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Paul.Durand+site@Durand.Example", "Paul.Durand+site@durand.example"),
        ("info@münchen.de", "info@münchen.de"),
        ("info@xn--mnchen-3ya.de", "info@xn--mnchen-3ya.de"),
        ("a@b", ""),
        ("a@b..example", ""),
        ("a@-b.example", ""),
        ("a b@c.example", ""),
        ("é@c.example", ""),
        ("a" * 65 + "@c.example", ""),
        ("a@" + "b" * 64 + ".example", ""),
        ("@c.example", ""),
        ("", ""),
    ],
)
def test_well_formed_addresses(text, address):
    assert well_formed(text) == address


@pytest.mark.parametrize("address", ["contact@durand.example", "info@mail.com", "marie.dupont@gmail.com"])
def test_real_addresses_are_no_placeholders(address):
    assert not is_placeholder(address)
    assert contact_address(address) == address


@pytest.mark.parametrize("text", ["", "4b", "zz", "4b4", "x" * 5000, "00" * 3000])
def test_broken_cloudflare_text_is_harmless(text):
    assert "@" not in cloudflare(text)
