"""`manage.py end_old_care`: gives care relations from before they had grounds their end.

Says what it would do; with `--write` it does it. It can be stopped and run again.
"""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from appointments.visits.care import ground_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure.access.care import Care, CareKind, Ground
from medisecure.audit.actions import Action
from medisecure.clinic_rules import RULES
from medisecure.clock import utc_text
from medisecure.dynamodb.item_types import CARE
from medisecure.dynamodb.relations.care_grounds import earlier_ended, grounds_operation
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.identity.person import UserType
from medisecure.wiring import system_work
from patients.profile.repository import CareRelations
from providers.directory.repository import Providers

AT_ONCE = 100
MOST_VISITS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of one old relation: the grounds of its visits, and when the old one ends."""

    care: Care
    visits: tuple[Ground, ...]
    until: datetime

    def line(self, at: datetime) -> str:
        """The plan for whoever reads it before it is done; ids only."""
        state = "stays open until" if self.until > at else "ends; its last day was"
        return (
            f"{self.care.patient_id} {self.care.provider_id}: {len(self.visits)} visits, "
            f"{state} {self.until.date()}"
        )


class Command(BaseCommand):
    """A relation stands on its live and completed visits from then on."""

    help = "Show (or, with --write, store) the end of each care relation that has none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Without an argument nothing is changed."""
        parser.add_argument("--write", action="store_true", help="do it, instead of showing it")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a relation, and a sum at the end."""
        done = kept = 0
        for provider_id in _provider_ids():
            for plan in _plans(provider_id):
                uow = system_work("end-old-care")
                self.stdout.write(plan.line(uow.at))
                done += 1
                if options["write"] and not _stored(uow, plan):
                    self.stdout.write("  was changed meanwhile: run this again")
                    kept += 1
                uow.close()
        verb = "given their end" if options["write"] else "would be given their end"
        self.stdout.write(f"{done - kept} relations {verb}.")


def _provider_ids() -> list[str]:
    uow = system_work("end-old-care")
    found = [each.provider_id for each in Providers(uow).all()
             if each.user_type is UserType.PROVIDER]  # fmt: skip
    uow.close()
    return found


def _plans(provider_id: str) -> Iterator[Plan]:
    """The old relations of a doctor, each with what its visits say; a page of them at a time."""
    cursor = ""
    while True:
        uow = system_work("end-old-care")
        page = CareRelations(uow).of_provider(provider_id, cursor, AT_ONCE)
        for care in page.items:
            if care.since is not None and care.until is None:
                yield planned(care, _visits_of(uow, care), uow.at)
        uow.close()
        if not page.next_cursor:
            return
        cursor = page.next_cursor


def _visits_of(uow: UnitOfWork, care: Care) -> list[Appointment]:
    visits = Appointments(uow).latest(care.patient_id, MOST_VISITS).items
    return [each for each in visits if each.provider_id == care.provider_id]


def planned(care: Care, visits: Iterable[Appointment], at: datetime) -> Plan:
    """The grounds of the relation's live and completed visits, and the end of the old one.

    A relation without any visit came with records from elsewhere: it ends as an assignment would,
    some days after now, so that nobody loses a patient they treat on the day of the change.
    """
    grounds = tuple(ground_of(each) for each in visits if each.is_live)
    ends = [each.until for each in grounds if each.until is not None]
    until = max(ends) if ends else at + RULES.care
    return Plan(care=care, visits=tuple(each for each in grounds if each.until and each.until > at),
                until=until)  # fmt: skip


def _stored(uow: UnitOfWork, plan: Plan) -> bool:
    """Do it, if the relation is still as it was read."""
    assert plan.care.since is not None  # noqa: S101 - `_plans` yields no other
    old = Ground(
        kind=CareKind.ASSIGNED,
        source_id="earlier",
        since=plan.care.since,
        opens=plan.care.since,
        until=plan.until,
        by=uow.actor.user_id,
        reason="EARLIER",
    )
    grounds = tuple(plan.visits) if plan.visits else (old,)
    ended = replace(plan.care, since=None, grounds=grounds)
    try:
        with uow:
            operation = earlier_ended(grounds_operation(ended), utc_text(plan.care.since))
            uow.follow(CARE, ended, "add", operation)
            uow.record_change(Action.MIGRATE_CARE, plan.care.provider_id, plan.care.patient_id)
    except Conflict:
        return False
    return True
