"""A browser without a screen: it keeps cookies, follows redirects and fills in forms."""

import re
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

FORM = re.compile(r"<form\b(?P<attributes>[^>]*)>(?P<body>.*?)</form>", re.S)
INPUT = re.compile(r"<(?:input|button)\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: its status, its address after redirects, its text."""

    status: int
    url: str
    text: str


def _opener() -> OpenerDirector:
    # Loopback is as good as TLS to browsers too: they send Secure cookies there.
    policy = DefaultCookiePolicy(secure_protocols=("http", "https"))
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar(policy)))


@dataclass(slots=True)
class Browser:
    """One person's browser."""

    opener: OpenerDirector = field(default_factory=_opener)

    def open(self, url: str, data: dict[str, str] | None = None, referrer: str = "") -> Page:
        """GET, or POST with `data`; an error status is a page like any other."""
        self.opener.addheaders = [("Referer", referrer)] if referrer else []
        body = urlencode(data).encode() if data is not None else None
        try:
            with self.opener.open(url, body, timeout=30) as answer:
                return Page(answer.status, answer.url, answer.read().decode())
        except HTTPError as refusal:
            return Page(refusal.code, refusal.url, refusal.read().decode(errors="replace"))

    def submit(self, page: Page, typed: dict[str, str], *, to: str = "") -> Page:
        """Send the page's first form (whose action holds `to`) with what was typed into it."""
        for form in FORM.finditer(page.text):
            attributes = dict(ATTRIBUTE.findall(form["attributes"]))
            action = unescape(attributes.get("action", ""))
            if to in action:
                url = urljoin(page.url, action) if action else page.url
                return self.open(url, fields(form["body"]) | typed, referrer=page.url)
        raise LookupError(f"no form to {to or 'send'} at {page.url}")


def fields(body: str) -> dict[str, str]:
    """The hidden fields of a form, which a browser sends along.

    >>> fields('<input type="hidden" name="a" value="1"><input name="b">')
    {'a': '1'}
    """
    found = {}
    for tag in INPUT.findall(body):
        attributes = dict(ATTRIBUTE.findall(tag))
        if attributes.get("type") == "hidden" and "name" in attributes:
            found[attributes["name"]] = unescape(attributes.get("value", ""))
    return found
