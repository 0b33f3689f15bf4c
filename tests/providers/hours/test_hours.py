"""A doctor's hours: changed by the doctor and the desk, for free times from the next moment on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from ulid import ULID

from appointments.booking.services import free_day
from medisecure import wiring
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.importing.loading import load
from providers.directory.models import Availability, Provider
from providers.directory.repository import Providers
from tests.cost import cost_of
from tests.desk import at, by_dohas_clock, staff_reading_arabic
from tests.people import DR_OTHER, JOHN, OMAR, REEM, profile
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
NINE_TO_FIVE = {"start": "09:00", "end": "17:00"}


def new_doctor(department: str = "", **rules: Any) -> str:
    """A doctor of this test only, who works on every day; returns the id."""
    provider_id = f"provider_{ULID()}"
    item = profile(provider_id, "PROVIDER", "Dr. Huda", "Nasser", f"{provider_id}@example.com")
    if department:
        item |= {"professionalInfo": {"department": department}, "GSI2PK": "USER_TYPE#PROVIDER"}
        item["GSI2SK"] = f"USER#{provider_id}"
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                          "sunday"), NINE_TO_FIVE)  # fmt: skip
    item["availability"] = {"workingHours": week, **rules}
    uow = wiring.system_work("tests")
    load(uow, item)
    uow.close()
    return provider_id


@pytest.fixture
def doctor() -> str:
    return new_doctor()


def page(provider_id: str) -> str:
    return reverse("providers:hours", args=[provider_id])


def rules_of(provider_id: str) -> Availability:
    stored: Provider = Providers(wiring.system_work("tests")).get(provider_id)
    assert stored.availability is not None
    return stored.availability


def week(client: Client, provider_id: str, **typed: str) -> dict[str, str]:
    """The form of the week as the page shows it, with other things typed over it."""
    form = client.get(page(provider_id)).context["week"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {n: str(each) for n, each in shown.items() if each is not None and each is not False}
    return {"part": "week", **sent, **typed}


def test_the_doctor_changes_the_week_and_free_times_follow(
    signed_in: SignIn, acting: As, doctor: str
) -> None:
    client = signed_in(doctor)
    sent = week(client, doctor, monday_start="10:00", monday_end="12:00",
                tuesday_start="", tuesday_end="", sunday_end="00:00")  # fmt: skip
    assert client.post(page(doctor), sent).status_code == 302
    hours = rules_of(doctor).working_hours
    assert hours is not None
    assert hours.monday is not None
    assert (hours.monday.start, hours.monday.end) == ("10:00", "12:00")
    assert hours.tuesday is None
    assert hours.sunday is not None
    assert hours.sunday.end == "24:00"
    today = now().date()
    monday = today + timedelta(days=7 - today.weekday())
    free = free_day(acting("staff", REEM), doctor, monday, 30).free
    assert [f"{each.local:%H:%M}" for each in free][::2] == ["10:00", "10:30", "11:00", "11:30"]


def test_the_desk_changes_notice_window_and_holidays(signed_in: SignIn, doctor: str) -> None:
    client = signed_in(REEM)
    sent = week(client, doctor, minimum_notice="240", booking_window="30", works_holidays="on")
    assert client.post(page(doctor), sent).status_code == 302
    rules = rules_of(doctor)
    assert (rules.minimum_notice, rules.booking_window) == (240, 30)
    assert rules.holiday_country == "NONE"
    plain = week(client, doctor, minimum_notice="0", booking_window="")
    del plain["works_holidays"]
    client.post(page(doctor), plain)
    rules = rules_of(doctor)
    assert (rules.minimum_notice, rules.booking_window, rules.holiday_country) == (None, None, None)


def test_what_is_stored_and_no_usual_choice_stays(signed_in: SignIn) -> None:
    doctor = new_doctor(minimumNotice=45, bookingWindow=100)
    client = signed_in(REEM)
    client.post(page(doctor), week(client, doctor, monday_end="16:00"))
    assert (rules_of(doctor).minimum_notice, rules_of(doctor).booking_window) == (45, 100)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"monday_end": ""}, "Enter both times, or neither for a day off."),
        ({"monday_start": "17:00", "monday_end": "09:00"}, "must end after they start"),
        ({"monday_start": "25:00"}, "Write the time as HH:MM"),
    ],
)
def test_a_week_that_cannot_be_is_refused_and_what_was_typed_stays(
    signed_in: SignIn, doctor: str, typed: dict[str, str], said: str
) -> None:
    client = signed_in(doctor)
    html = client.post(page(doctor), week(client, doctor, friday_end="15:35", **typed))
    assert said in html.content.decode()
    assert "15:35" in html.content.decode()
    hours = rules_of(doctor).working_hours
    assert hours is not None
    assert hours.monday is not None
    assert hours.monday.end == "17:00"


def test_of_two_who_change_the_week_the_second_is_told_and_may_insist(
    signed_in: SignIn, doctor: str
) -> None:
    desk, own = signed_in(REEM), signed_in(doctor)
    first, second = week(desk, doctor, monday_end="15:00"), week(own, doctor, monday_end="13:00")
    assert desk.post(page(doctor), first).status_code == 302
    told = own.post(page(doctor), second)
    assert told.status_code == 200
    assert "changed in the meantime" in told.content.decode()
    assert 'value="13:00"' in told.content.decode()
    hours = rules_of(doctor).working_hours
    assert hours is not None
    assert hours.monday is not None
    assert hours.monday.end == "15:00"
    version = told.context["week"]["version"].value()
    assert own.post(page(doctor), second | {"version": str(version)}).status_code == 302


def test_breaks_come_and_go_one_by_one(signed_in: SignIn, acting: As, doctor: str) -> None:
    client = signed_in(doctor)
    sent = {"part": "break", "break-weekday": "", "break-start": "12:00", "break-end": "13:00"}
    for _ in range(2):  # pressed twice it is one break
        assert client.post(page(doctor), sent).status_code == 302
    [pause] = rules_of(doctor).breaks or []
    assert (pause.start, pause.end, pause.weekday) == ("12:00", "13:00", None)
    tomorrow = now().date() + timedelta(days=1)
    taken = free_day(acting("staff", REEM), doctor, tomorrow, 30).slots
    noon = next(each for each in taken if each.starts_at == at(tomorrow, "12:00"))
    assert noon.reason == "BREAK"
    name = client.get(page(doctor)).context["breaks"][0]["name"]
    assert client.post(page(doctor), {"remove_break": name}).status_code == 302
    assert not rules_of(doctor).breaks


def test_a_break_that_ends_before_it_starts_is_refused(signed_in: SignIn, doctor: str) -> None:
    sent = {"part": "break", "break-start": "13:00", "break-end": "12:00"}
    html = signed_in(doctor).post(page(doctor), sent).content.decode()
    assert "A break must end after it starts." in html
    assert not rules_of(doctor).breaks


def test_a_date_may_be_closed_or_have_other_hours(
    signed_in: SignIn, acting: As, doctor: str
) -> None:
    client, day = signed_in(REEM), now().date() + timedelta(days=5)
    closed = {"part": "date", "date-day": day.isoformat(), "date-reason": "Congress"}
    assert client.post(page(doctor), closed).status_code == 302
    assert not free_day(acting("staff", REEM), doctor, day, 30).free
    html = client.post(page(doctor), closed | {"date-start": "10:00", "date-end": "11:00"})
    assert "cannot be both open and closed" in html.content.decode()
    name = client.get(page(doctor)).context["dates"][0]["name"]
    client.post(page(doctor), {"remove_date": name})
    assert not rules_of(doctor).exceptions
    open_day = closed | {"date-start": "10:00", "date-end": "11:00"}
    assert client.post(page(doctor), open_day).status_code == 302
    assert len(free_day(acting("staff", REEM), doctor, day, 30).free) == 3


@pytest.mark.parametrize("who", [JOHN, DR_OTHER, OMAR])
def test_nobody_else_sees_or_changes_a_doctors_hours(
    signed_in: SignIn, doctor: str, who: str
) -> None:
    client = signed_in(who)
    assert client.get(page(doctor)).status_code == 404
    sent = {"part": "break", "break-start": "12:00", "break-end": "13:00"}
    assert client.post(page(doctor), sent).status_code == 404
    assert client.post(page(doctor), {"remove_break": "x"}).status_code == 404
    assert not rules_of(doctor).breaks


def test_hours_of_somebody_who_is_no_doctor_are_no_page(signed_in: SignIn) -> None:
    for person in (JOHN, REEM, "provider_nobody"):
        assert signed_in(REEM).get(page(person)).status_code == 404


def test_each_change_is_on_the_trail(
    signed_in: SignIn, doctor: str, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    sent = {"part": "break", "break-start": "12:00", "break-end": "13:00"}
    signed_in(REEM).post(page(doctor), sent)
    assert entries(raw(actor=REEM), userId=REEM, action="CHANGE_HOURS", resourceId=doctor)


def test_the_page_costs_three_round_trips(signed_in: SignIn, doctor: str) -> None:
    assert cost_of(signed_in(REEM), page(doctor)).sequential <= 3


def test_the_page_reads_in_arabic(signed_in: SignIn, doctor: str) -> None:
    client = signed_in(staff_reading_arabic())
    assert 'dir="rtl"' in client.get(page(doctor)).content.decode()


def test_the_desk_finds_every_doctors_hours(signed_in: SignIn) -> None:
    doctor = new_doctor("Paediatrics")
    html = signed_in(REEM).get(reverse("providers:doctors")).content.decode()
    assert page(doctor) in html
    assert "Paediatrics" in html
    assert signed_in(doctor).get(reverse("providers:doctors")).status_code == 404


def test_the_languages_a_doctor_speaks_are_chosen_by_the_desk_or_the_doctor(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    doctor = new_doctor("Ears")
    assert signed_in(doctor).post(page(doctor), {"part": "languages", "languages": ["ar", "en"]})
    assert spoken_by(doctor) == ["ar", "en"]
    desk = signed_in(REEM)
    assert desk.get(page(doctor)).context["languages_form"]["languages"].value() == ["ar", "en"]
    # One that is on no list is refused at its field, and the others stay
    html = desk.post(
        page(doctor), {"part": "languages", "languages": ["ar", "xx"]}
    ).content.decode()
    assert 'id="error_1_id_languages"' in html
    assert spoken_by(doctor) == ["ar", "en"]
    assert desk.post(page(doctor), {"part": "languages"}).status_code == 302
    assert spoken_by(doctor) is None
    told = entries(raw(actor=REEM), action="CHANGE_DOCTOR")
    assert [each["resourceId"]["S"] for each in told].count(doctor) == 1
    assert rules_of(doctor).rules_version == 0  # nobody who books has to look again


def test_a_language_that_is_kept_and_on_no_list_keeps_its_box(signed_in: SignIn) -> None:
    doctor = new_doctor("Ears")
    signed_in(doctor).post(page(doctor), {"part": "languages", "languages": ["en"]})
    uow = wiring.system_work("tests")
    stored = Providers(uow).current(doctor)
    work = replace(stored.professional_info, languages=["cy", "en"])
    with uow:
        Providers(uow).save(replace(stored, professional_info=work), Action.CHANGE_DOCTOR)
    uow.close()
    sent = {"part": "languages", "languages": ["cy", "ar"]}
    assert signed_in(REEM).post(page(doctor), sent).status_code == 302
    assert spoken_by(doctor) == ["cy", "ar"]


def spoken_by(provider_id: str) -> list[str] | None:
    work = Providers(wiring.system_work("tests")).current(provider_id).professional_info
    return work.languages if work else None


@by_dohas_clock
def test_the_week_names_its_clock_as_all_pages_do(signed_in: SignIn) -> None:
    html = signed_in(REEM).get(page(new_doctor())).content.decode()
    assert "Times are in Qatar time," in html
    assert "Asia/Qatar" not in html
