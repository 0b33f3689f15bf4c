"""The press: one page of HTML in, a tagged PDF out. A process of its own, started for one letter.

It knows nothing of MediSecure: no settings, no keys, no credentials are in its environment. It
reads its own style sheet and fonts, and nothing else in the world: whatever a text might name, a
file or an address, is refused twice, by the fetcher and by the audit hook below it.
"""

import resource
import sys
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

HERE = Path(__file__).resolve().parent
SHEET = "paper.css"
FONTS = "NotoSans-Regular", "NotoSans-Bold", "NotoSansArabic-Regular", "NotoSansArabic-Bold"
OURS = {(HERE / SHEET).as_uri(): (HERE / SHEET, "text/css")} | {
    (HERE / "fonts" / f"{name}.ttf").as_uri(): (HERE / "fonts" / f"{name}.ttf", "font/ttf")
    for name in FONTS
}
MEMORY, SECONDS = 1536 * 1024 * 1024, 20
# https://docs.python.org/3/library/audit_events.html
REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.system", "urllib.", "ftplib.")


class Refusing(URLFetcher):  # type: ignore[misc]
    """Hands out our own sheet and fonts by their exact address; everything else is refused."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file; `ValueError` for any other address, which leaves a gap in the page."""
        if url not in OURS:
            raise ValueError("the press reads nothing but its own files")
        path, kind = OURS[url]
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def alone(event: str, _arguments: object) -> None:
    """An audit hook: no connection, no program."""
    if event.startswith(REFUSED):
        raise PermissionError("the press works alone")


def printed(html: str) -> bytes:
    """The PDF: tagged after PDF/UA-1, with its language and title."""
    page = HTML(string=html, base_url=HERE.as_uri() + "/", url_fetcher=Refusing())
    pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.addaudithook(alone)
    sys.stdout.buffer.write(printed(sys.stdin.buffer.read().decode()))
