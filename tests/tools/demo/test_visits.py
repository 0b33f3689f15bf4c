"""The calendar of the demo clinic: possible for every doctor and true for the time of day."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from itertools import pairwise

import pytest

from tools.demo.clinic import demo_clinic
from tools.demo.schema_items import schema_items

DOHA = timezone(timedelta(hours=3))
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SMITH, JOHN = "provider_98765", "patient_12345"
OVER = ["COMPLETED", "CANCELLED", "NO_SHOW"]
ALL = ["SCHEDULED", "CONFIRMED", "ARRIVED", "IN_ROOM", "IN_CONSULTATION", *OVER]
A_WEEK = [date(2026, 11, 22) + timedelta(days=n) for n in range(7)]
SUNDAY, WEDNESDAY, FRIDAY, SATURDAY = A_WEEK[0], A_WEEK[3], A_WEEK[5], A_WEEK[6]


def times(item):
    starts = datetime.fromisoformat(item["schedulingInfo"]["appointmentDate"])
    return starts, starts + timedelta(minutes=item["schedulingInfo"]["duration"])


@cache
def clinic_of(today):
    return list(demo_clinic(today=today))


def visits_of(items):
    return [item for item in items if item["entityType"] == "APPOINTMENT"]


def half_past_ten(today):
    return datetime(today.year, today.month, today.day, 7, 30, tzinfo=UTC)


def overlaps(items, by):
    groups = defaultdict(list)
    for item in items:
        groups[item[by]].append(times(item))
    return [
        (name, before, after)
        for name, spans in groups.items()
        for before, after in pairwise(sorted(spans))
        if after[0] < before[1]
    ]


@pytest.mark.parametrize(
    ("today", "seed"), [(date(2025, 6, 15), 1), (date(2025, 6, 1), 2), (WEDNESDAY, 3)]
)
def test_no_doctor_and_no_patient_is_in_two_places_at_once(today, seed):
    visits = visits_of([*schema_items(), *demo_clinic(seed=seed, today=today)])
    assert overlaps(visits, "providerId") == []
    assert overlaps(visits, "patientId") == []


def test_visits_start_on_the_quarter_hour_and_fill_quarters(of_kind):
    for item in of_kind("APPOINTMENT"):
        starts, ends = times(item)
        assert starts.minute % 15 == starts.second == 0
        assert (ends - starts) % timedelta(minutes=15) == timedelta()


@pytest.mark.parametrize("today", [SUNDAY, WEDNESDAY, FRIDAY, SATURDAY])
def test_visits_are_within_working_hours_save_dr_smiths_of_today(today):
    items = clinic_of(today)
    doctors = [*(i for i in items if i.get("userType") == "PROVIDER"), schema_items()[1]]
    hours = {i["PK"][5:]: i["availability"]["workingHours"] for i in doctors}
    for item in visits_of(items):
        starts, ends = (moment.astimezone(DOHA) for moment in times(item))
        day = hours[item["providerId"]].get(WEEKDAYS[starts.weekday()])
        if day is None:
            assert (item["providerId"], starts.date()) == (SMITH, today)
            day = {"start": "08:00", "end": "17:00"}
        assert day["start"] <= f"{starts:%H:%M}"
        assert f"{ends:%H:%M}" <= day["end"]


def test_the_working_week_is_sunday_to_thursday_with_one_on_duty_a_department(of_kind):
    weekend = set()
    for item in of_kind("PROVIDER"):
        hours = item["availability"]["workingHours"]
        assert len(hours.keys() & {"sunday", "monday", "tuesday", "wednesday", "thursday"}) >= 4
        if hours.keys() & {"friday", "saturday"}:
            weekend.add(item["professionalInfo"]["department"])
    on_duty = [i for i in of_kind("PROVIDER") if "friday" in i["availability"]["workingHours"]]
    assert len(on_duty) == len(weekend) == 3


@pytest.mark.parametrize("today", [SUNDAY, WEDNESDAY, FRIDAY, SATURDAY])
def test_on_any_day_today_shows_a_lively_mix(today):
    found = Counter(
        item["status"]
        for item in visits_of(clinic_of(today))
        if item["GSI2PK"].endswith(str(today))
    )
    assert set(found) <= set(ALL)
    assert set(found) >= set(ALL) - {"IN_ROOM"}
    if today not in (FRIDAY, SATURDAY):
        assert "IN_ROOM" in found
        assert found.total() > 80


def test_statuses_agree_with_half_past_ten(of_kind, today):
    now = half_past_ten(today)
    for item in of_kind("APPOINTMENT"):
        (starts, ends), status = times(item), item["status"]
        if starts.astimezone(DOHA).date() != today:
            over = set(OVER)
            coming = {"SCHEDULED", "CONFIRMED", "CANCELLED"}
            assert status in (over if starts < now else coming)
        elif ends <= now:
            assert status in OVER
        elif starts <= now:
            assert status == "IN_CONSULTATION"
        elif status in {"ARRIVED", "IN_ROOM"}:
            assert starts - now <= timedelta(hours=1)
        else:
            assert status in {"SCHEDULED", "CONFIRMED", "CANCELLED"}


def test_no_doctor_has_two_patients_in_consultation(of_kind):
    busy = Counter(
        i["providerId"] for i in of_kind("APPOINTMENT") if i["status"] == "IN_CONSULTATION"
    )
    assert max(busy.values()) == 1


def test_nothing_was_changed_or_paid_after_now(of_kind, today):
    now = half_past_ten(today)
    for item in of_kind("APPOINTMENT"):
        assert datetime.fromisoformat(item["updatedAt"]) <= now
        due = datetime.fromisoformat(item["reminder"]["scheduledFor"]) <= now
        assert item["reminder"]["sent"] is (due and item["status"] != "CANCELLED")
        assert (item["payment"]["status"] == "PAID") is (item["status"] == "COMPLETED")


def test_cancelled_visits_say_who_when_and_why(of_kind):
    for item in of_kind("APPOINTMENT"):
        assert ("cancellation" in item) is (item["status"] == "CANCELLED")
        if "cancellation" in item:
            assert item["cancellation"]["by"].split("_")[0] in {"patient", "staff"}
            assert item["cancellation"]["at"] == item["updatedAt"]
            assert item["cancellation"]["reason"]


def test_dr_smith_has_a_full_day_and_a_patient_in_the_room(of_kind, today):
    hers = [i for i in of_kind("APPOINTMENT") if i["providerId"] == SMITH]
    here = [i for i in hers if i["GSI2PK"].endswith(str(today))]
    assert len(here) >= 10
    assert "IN_CONSULTATION" in {item["status"] for item in here}
    assert len(hers) > len(here) + 20


@pytest.mark.parametrize("today", A_WEEK)
def test_those_who_sign_in_come_again_within_a_week(today):
    visits = visits_of(demo_clinic(patients=2, today=today))
    for patient in (JOHN, "patient_00001"):
        coming = [times(i)[0] for i in visits if i["patientId"] == patient]
        ahead = [starts.astimezone(DOHA).date() - today for starts in coming]
        assert any(timedelta(days=1) <= wait <= timedelta(days=7) for wait in ahead)


def test_some_reasons_are_written_in_arabic(of_kind):
    assert any("\u0600" <= item["reason"][0] <= "\u06ff" for item in of_kind("APPOINTMENT"))
