"""A day kept by its rules with claims laid over it says what the same day laid out anew says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.scheduling import availability, unclaimed
from appointments.scheduling.availability import Beside, day_times
from appointments.scheduling.blocks import is_untouched
from appointments.scheduling.times import Reason
from medisecure.local_day import ONE_DAY, day_bounds
from providers.directory.models import Availability
from providers.directory.rules import VisitType
from tests.appointments.scheduling.examples import DOHA, SUNDAY, every_day
from tests.appointments.scheduling.test_quarters import DAYS, ZONES, rules

TAKEN = st.dictionaries(
    st.integers(-1, 300).map("c{}".format),
    st.sampled_from(["visit_1", "visit_2", "hold:9999999999:other", "hold:1000000000:other"]),
    max_size=60,
)
SHORT = VisitType(code="X", name="X", minutes=20, buffer_before=10, buffer_after=15)


@given(
    hours=rules(),
    day=DAYS,
    zone=ZONES,
    taken=TAKEN,
    after=st.none() | TAKEN,
    ahead=st.integers(-100, 4000),
    minutes=st.sampled_from([15, 20, 45, 480]),
    kind=st.sampled_from([None, SHORT]),
    audience=st.sampled_from(["patient", "staff"]),
    notice=st.sampled_from([None, 0, 90]),
    window=st.sampled_from([None, 0, 1]),
)
def test_kept_or_not(  # noqa: PLR0917 - one each
    hours, day, zone, taken, after, ahead, minutes, kind, audience, notice, window
):
    terms = replace(hours, time_zone=zone, minimum_notice=notice, booking_window=window)
    now = day_bounds(day, zone)[0] - timedelta(minutes=ahead)

    def times():
        return day_times(
            terms, day, zone, taken,
            minutes=minutes, visit_type=kind, now=now, own_ids="visit_2", audience=audience,
            neighbours={} if after is None else {day + ONE_DAY: Beside(after)},
        )  # fmt: skip

    found = times()
    with patch.object(availability, "unclaimed", lambda *_, **__: None):
        anew = times()
    assert found.slots == anew.slots
    assert found.reasons == anew.reasons


def test_a_day_of_equal_hours_is_worked_out_once():
    unclaimed._known.cache_clear()
    before = datetime(2025, 6, 1, tzinfo=UTC)
    for terms in (every_day(), every_day()):
        day_times(terms, SUNDAY, DOHA, {}, minutes=30, now=before)
    assert unclaimed._known.cache_info()[:2] == (1, 1)


def test_hours_that_were_changed_are_other_hours():
    before, terms = datetime(2025, 6, 1, tzinfo=UTC), every_day()
    first = day_times(terms, SUNDAY, DOHA, {}, minutes=30, now=before)
    shut = replace(terms, working_hours=None)
    assert first.free
    assert day_times(shut, SUNDAY, DOHA, {}, minutes=30, now=before).free == []


@pytest.mark.parametrize(
    ("terms", "ahead", "audience", "untouched"),
    [
        ({}, timedelta(), "patient", True),
        ({}, timedelta(minutes=-1), "patient", False),
        ({}, timedelta(minutes=-1), "staff", False),
        ({"minimum_notice": 60}, timedelta(minutes=60), "patient", True),
        ({"minimum_notice": 60}, timedelta(minutes=59), "patient", False),
        ({"minimum_notice": 60}, timedelta(minutes=59), "staff", True),
        ({"booking_window": 3}, timedelta(days=3), "patient", True),
        ({"booking_window": 3}, timedelta(days=4), "patient", False),
        ({"booking_window": 3}, timedelta(days=4), "staff", True),
    ],
)
def test_what_the_present_has_a_say_in(terms, ahead, audience, untouched):
    zone = ZoneInfo(DOHA)
    now = day_bounds(SUNDAY, zone)[0] - ahead
    found = is_untouched(Availability(**terms), SUNDAY, zone, now=now, audience=audience)
    assert found is untouched


def test_what_is_over_and_too_soon_is_told_of_a_day_that_has_begun():
    now = day_bounds(SUNDAY, DOHA)[0] + timedelta(hours=9)
    terms = replace(every_day(), minimum_notice=60)
    assert {Reason.PAST, Reason.TOO_SOON} <= set(
        day_times(terms, SUNDAY, DOHA, {}, minutes=30, now=now).reasons
    )
