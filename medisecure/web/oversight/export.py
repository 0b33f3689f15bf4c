"""Entries of the audit trail as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext

from medisecure.audit.event import AuditEvent
from medisecure.clock import utc_text
from medisecure.errors import gettext_noop as _
from medisecure.identity.person import Person
from medisecure.web.display.words.trail_words import for_officer

MOST_EXPORTED = 5_000
CUT = _("The file ends here, and there are more entries. Ask for fewer days or one person.")
# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection).
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEADINGS = (
    "time (UTC)", "person", "name", "role", "action", "in words", "patient", "things",
    "number of things", "result", "purpose", "page", "address", "program", "request",
)  # fmt: skip


def harmless(cell: object) -> str:
    """The cell as text that no spreadsheet works out.

    >>> harmless("=1+1"), harmless("staff_00001")
    ("'=1+1", 'staff_00001')
    """
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) else text


def headed() -> bytes:
    """How a file begins: a mark by which Excel reads UTF-8, and the line of headings."""
    return b"\xef\xbb\xbf" + _lines([HEADINGS])


def lines_of(entries: Iterable[AuditEvent], names: Mapping[str, Person]) -> bytes:
    """One entry a line; each lot of them by itself, so that only lines of the others are kept."""
    return _lines([harmless(cell) for cell in _cells(each, names)] for each in entries)


def cut_short() -> bytes:
    """The last line of a file that does not hold every entry."""
    return _lines([[gettext(CUT)]])


def _lines(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def file_name(since: date | None, until: date) -> str:
    """What the file is called: the days it covers, both included; no `since` where it has no begin.

    >>> file_name(date(2026, 11, 1), date(2026, 11, 30)), file_name(None, date(2026, 11, 30))
    ('access-2026-11-01-to-2026-11-30.csv', 'access-until-2026-11-30.csv')
    """
    if since is None:
        return f"access-until-{until}.csv"
    return f"access-{since}.csv" if since == until else f"access-{since}-to-{until}.csv"


def _cells(entry: AuditEvent, names: Mapping[str, Person]) -> Sequence[object]:
    person, things = names.get(entry.user_id), entry.resources or [entry.resource_id]
    words = for_officer(entry.action, contact=entry.shows_contact)
    return (
        utc_text(entry.timestamp), entry.user_id, person.display_name if person else "",
        entry.role, entry.action, words, entry.patient_id or "",
        " ".join(things), entry.resource_count or len(things), entry.result.value,
        entry.purpose, entry.page, entry.ip_address, entry.user_agent, entry.request_id,
    )  # fmt: skip
