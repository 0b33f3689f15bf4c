"""`manage.py send_reminders`: sends the messages that are due, and tends the waitlist's offers."""

from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError

from appointments.notifications.sending import Report, send_due, settle
from appointments.waitlist.services import tend
from medisecure.clock import now, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import MediSecureError
from medisecure.wiring import system_work

JOB = "send_reminders"
log = structlog.get_logger()


class Command(BaseCommand):
    """For a timer, every few minutes. Any number may run at once: each message goes out once."""

    help = "Send what is due to patients, each message once; pass on offered times nobody took."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--settle` gives up on the messages of unknown outcome after somebody looked at them."""
        parser.add_argument(
            "--settle", action="store_true", help="no longer report messages of unknown outcome"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, say what became of each, and name those nobody knows the outcome of."""
        try:
            report = send_due(begin, now())
            if options["settle"]:
                self.stdout.write(f"settled {settle(begin, report.unknown)}")
                report.unknown = []
        except MediSecureError as problem:
            raise CommandError(str(problem)) from problem
        self.tell(report)
        self.tend()

    def tend(self) -> None:
        """Offer what came free and was not offered yet, and pass on what lapsed; say how many."""
        try:
            done = tend(begin)
        except MediSecureError as problem:
            raise CommandError(str(problem)) from problem
        counts = ", ".join(f"{n} {word}" for word, n in sorted(done.items()))
        if counts:
            self.stdout.write(f"waitlist: {counts}")

    def tell(self, report: Report) -> None:
        """Counts and ids; never a name, an address or a word of the message."""
        counts = ", ".join(f"{n} {word}" for word, n in sorted(report.outcomes.items()))
        self.stdout.write(counts or "nothing due")
        for reason, count in sorted(report.failures.items()):
            self.stderr.write(f"failed {count}: {reason}")
            for _ in range(count):  # each one counts in the alarm
                log.warning("message failed", code=reason)
        for reason, count in sorted(report.postponed.items()):
            self.stderr.write(f"postponed {count}: {reason}")
            log.warning("message postponed", code=reason, count=count)
        for each in report.unknown:
            begun = utc_text(each.begun_at) if each.begun_at else "?"
            self.stderr.write(f"unknown: {each.kind} of {each.appointment_id}, begun {begun}")
            log.error("message of unknown outcome", code=each.kind)


def begin() -> UnitOfWork:
    """A unit of work of its own for each message."""
    return system_work(JOB)
