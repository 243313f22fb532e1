from seo.check import Status
from tests.seo.cases import Case

BYE = "<p>Bonjour</p>"
DATA = {"content-type": "application/pdf"}

CASES = [
    Case("content-security-policy", Status.PASS, BYE, headers={"content-security-policy": "default-src 'self'"}),
    Case("content-security-policy", Status.WARN, BYE, headers={"content-type": "text/html"}),
    Case("content-security-policy", Status.WARN, BYE, headers={"content-security-policy": "upgrade-insecure-requests"}),
    Case("content-security-policy", Status.NOT_APPLICABLE, BYE, headers=DATA),
    Case("clickjacking-protection", Status.PASS, BYE, headers={"x-frame-options": "SAMEORIGIN"}),
    Case("clickjacking-protection", Status.PASS, BYE, headers={"content-security-policy": "frame-ancestors 'none'"}),
    Case("clickjacking-protection", Status.WARN, BYE, headers={"x-frame-options": "ALLOW-FROM https://a.example"}),
    Case("clickjacking-protection", Status.NOT_APPLICABLE, BYE, headers=DATA),
    Case("referrer-policy", Status.PASS, BYE, headers={"referrer-policy": "no-referrer, strict-origin-when-cross-origin"}),
    Case("referrer-policy", Status.WARN, BYE, headers={"referrer-policy": "unsafe-url"}),
    Case("referrer-policy", Status.NOT_APPLICABLE, BYE),
    Case("cookie-flags", Status.PASS, BYE, headers={"set-cookie": "session=a; Path=/; Secure; HttpOnly; SameSite=Lax"}),
    Case("cookie-flags", Status.PASS, BYE, headers={"set-cookie": "XSRF-TOKEN=a; Path=/; Secure"}),
    Case("cookie-flags", Status.WARN, BYE, headers={"set-cookie": "session=a; Path=/; HttpOnly"}),
    Case("cookie-flags", Status.WARN, BYE, headers={"set-cookie": ["a=1; Secure; HttpOnly", "PHPSESSID=b; Secure"]}),
    Case("cookie-flags", Status.WARN, BYE, headers={"set-cookie": "a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Secure, b=2; Path=/"}),
    Case("cookie-flags", Status.PASS, BYE, url="http://a.example/", headers={"set-cookie": "session=a; HttpOnly"}),
    Case("cookie-flags", Status.FAIL, BYE, headers={"set-cookie": "a=1; SameSite=None"}),
    Case("cookie-flags", Status.NOT_APPLICABLE, BYE),
    Case("opener-safe", Status.PASS, '<a href="https://a.example/" target="_blank">A</a>'),
    Case("opener-safe", Status.WARN, '<a href="https://a.example/" target="_blank" rel="opener">A</a>'),
    Case("opener-safe", Status.NOT_APPLICABLE, '<a href="https://a.example/">A</a>'),
    Case("version-exposed", Status.PASS, BYE, headers={"server": "nginx"}),
    Case("version-exposed", Status.WARN, BYE, headers={"x-powered-by": "PHP/7.4.33"}),
    Case("version-exposed", Status.WARN,
         '<html lang="fr"><head><title>A</title><meta name="generator" content="WordPress 6.1.1"></head><body></body></html>'),
    Case("version-exposed", Status.NOT_APPLICABLE, BYE),
    Case("outdated-library", Status.PASS, '<script src="/wp-includes/js/jquery/jquery.min.js?ver=3.7.1"></script>'),
    Case("outdated-library", Status.WARN, '<script src="https://code.jquery.com/jquery-1.12.4.min.js"></script>'),
    Case("outdated-library", Status.WARN, '<script src="https://cdn.example/ajax/libs/lodash.js/4.17.15/lodash.min.js"></script>'),
    Case("outdated-library", Status.NOT_APPLICABLE, '<script src="/js/jquery-migrate.min.js?ver=3.4.1"></script>'),
    Case("outdated-library", Status.NOT_APPLICABLE, '<script src="/js/app.js"></script>'),
]  # fmt: skip
