"""`manage.py cost`: what DynamoDB costs for a number of visits, from measured pages."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from infra.costing.bill import report

MEASURED = "build/bench.json"


class Command(BaseCommand):
    """Multiplies what `make bench` measured by how often a visit opens each page."""

    requires_system_checks = ()
    help = (
        "Print dollars for a number of visits by page and role, the growth of the trail in a year, "
        "and what archiving its sealed days would save. Reads build/bench.json (make bench)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--visits", type=int, default=1000)
        parser.add_argument("--visits-a-year", type=int, default=1_000_000)
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--measured", metavar="FILE", help=f"instead of {MEASURED}")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["measured"] or settings.BASE_DIR / MEASURED)
        if not path.exists():
            raise CommandError("Nothing was measured yet: run `make bench` first.")
        pages = json.loads(path.read_text(encoding="utf-8"))["pages"]
        try:
            found = report(pages, options["visits"], options["visits_a_year"])
        except KeyError as page:
            raise CommandError(f"{path} holds no page {page}: measure again.") from page
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=1))
            return
        for line in found["by_page"]:
            self.stdout.write(f"${line['dollars']:9.4f}  {line['role']:10} {line['page']}")
        for role, dollars in found["by_role"].items():
            self.stdout.write(f"${dollars:9.4f}  {role}")
        self.stdout.write(f"${found['dollars']:9.4f}  for {found['visits']} visits")
        self.stdout.write(json.dumps(found["trail"]))
