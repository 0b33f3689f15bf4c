"""Which days are public holidays, so that no doctor is offered on one by mistake."""

import sys
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

from medisecure.errors import Invalid, gettext_noop
from providers.directory.rules import NO_HOLIDAYS

if TYPE_CHECKING:
    from holidays import HolidayBase

DEFAULT_COUNTRY = "QA"


def holiday_on(day: date, country: str | None = None, language: str = "en") -> str | None:
    """The name of that day's public holiday, or None on an ordinary day.

    `country` is an ISO 3166 code such as `QA` or `GB-ENG`, Qatar by default; `NONE` keeps no
    holidays. The name is in `language` where the calendar has it, else in the country's own.
    Days that follow the moon are estimates until announced: an exception corrects them.
    Raises `Invalid` for a country no calendar is known for.
    """
    wanted = country or DEFAULT_COUNTRY
    return None if wanted == NO_HOLIDAYS else _year(wanted, day.year, language).get(day)


@lru_cache(maxsize=128)
def _year(country: str, year: int, language: str) -> Mapping[date, str]:
    spoken = _locale(_calendar(country), language)
    return dict(_calendar(country, year, spoken))


def _calendar(country: str, year: int | None = None, language: str | None = None) -> "HolidayBase":
    _alone()
    from holidays import country_holidays  # noqa: PLC0415 - not before free times are looked at

    code, _, part = country.partition("-")
    try:
        return country_holidays(code, subdiv=part or None, years=year, language=language)
    except NotImplementedError as error:
        message = gettext_noop("The holidays of this country are not known.")
        raise Invalid({"holiday_country": message}) from error


def _alone() -> None:
    """Have the package load a country's calendar without those of all others.

    Else the first calendar brings three hundred modules: a third of a second and 16 MB, not 5.
    """
    name = "holidays.countries"
    if name not in sys.modules and (spec := find_spec(name)) is not None:
        sys.modules[name] = module_from_spec(spec)  # only the place its countries are found in


def _locale(calendar: "HolidayBase", language: str) -> str | None:
    """The calendar's name for a language: `en_US` for `en`; None for the country's own."""
    offered = calendar.supported_languages
    return next((each for each in offered if each.partition("_")[0] == language), None)
