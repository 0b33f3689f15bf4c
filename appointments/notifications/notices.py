"""Messages that tell of no visit: an archive is ready, a document was checked or moved.

Nothing of health stands in them: not what the document is, nor why it was not taken in.
"""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from appointments.notifications.message_lines import EMAIL, PHONES
from appointments.notifications.proxies import who_is_told
from appointments.outbox.models import (
    ARCHIVE_READY,
    DOCUMENT_HELD_BACK,
    DOCUMENT_MOVED,
    DOCUMENT_TAKEN_IN,
    ReminderDue,
)
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import Preferences
from medisecure.messages import Message
from medisecure.web.language import LANGUAGES
from patients.profile.repository import DemographicsOf


def notice_for(uow: UnitOfWork, due: ReminderDue) -> tuple[str, Message]:
    """By which channel it goes, and the message in the language of whoever is told."""
    patient = DemographicsOf(uow).answering(due.patient_id)
    wishes, info = patient.preferences or Preferences(), patient.personal_info
    channel = (wishes.communication_method or EMAIL).lower()
    to = (info.phone_number if channel in PHONES else info.email) or ""
    proxy = None if to else who_is_told(uow, due.patient_id)
    if proxy:
        channel, to, wishes = EMAIL, proxy.email or "", proxy.preferences or Preferences()
    language = wishes.language if wishes.language in LANGUAGES else settings.LANGUAGE_CODE
    with override(language):
        subject, lines = WORDS[due.kind](due)
        if proxy:
            lines = [
                _("You receive this message because you act for a patient of the clinic."),
                *lines,
            ]
    return channel, Message(to=to, subject=subject, text="\n".join(lines))


def _archive_ready(due: ReminderDue) -> tuple[str, list[str]]:
    link = f"{settings.BASE_URL}{reverse('documents:archives', args=[due.patient_id])}"
    return _("Your data are ready"), [
        _("The archive of everything the clinic keeps about you is ready."),
        _("You can download it once within 24 hours, after signing in: %(link)s") % {"link": link},
        _("If you did not ask for it, call the clinic."),
    ]


def _document_moved(due: ReminderDue) -> tuple[str, list[str]]:
    link = f"{settings.BASE_URL}{reverse('patients:viewed-by', args=[due.patient_id])}"
    return _("A document was taken out of your record"), [
        _("A document that is not yours was filed in your record by mistake. It was taken out."),
        _("To see who viewed your record, and when: %(link)s") % {"link": link},
        _("If you have questions, call the clinic."),
    ]


def _document_taken_in(due: ReminderDue) -> tuple[str, list[str]]:
    link = f"{settings.BASE_URL}{reverse('documents:sent', args=[due.patient_id])}"
    return _("Your document is in your record"), [
        _("The document you sent was checked and is part of your record now."),
        _("It stands here, after signing in: %(link)s") % {"link": link},
        _("If it was not you who sent it, call the clinic."),
    ]


def _document_held_back(due: ReminderDue) -> tuple[str, list[str]]:
    link = f"{settings.BASE_URL}{reverse('documents:sent', args=[due.patient_id])}"
    return _("Your document could not be taken in"), [
        _("The document you sent did not pass its check, so it is not part of your record."),
        _("Why, and how to send it again, stands here, after signing in: %(link)s")
        % {"link": link},
        _("If you need help with it, call the clinic."),
    ]


WORDS: Mapping[str, Callable[[ReminderDue], tuple[str, list[str]]]] = {
    ARCHIVE_READY: _archive_ready,
    DOCUMENT_MOVED: _document_moved,
    DOCUMENT_TAKEN_IN: _document_taken_in,
    DOCUMENT_HELD_BACK: _document_held_back,
}
