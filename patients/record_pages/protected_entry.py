"""What a doctor finds who asks for an entry that is not open to them: perhaps a protected one."""

from dataclasses import dataclass

from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import NotFound
from medisecure.web.requests import ClinicalRequest
from patients.records.header import RecordHeader
from patients.records.models import Record
from patients.records.repository import Records, SensitiveRecords, ShutRecords
from patients.records.sensitive_openings import Openings, SensitiveOpening


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """A protected entry: that it is there, and what was read of it under a reason."""

    header: RecordHeader
    opening: SensitiveOpening | None = None
    entry: Record | None = None


def protected(request: ClinicalRequest, patient_id: str, record_id: str) -> Protected:
    """A protected entry of another doctor, read if this one's reason holds still.

    `NotFound` or `AccessDenied`, remembered, for any other entry: it is not there or not theirs.
    """
    uow = request.uow
    known: list[RecordHeader]
    opening: SensitiveOpening | None
    known, opening = in_parallel(
        lambda: ShutRecords(uow).find(patient_id, record_id),
        lambda: Openings(uow).now(patient_id, record_id, uow.actor.user_id),
    )
    header = next((each for each in known if each.is_sensitive), None)
    if header is None:
        Records(uow).get(patient_id, record_id)  # says which of the two, and to the trail
        raise NotFound
    if opening is None:
        return Protected(header=header)
    entry = SensitiveRecords(uow).get(patient_id, record_id)
    return Protected(header=header, opening=opening, entry=entry)
