"""The days for which somebody is certified unable to work or to go to school."""

from dataclasses import dataclass
from datetime import date

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _

WORDS_LENGTH, MOST_DAYS = 4000, 366

ORDER = _("The last day cannot be before the first one.")
SPAN = _("A certificate covers at most a year.")
LONG = _("This is too long.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SickLeave:
    """From `first_day` to `last_day`, both of them days of illness; `words` stand on the paper."""

    first_day: date
    last_day: date
    words: str | None = None

    def __post_init__(self) -> None:
        wrong = span_mistakes(self.first_day, self.last_day)
        if len(self.words or "") > WORDS_LENGTH:
            wrong["words"] = LONG
        if wrong:
            raise Invalid(wrong)

    @property
    def days(self) -> int:
        """How many days of illness these are."""
        return days_of(self.first_day, self.last_day)


def span_mistakes(first_day: date, last_day: date) -> dict[str, str]:
    """What is wrong with a certificate's days, by field; empty if nothing is."""
    if last_day < first_day:
        return {"last_day": ORDER}
    return {"last_day": SPAN} if days_of(first_day, last_day) > MOST_DAYS else {}


def days_of(first_day: date, last_day: date) -> int:
    """How many days these are, both counted."""
    return (last_day - first_day).days + 1
