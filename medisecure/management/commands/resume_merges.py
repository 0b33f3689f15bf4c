"""Brings joinings and partings of patients' records to their end that were stopped on their way."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appointments.carrying.services import carry_on
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.errors import MediSecureError
from medisecure.wiring import system_work
from patients.linking.models import Merge
from patients.linking.repository import Merges

JOB = "resume-merges"
SECONDS_EACH = 120


class Command(BaseCommand):
    """Can be run at any time, also twice at once: each step is done by whoever is first."""

    help = "Go on with joinings and partings of patients' records that were stopped on their way."

    def handle(self, *args: Any, **options: Any) -> None:
        with deadline(SECONDS_EACH):
            uow = system_work(JOB)
            waiting = Merges(uow).under_way()
            uow.close()
        failed = [each.merge_id for each in waiting if not self._brought_on(each)]
        self.stdout.write(f"{len(waiting) - len(failed)} of {len(waiting)} brought to their end")
        if failed:
            raise CommandError(f"not yet: {', '.join(failed)}; run it again in a moment")

    def _brought_on(self, listed: Merge) -> bool:
        with deadline(SECONDS_EACH):
            uow = system_work(JOB)
            try:
                carry_on(uow, Merges(uow).get(listed.patient_id, listed.merge_id))
            except MediSecureError as error:
                self.stderr.write(f"{listed.merge_id}: {error}")
                return False
            finally:
                uow.close()
        return True
