"""A command that does what is due: once for a timer, or again and again beside the web server."""

import time
from abc import abstractmethod
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from medisecure.errors import MediSecureError


class RepeatedCommand(BaseCommand):
    """With `--every` an error waits for the next time; without, it ends the command."""

    idle = "nothing due"

    @abstractmethod
    def do(self) -> Counter[str]:
        """What is due now, done; how many came to what."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--every` keeps it running, looking again after so many seconds."""
        parser.add_argument("--every", type=float, default=0, help="look again after SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due and say how many came to what."""
        while True:
            try:
                done = self.do()
            except MediSecureError as problem:
                if not options["every"]:
                    raise CommandError(str(problem)) from problem
                done = Counter()
            if done or not options["every"]:
                counts = ", ".join(f"{n} {word}" for word, n in sorted(done.items()))
                self.stdout.write(counts or self.idle)
            if not options["every"]:
                return
            time.sleep(options["every"])
