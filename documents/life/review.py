"""The review of what is due: whose time is over is noted, day after day, by a job.

Care is the latest entry of the chart, visit that took place, or document. Kinds that are not in
the clinic's table are reviewed by nobody, and so kept.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date

from appointments.visits.repository import Appointments
from documents.keeping import kept_until
from documents.kinds import KINDS
from documents.life import services
from documents.life.repository import Lives
from documents.models import Document, Status
from medisecure.clock import clinic_date, now, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from patients.profile.repository import DemographicsOf
from patients.records.repository import Records

Begin = Callable[[], UnitOfWork]


def review(begin: Begin) -> Counter[str]:
    """Look at every document that may be due; how many became so, and how many are no more."""
    done: Counter[str] = Counter()
    until = utc_text(now())  # one instant: the mark of a page belongs to one question
    for kind in KINDS:
        cursor = ""
        while True:
            with closing(begin()) as uow:
                page = Lives(uow).filed_until(kind, until, cursor)
            for each in page.items:
                if each.status is not Status.DISPOSED:
                    done[_reviewed(begin, each)] += 1
            cursor = page.next_cursor
            if not cursor:
                break
    return done


def due_on(uow: UnitOfWork, document: Document) -> date | None:
    """The day its time was over; None while it is not."""
    patient = DemographicsOf(uow).answering(document.patient_id)
    entries = Records(uow).latest(document.patient_id, 1).items
    visits = Appointments(uow).latest(document.patient_id, 1).items
    seen = [document.created_at, *(each.seen_at for each in entries)]
    seen += [each.starts_at for each in visits]
    until = kept_until(
        document.security.retention_period, clinic_date(max(seen)),
        patient.personal_info.date_of_birth,
    )  # fmt: skip
    return until if until < uow.today else None


def _reviewed(begin: Begin, listed: Document) -> str:
    with closing(begin()) as uow:
        try:
            found = Lives(uow).get(listed.patient_id, listed.document_id)
            due = due_on(uow, found)
            changed = services.note_due(uow, found, due)
        except (Conflict, NotFound):
            return "left for the next time"
    if not changed:
        return "as before"
    return "due" if due else "due no more"
