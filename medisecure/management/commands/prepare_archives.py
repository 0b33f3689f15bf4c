"""`manage.py prepare_archives`: prepares the archives that people asked for."""

from collections import Counter

from medisecure.exporting.preparing import prepare_all
from medisecure.management.repeated import RepeatedCommand
from medisecure.wiring import system_work

JOB = "prepare-archives"


class Command(RepeatedCommand):
    """For a timer, or beside the web server with `--every`. Each archive is made once."""

    help = "Prepare the archives of all their data that patients asked for."
    idle = "nothing waits"

    def do(self) -> Counter[str]:
        """Prepare what waits; how many came to what."""
        return prepare_all(lambda: system_work(JOB))
