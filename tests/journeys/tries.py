"""A journey that failed half-way is tried again on the same site: each try has people of its own.

What the first try needs the clinic was filled with; what a later one needs is brought in for it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.journeys.site import Item, Site, load

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_tried: Counter[tuple[str, str]] = Counter()


@dataclass(frozen=True, slots=True)
class Try:
    """The first try is number 0, and has the names as they are."""

    number: int = 0

    def of(self, name: str) -> str:
        """An id of this try's own.

        >>> Try(0).of("patient_x"), Try(2).of("patient_x")
        ('patient_x', 'patient_x_2')
        """
        return f"{name}_{self.number}" if self.number else name

    def named(self, name: str) -> str:
        """A person's name that no other try has.

        >>> Try(0).named("Noof Sulaiti"), Try(2).named("Noof Sulaiti")
        ('Noof Sulaiti', 'Noof Sulaitib')
        """
        return name + LETTERS[self.number - 1] if self.number else name

    def day(self, first: date) -> date:
        """A day of its own, so many after the one of the first try."""
        return first + timedelta(days=self.number)


FIRST = Try()


def next_try(site: Site, what: str) -> Try:
    """Which try this is of that on this site."""
    now = Try(_tried[site.url, what])
    _tried[site.url, what] += 1
    return now


def this_try(site: Site, furnish: Callable[[Try], Iterable[Item]]) -> Try:
    """Which try this is on that site of what needs these people; they are there when it returns."""
    now = next_try(site, furnish.__name__)
    if now != FIRST:
        load(site.environ, furnish(now))
    return now
