"""Mail that came back: its address is not written to again, and who should have read it is called.

An address is marked under a keyed digest of itself, whoever's it is: a family may share one. A
corrected address is another one, and written to at once.
"""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from appointments.notifications.ses_events import FeedbackType, MailReturned
from appointments.outbox.models import ReminderDue, ReminderStatus
from appointments.outbox.repository import Outbox
from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from medisecure.fields import QUIET
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf

COMES_BACK = "MAIL_COMES_BACK"  # why a message to a marked address is given up unsent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedMail:
    """Mail to an address came back for good, for the reason given, last at that instant."""

    entity_type: ClassVar[str] = "RETURNED_MAIL"

    token: str
    why: str
    at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.token


RETURNED_MAIL = ItemType(
    "returned_mail", ReturnedMail, keys.RETURNED_MAIL, (), "RETURNED_MAIL", Trace.NONE
)


class ReturnedMails(Repository[ReturnedMail]):
    """Addresses that are not written to."""

    item_type = RETURNED_MAIL

    def of(self, address: str) -> ReturnedMail | None:
        """The mark of an address, as it stands now."""
        try:
            return self._get(token=self.token(address), consistent=True)
        except NotFound:
            return None

    def mark(self, address: str, why: FeedbackType) -> None:
        """Write to this address no more."""
        marked = ReturnedMail(token=self.token(address), why=why.value, at=self._uow.at)
        self._uow.put(self.item_type, marked)

    def forget(self, returned: ReturnedMail) -> None:
        """Write to it again."""
        self._uow.delete(self.item_type, returned)

    def token(self, address: str) -> str:
        return self._uow.blind(f"mail:{address.strip().lower()}")


def returned_mail_of(uow: UnitOfWork, patient: Demographics) -> ReturnedMail | None:
    """Whether mail to this patient comes back, since when and why."""
    address = patient.personal_info.email
    return ReturnedMails(uow).of(address) if address else None


def take_in(begin: Callable[[], UnitOfWork], returned: MailReturned) -> int:
    """Mark the addresses and have their owners called; how many messages that concerns.

    Doing it twice is doing it once: the queue may tell the same thing again.
    """
    concerned = 0
    for address in returned.addresses:
        with closing(begin()) as uow:
            patients = DemographicsOf(uow).by_email(address)
            untold = [e for who in patients for e in _sent_in(uow, who, returned.message_id)]
            with uow:
                if returned.why.is_for_good:
                    ReturnedMails(uow).mark(address, returned.why)
                    for each in patients:
                        uow.record_change(
                            Action.MARK_RETURNED_MAIL, each.patient_id, each.patient_id
                        )
                    if not patients:  # a colleague's, or one that was corrected meanwhile
                        uow.record_change(Action.MARK_RETURNED_MAIL, "nobody's")
                for message in untold:
                    Outbox(uow).save(message.failed(returned.why.value), Action.FAIL_MESSAGE)
            concerned += len(untold)
    return concerned


def write_again(begin: Callable[[], UnitOfWork], patient_id: str) -> bool:
    """Trust a patient's address once more; whether it was marked. `NotFound` for no patient."""
    with closing(begin()) as uow:
        returned = returned_mail_of(uow, DemographicsOf(uow).get(patient_id))
        if returned is None:
            return False
        with uow:
            ReturnedMails(uow).forget(returned)
            uow.record_change(Action.TRUST_ADDRESS, patient_id, patient_id)
        return True


def _sent_in(uow: UnitOfWork, patient: Demographics, message_id: str) -> Iterable[ReminderDue]:
    """The patient's message that went out under SES's id."""
    return [
        each
        for each in Outbox(uow).of_patient(patient.patient_id)
        if each.message_id == message_id and each.status is ReminderStatus.SENT
    ]
