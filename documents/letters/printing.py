"""Having a letter printed: in a process of its own, a few at once, and never for long."""

from pathlib import Path

import structlog

from documents.apart import LONGEST, Busy, Slots, run
from medisecure.errors import Unavailable

PRESS = Path(__file__).with_name("press.py")
log = structlog.get_logger()
places = Slots()


def printed(html: str, longest: float | None = None) -> bytes:
    """The page as PDF; `Busy` without a place or time for it, `Unavailable` if it failed.

    `longest` are the seconds a job may wait for it; a page that somebody looks at waits less.
    """
    with places:
        try:
            code, pdf = run(PRESS, (), html.encode(), longest or LONGEST)
        except Busy:
            log.warning("a letter took too long")
            raise
    if code or not pdf.startswith(b"%PDF-"):
        log.error("a letter was not printed", code=str(code))
        raise Unavailable
    return pdf
