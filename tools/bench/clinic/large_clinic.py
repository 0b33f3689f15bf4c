"""The search among a large clinic's people, measured.

`python -m tools.bench.clinic.large_clinic --patients 300000`

What a search costs depends on how long the lists are under the words it looks up, and on nothing
else in the table. So everybody gets their entries under those words alone, sealed and written as
the registration does; what no question here looks up is left out, and so are the profiles.
"""

import argparse
import time
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tools.bench.stage import stage
from tools.web_server import free_port

QUESTIONS = (
    "mohamed", "mohamed 33", "mohamed kuwari", "محمد الكواري", "kuwari 1985",
    "mohamed kuwari 1985", "ahmed hassan", "15/6/1985", "1985", "33445566", "5566", "445566",
)  # fmt: skip
GIVEN = (
    "محمد",
    "Mohamed",
    "Muhammad",
    "Ahmed",
    "أحمد",
    "Ali",
    "Hassan",
    "Fatima",
    "Mariam",
    "Noora",
)
FAMILIES = ("Al-Kuwari", "الكواري", "Al-Thani", "Hassan", "Haddad", "Khan", "Santos", "Al-Marri")
SYLLABLES = ("ba", "da", "fi", "gu", "ha", "ki", "la", "mu", "na", "ri", "sa", "tu", "wa", "zi")
COMMON = 0.4  # of the people have one of those names; the others one of their own
TURNS, MOST_SEQUENTIAL = 5, 2  # the index and the trail; the page adds who asks, beside the limit


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: how many were found, what it cost and how long it took."""

    typed: str
    found: int
    more: bool
    sequential: int
    calls: int
    read_units: float
    milliseconds: float
    processor: float  # milliseconds of it that this process computed


def main() -> None:
    parser = argparse.ArgumentParser(prog="tools.bench.clinic.large_clinic", description=__doc__)
    parser.add_argument("--patients", type=int, default=300_000)
    wanted = parser.parse_args().patients
    console = Console(emoji=False)
    with stage(free_port()):
        begun = time.monotonic()
        entries = fill(wanted)
        console.print(
            f"{wanted:,} patients, {entries:,} entries under the words of the questions, "
            f"written in {time.monotonic() - begun:.0f} s"
        )
        answers = [ask(typed) for typed in QUESTIONS]
    console.print(table(answers))
    slow = [each.typed for each in answers if each.sequential > MOST_SEQUENTIAL]
    if slow:
        raise SystemExit(f"more than {MOST_SEQUENTIAL} round trips one after another: {slow}")


def fill(count: int) -> int:
    """Write everybody's entries under the words of the questions; how many those are."""
    from tools.bench.clinic.crowd import write  # noqa: PLC0415 - it reads the settings, known only now

    written = 0

    def counted() -> Iterator[Any]:
        nonlocal written
        for item in entries_of(people(count)):
            written += 1
            yield item

    write(counted())
    return written


def entries_of(everybody: Iterable[Any]) -> Iterator[Any]:
    """The stored entries of each of them."""
    from django.conf import settings  # noqa: PLC0415

    from medisecure.clock import clinic_date, now  # noqa: PLC0415
    from medisecure.dynamodb.sealing import codec  # noqa: PLC0415
    from medisecure.wiring import cipher  # noqa: PLC0415
    from patients.search.index_words import search_words  # noqa: PLC0415
    from patients.search.lookups import ways_of, words_in  # noqa: PLC0415
    from patients.search.repository import FOUND, IndexMatch  # noqa: PLC0415
    from patients.search.typed import readings  # noqa: PLC0415

    today, seal = clinic_date(now()), cipher()
    looked_up = {
        word
        for typed in QUESTIONS
        for word in words_in(
            [way for each in readings(typed, today=today) for way in ways_of(each)]
        )
    }
    tokens = {word: seal.blind(word) for word in looked_up}
    for patient in everybody:
        for word in sorted(search_words(patient) & looked_up):
            found = IndexMatch(
                token=tokens[word], patient_id=patient.patient_id,
                personal_info=patient.personal_info, created_at=patient.created_at,
            )  # fmt: skip
            yield codec.encode(FOUND, found, seal, settings.TABLE_NAME)


def people(count: int) -> Iterator[Any]:
    """Patients of a seed: a few names are many people's, most are one's own."""
    from medisecure.identity.person import PersonalInfo  # noqa: PLC0415
    from patients.profile.models import Patient  # noqa: PLC0415

    chance, at = Random(1), datetime(2026, 1, 1, tzinfo=UTC)  # noqa: S311 - to be repeated
    given, families = zipf(GIVEN), zipf(FAMILIES)
    for n in range(count):
        first = pick(given, chance) if chance.random() < COMMON else own(chance)
        last = pick(families, chance) if chance.random() < COMMON else own(chance)
        born = date(1935, 1, 1) + timedelta(days=chance.randrange(33_000))
        phone = f"+974{chance.choice('3567')}{chance.randrange(10**7):07}"
        info = PersonalInfo(
            first_name=first, last_name=last, date_of_birth=born, phone_number=phone
        )
        yield Patient(patient_id=f"patient_large_{n}", personal_info=info, created_at=at,
                      updated_at=at)  # fmt: skip


def zipf(words: tuple[str, ...]) -> tuple[tuple[str, ...], list[float]]:
    """The words with their shares added up: the second half as often as the first, and so on."""
    return words, list(accumulate(1 / (n + 1) for n in range(len(words))))


def pick(shares: tuple[tuple[str, ...], list[float]], chance: Random) -> str:
    words, bounds = shares
    return words[bisect(bounds, chance.random() * bounds[-1])]


def own(chance: Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=4)).title()


def ask(typed: str) -> Asked:
    """Search for it a few times; the middle time counts."""
    from medisecure.dynamodb.calls.meter import metered  # noqa: PLC0415
    from medisecure.wiring import system_work  # noqa: PLC0415
    from patients.search.services import find  # noqa: PLC0415

    times, computed = [], []
    for _ in range(TURNS):
        begun, worked = time.perf_counter(), time.process_time()
        with metered() as meter:
            uow = system_work("bench")
            found = find(uow, typed)
            uow.close()
        times.append((time.perf_counter() - begun) * 1000)
        computed.append((time.process_time() - worked) * 1000)
    return Asked(
        typed, len(found.patients), found.more, meter.sequential, meter.total, meter.read_units,
        median(times), median(computed),
    )  # fmt: skip


def table(answers: list[Asked]) -> Table:
    """All questions."""
    shown = Table("Typed", "Found", "In turn", "Calls", "Read units", "ms", "of them CPU")
    for each in answers:
        shown.add_row(
            each.typed, f"{each.found}{'+' if each.more else ''}", str(each.sequential),
            str(each.calls), f"{each.read_units:,.1f}", f"{each.milliseconds:,.0f}",
            f"{each.processor:,.0f}",
        )  # fmt: skip
    return shown


if __name__ == "__main__":
    main()
