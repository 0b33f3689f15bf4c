"""The entries of a chart as they could be read at an instant that a doctor asks about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from medisecure.access.actor import Role
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.web.requests import ClinicalRequest
from patients.records.models import Record
from patients.records.versions import RecordVersion, version_at

WORDS = {
    "AMENDED": _("corrected"), "ENTERED_IN_ERROR": _("struck out"),
}  # fmt: skip


def is_doctor(request: ClinicalRequest) -> bool:
    """Whether the reader sees versions and may change entries; the gate decides about each."""
    return request.role is Role.PROVIDER


def entry_at(
    entry: Record, versions: list[RecordVersion], instant: datetime | None
) -> Record | None:
    """What the entry said then; None if it was not signed by then."""
    if instant is None:
        return entry
    if entry.updated_at <= instant:
        return entry
    return version_at(versions, instant)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version: when it was written, what was done, and the address that shows it."""

    at: datetime
    day: str
    time: str
    word: Any
    is_shown: bool


def lines_of(versions: list[RecordVersion], shown: Record) -> list[VersionLine]:
    """The versions of an entry, the oldest first."""
    found = []
    for number, each in enumerate(versions):
        local = each.written_at.astimezone(zone(CLINIC_ZONE))
        word = WORDS.get(each.entry.status, _("added to") if number else _("signed"))
        found.append(
            VersionLine(
                at=each.written_at,
                day=f"{local:%Y-%m-%d}",
                time=f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}",
                word=word,
                is_shown=each.written_at == shown.updated_at,
            )
        )
    return found
