"""`manage.py read_mail_failures`: takes in what SES tells of mail that came back."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError

from appointments.notifications.returned_mail import take_in, write_again
from appointments.notifications.ses_events import read_event
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import MediSecureError
from medisecure.mail_failures import done, waiting
from medisecure.wiring import system_work

JOB = "read_mail_failures"
log = structlog.get_logger()


class Command(BaseCommand):
    """For a timer, every few minutes. Addresses are marked, and their owners are to be called."""

    help = "Read which mails came back: do not write there again, and have the people called."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--trust` after SES itself was told (`aws sesv2 delete-suppressed-destination`)."""
        parser.add_argument("--trust", metavar="PATIENT", help="write to this patient again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything that waits; one that cannot be taken in now comes again."""
        try:
            if options["trust"]:
                was_marked = write_again(begin, options["trust"])
                self.stdout.write("written to again" if was_marked else "was not marked")
                return
            self.stdout.write(", ".join(f"{n} {word}" for word, n in sorted(_read().items()))
                              or "nothing came back")  # fmt: skip
        except MediSecureError as problem:
            raise CommandError(str(problem)) from problem


def _read() -> Counter[str]:
    counts: Counter[str] = Counter()
    for told in waiting():
        event = read_event(told.text)
        if event is None:
            log.error("mail failure not understood")
            counts["not understood"] += 1
        else:
            counts[event.why.value.lower()] += 1
            counts["to call"] += take_in(begin, event)
        done(told)
    return +counts


def begin() -> UnitOfWork:
    """A unit of work of its own for each address."""
    return system_work(JOB)
