"""`manage.py review_retention`: notes which documents' time is over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.life.review import review
from medisecure.errors import MediSecureError
from medisecure.wiring import system_work

JOB = "review-retention"


class Command(BaseCommand):
    """For a timer, once a day. It disposes of nothing: two people do."""

    help = "Note which documents have been kept as long as they must be."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = review(lambda: system_work(JOB))
        except MediSecureError as problem:
            raise CommandError(str(problem)) from problem
        counts = ", ".join(f"{n} {word}" for word, n in sorted(done.items()))
        self.stdout.write(counts or "no documents")
