"""The audit trail of a day on the reader's own clock, though it is kept by days of UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from medisecure.audit.event import AuditEvent, fixed_width
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repositories.audit_entries import AFTER_ALL, AuditEntries
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import NotFound

A_MOMENT = timedelta(milliseconds=1)
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaySlice:
    """What of a UTC day belongs to the reader's day: from the first to the last millisecond."""

    first: datetime
    last: datetime


def utc_slices(day: date, clock: ZoneInfo) -> list[DaySlice]:
    """The UTC days a local day lies in, the newest first: two of them unless the clock is UTC.

    >>> [str(part.first) for part in utc_slices(date(2025, 6, 15), ZoneInfo("Asia/Qatar"))]
    ['2025-06-15 00:00:00+00:00', '2025-06-14 21:00:00+00:00']
    """
    begins = datetime.combine(day, time(), tzinfo=clock).astimezone(UTC)
    last = datetime.combine(day + ONE, time(), tzinfo=clock).astimezone(UTC) - A_MOMENT
    found: list[DaySlice] = []
    while last >= begins:
        midnight = datetime.combine(last.date(), time(), tzinfo=UTC)
        found.append(DaySlice(max(begins, midnight), last))
        last = midnight - A_MOMENT
    return found


class DayEntries(AuditEntries):
    """Entries of a day on any clock, the newest first."""

    def on_local(
        self, day: date, clock: ZoneInfo, part: int = 0, cursor: str = "", limit: int = 50
    ) -> tuple[Page[AuditEvent], int]:
        """A page, and the part its cursor belongs to.

        All parts are asked side by side. Those after an unfinished part wait for the next page, so
        a page holds up to `limit` entries of each part. `NotFound` for a part the day lacks.
        """
        parts = utc_slices(day, clock)[part:]
        if not parts:
            raise NotFound
        pages: list[Page[AuditEvent]] = in_parallel(
            *(
                lambda n=n, each=each: self._part(each, "" if n else cursor, limit)
                for n, each in enumerate(parts)
            )
        )
        items: list[AuditEvent] = []
        for n, page in enumerate(pages):
            items += page.items
            if page.next_cursor:
                return Page(items, page.next_cursor), part + n
        return Page(items), part

    def _part(self, part: DaySlice, cursor: str, limit: int) -> Page[AuditEvent]:
        whole = keys.AUDIT.start(on_date=part.first.date())
        begin = fixed_width(part.first)[11:]
        query = Query(
            pattern=keys.AUDIT,
            start={**whole, "SK": whole["SK"] + begin},
            until=whole["SK"] + fixed_width(part.last)[11:] + AFTER_ALL,
            limit=limit,
        )
        return self._page(query, cursor)
