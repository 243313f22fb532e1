from seo.check import Status
from tests.seo.cases import URL, Case
from tests.seo.french_pages import NOTICE, home, notice

CASES = [
    Case("tel-link-mismatch", Status.PASS, '<a href="tel:+61414007351">0414 007 351</a>'),
    Case("tel-link-mismatch", Status.PASS, '<a href="tel:0414007351">+61 414 007 351</a>'),
    Case("tel-link-mismatch", Status.PASS, '<a href="tel:+15551234567">5551234567</a>'),
    Case("tel-link-mismatch", Status.PASS, '<a href="tel:+39061234567">06 1234567</a>'),
    Case("tel-link-mismatch", Status.PASS, '<a href="tel:1-800-555-0199">(800) 555-0199</a>'),
    Case("tel-link-mismatch", Status.PASS, '<a href="tel:3949">Appelez le 3949</a>'),
    Case("tel-link-mismatch", Status.PASS, '<a href="tel:0556001122">Dépannage 24h/24, 7j/7</a>'),
    Case("tel-link-mismatch", Status.PASS, '<a href="tel:+33556001122,,4">05 56 00 11 22 poste 4</a>'),
    Case("tel-link-mismatch", Status.PASS, '<a href="tel:%2B33%205%2056%2000%2011%2022">05 56 00 11 22</a>'),
    Case("tel-link-mismatch", Status.FAIL, '<a href="tel:+61414007351">0398765432</a>'),
    Case("tel-link-mismatch", Status.FAIL, '<a href="tel:+15551234567">0555 123 4567</a>'),
    Case("tel-link-mismatch", Status.NOT_APPLICABLE, '<a href="/contact">05 56 00 11 22</a>'),
    Case("mailto-link-mismatch", Status.PASS, '<a href="mailto:a@b.example">Écrire à a@b.example.</a>'),
    Case("mailto-link-mismatch", Status.PASS, '<a href="mailto:a@b.example">Nous écrire</a>'),
    Case("mailto-link-mismatch", Status.FAIL, '<a href="mailto:a@b.example">c@b.example</a>'),
    Case("mailto-link-mismatch", Status.NOT_APPLICABLE, "<p>a@b.example</p>"),
    Case("click-to-call", Status.PASS, home(), note="linked in the header, shown in the footer"),
    Case(
        "click-to-call",
        Status.PASS,
        '<p>Tél. 05 56 00 11 22 <a href="https://wa.me/33556001122">WhatsApp</a></p>',
    ),
    Case("click-to-call", Status.FAIL, "<p>Tél. 05 56 00 11 22</p>"),
    Case("click-to-call", Status.WARN, '<p>05 56 00 11 22 <a href="tel:0639981122">06 39 98 11 22</a></p>'),
    Case("click-to-call", Status.NOT_APPLICABLE, "<p>Ouvert de 08 00 à 18 00, SIRET 900 000 001 00017</p>"),
    Case("click-to-call", Status.NOT_APPLICABLE, "<p>Fax : 05 56 00 11 22</p>"),
    Case("click-to-call", Status.NOT_APPLICABLE, notice(), url=NOTICE, note="the notice"),
    Case("placeholder-contact", Status.PASS, "<p>contact@plomberie-exemple.example</p>"),
    Case("placeholder-contact", Status.FAIL, "<p>contact@votresite.com</p>"),
    Case("placeholder-contact", Status.FAIL, "<p>Tél. 01 23 45 67 89</p>"),
    Case("placeholder-contact", Status.NOT_APPLICABLE, "<p>Bonjour</p>", url=URL),
]
