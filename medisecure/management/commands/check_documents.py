"""`manage.py check_documents`: checks the files that came in, and clears away what nobody sent."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings

from documents.intake.checking import check_due
from documents.intake.uncompared import plan_uncompared
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.management.repeated import RepeatedCommand
from medisecure.wiring import system_work

JOB = "check_documents"


class Command(RepeatedCommand):
    """For a timer, or beside the web server with `--every`. Any number may run at once."""

    help = "Check the files that came in: open them, or hold them back with the reason."
    is_to_plan = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--uncompared` looks for what an older version brought in, before all else."""
        super().add_arguments(parser)
        parser.add_argument(
            "--uncompared",
            action="store_true",
            help="first plan comparing what was brought in and never checked",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what is due and say how many came to what."""
        self.is_to_plan = options["uncompared"]
        super().handle(*args, **options)

    def do(self) -> Counter[str]:
        """Check what is due; how many came to what."""
        if self.is_to_plan:
            self.plan()
        return check_due(begin, now(), settings.CLAMAV)

    def plan(self) -> None:
        """Plan comparing what an older version brought in: once, and next time if it failed."""
        planned = plan_uncompared(begin)
        self.is_to_plan = False
        if planned:
            self.stdout.write(f"{planned} planned to be compared")


def begin() -> UnitOfWork:
    """A unit of work of its own for each document."""
    return system_work(JOB)
