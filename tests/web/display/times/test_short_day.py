"""A day in few letters is the day its own clock shows, in the reader's language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from medisecure.web.display.times.short_day import day_and_month, short_day, short_weekday

EVENING = datetime(2026, 11, 29, 22, 30, tzinfo=UTC)
IN_DOHA = EVENING.astimezone(ZoneInfo("Asia/Qatar"))  # 01:30 of the next day


def test_one_instant_has_the_day_of_each_clock() -> None:
    assert EVENING == IN_DOHA
    with translation.override("en"):
        assert (short_day(EVENING), short_day(IN_DOHA)) == ("Sun 29 Nov", "Mon 30 Nov")
        assert short_day(IN_DOHA, with_year=True) == "Mon 30 Nov 2026"


def test_each_language_has_its_own_words() -> None:
    told = {}
    for language in ("en", "ar", "en"):
        with translation.override(language):
            told[language] = (short_weekday(EVENING), day_and_month(EVENING.date()))
    assert told == {"en": ("Sun", "29 Nov"), "ar": ("الأحد", "29 نوفمبر")}
