"""Loads items in the schema's JSON shape and says of every refused one why."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from medisecure.clock import clinic_date, now
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.errors import Conflict, Invalid, MediSecureError
from medisecure.importing.doubts import doubts_of
from medisecure.importing.loading import LoadOutcome, load
from medisecure.wiring import system_work, unhurried

PEOPLE_FIRST = {"USER": 0, "RECORD": 1, "APPOINTMENT": 1, "DOCUMENT": 2}
SECONDS_AN_ITEM = 60


@dataclass(slots=True)
class Report:
    """How many were loaded or there already, what of them is odd, why the others were refused."""

    loaded: int = 0
    present: int = 0
    doubted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Command(BaseCommand):
    help = "Load items in the schema's JSON shape (an array, or one object a line)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with unhurried():
            report = load_all(list(read_items(options["file"])))
        self.stdout.write(f"{report.loaded} loaded, {report.present} already there, "
                          f"{len(report.refused)} refused")  # fmt: skip
        if report.doubted:
            self.stdout.write("Loaded as they are; look at them again:")
        for line in (*report.doubted, *report.refused):
            self.stderr.write(line)
        if report.refused:
            raise CommandError("some items were refused; nothing of them was stored")


def read_items(path: Path) -> Iterator[Any]:
    """The items of a file; a line that is no JSON becomes a text, to be refused with its number."""
    try:
        # Some programs begin a file with a byte order mark.
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"cannot read {path.name} as UTF-8 text") from error
    if text.lstrip().startswith("["):
        try:
            yield from json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CommandError(f"{path.name} is not a JSON array") from error
        return
    # Only a line feed ends a line: a text may hold U+2028 and its like.
    for line in filter(str.strip, text.split("\n")):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            yield "not JSON"


def load_all(items: list[Any], *, lanes: int = 4, quiet: bool = False) -> Report:
    """Load every item on its own, people first; the report is in the items' order.

    Items of one doctor's schedule, or of one key, are loaded in the order they stand in: of two
    visits that overlap, the first is kept whatever the lanes do.
    """
    outcomes: dict[int, LoadOutcome | str] = {}
    console = Console(stderr=True, quiet=quiet)
    with ThreadPoolExecutor(lanes) as pool, Progress(console=console, disable=quiet) as progress:
        shown = progress.add_task("Loading", total=len(items))
        for queues in in_phases(items):
            for done in pool.map(partial(_queue, items), queues):
                outcomes |= done
                progress.advance(shown, len(done))
    refused = [n for n in sorted(outcomes) if not isinstance(outcomes[n], LoadOutcome)]
    loaded = [n for n in sorted(outcomes) if outcomes[n] is LoadOutcome.LOADED]
    today = clinic_date(now())
    return Report(
        loaded=sum(each is LoadOutcome.LOADED for each in outcomes.values()),
        present=sum(each is LoadOutcome.PRESENT for each in outcomes.values()),
        doubted=[f"item {n + 1}: {each}" for n in loaded for each in doubts_of(items[n], today)],
        refused=[f"item {n + 1}: {outcomes[n]}" for n in refused],
    )


def in_phases(items: list[Any]) -> Iterator[list[list[int]]]:
    """The items' numbers: phase by phase, in queues whose order matters."""
    phases: dict[int, dict[str, list[int]]] = {}
    for n, item in enumerate(items):
        phases.setdefault(_rank(item), {}).setdefault(_queue_of(item), []).append(n)
    for rank in sorted(phases):
        yield list(phases[rank].values())


def _queue_of(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    owner = "providerId" if item.get("entityType") == "APPOINTMENT" else "PK"
    return str(item.get(owner, ""))


def _rank(item: Any) -> int:
    return PEOPLE_FIRST.get(item.get("entityType", ""), 3) if isinstance(item, dict) else 3


def _queue(items: list[Any], numbers: list[int]) -> dict[int, LoadOutcome | str]:
    return {n: _one(items, n) for n in numbers}


def _one(items: list[Any], n: int) -> LoadOutcome | str:
    """The outcome of one item, or why it was refused; nothing of a refused one is stored."""
    try:
        with deadline(SECONDS_AN_ITEM):
            uow = system_work("load-items")
            outcome = load(uow, items[n])
            uow.close()
            return outcome
    except Invalid as error:
        return str(error)
    except Conflict:
        return "item: overlaps another visit of the same doctor"
    except MediSecureError as error:
        return f"item: {error}"
