"""Finding: one box for whatever is known, and enough shown to tell people apart."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book
from medisecure import wiring
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.change_requests import counting
from patients.registration.prefill import typed_parts
from patients.search.wanted_slot import slot_query
from tests.desk import (
    at,
    booking_request,
    fresh_patient,
    staff_reading_arabic,
    the_clock_says,
    working_day,
)
from tests.people import DR_SMITH, JOHN, LAYLA, REEM
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]


def found(client: Client, typed: str) -> str:
    answer = client.post(reverse("patients:find"), {"q": typed})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_box_is_empty_focused_and_reached_by_a_key(signed_in: SignIn) -> None:
    html = signed_in(REEM).get(reverse("patients:find")).content.decode()
    assert "data-search" in html
    assert "autofocus" in html
    assert 'method="post"' in html


@pytest.mark.parametrize(
    "typed",
    ["john doe", "Mr John Doe", "qic 123456789",
     "doe joh", "DOE", "+974 1234 5678", "12345678", "john.doe@email.com",
     "JOHN.DOE@EMAIL.COM", "patient_12345", "15/06/1985", "john 15 June 1985", "QIC123456789"],
)  # fmt: skip
def test_a_patient_is_found_by_whatever_is_known(signed_in: SignIn, typed: str) -> None:
    html = found(signed_in(REEM), typed)
    assert reverse("patients:details", args=[JOHN]) in html
    assert reverse("appointments:book", args=[JOHN]) in html
    assert html.count(f"/{JOHN}/details/") == 1


def test_arabic_names_and_digits_are_understood(signed_in: SignIn) -> None:
    assert LAYLA in found(signed_in(REEM), "المري ليلى")
    assert LAYLA in found(signed_in(REEM), "٥٥٥٠١٢٣٤")


def test_four_people_on_one_number_are_told_apart(signed_in: SignIn) -> None:
    born = ["1950-01-01", "1980-02-02", "2010-03-03", "2015-04-04"]
    family = [fresh_patient("Mohamed", "Fourfold", phone="+97433220011", born=day) for day in born]
    html = found(signed_in(REEM), "mohamed 3322")
    for patient_id in family:
        assert html.count(f">{patient_id}</bdi>") == 1
    for words in ("1 January 1950", "2 February 1980", "3 March 2010", "4 April 2015"):
        assert words in html
    assert "4 patients found" in html


def test_what_is_too_short_says_so(signed_in: SignIn) -> None:
    fresh_patient("Aya", "Oneletter")
    client = signed_in(REEM)
    for typed in (
        "m",
        "a",
        "+974 3",
    ):  # also where one name sounds just so: the others would be missing
        html = found(client, typed)
        assert "too short" in html
        assert "Aya" not in html
    assert "too short" not in found(client, "ay")


def test_nobody_found_leads_to_registering_with_what_was_typed(signed_in: SignIn) -> None:
    client = signed_in(REEM)
    html = found(client, "Zubaida Qasim 3399 1234")
    assert "Nobody was found" in html
    assert 'name="typed" value="Zubaida Qasim 3399 1234"' in html
    form = client.post(reverse("patients:register"), {"typed": "Zubaida Qasim 3399 1234"})
    for value in ("Zubaida", "Qasim", "33991234"):
        assert f'value="{value}"' in form.content.decode()


def test_of_a_list_too_long_to_read_nobody_says_that_nobody_is_registered(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for born in ("1950-01-01", "1951-02-02", "1952-02-02"):
        fresh_patient("Quentin", "Toolong", phone="+97433220012", born=born)
    client = signed_in(REEM)
    assert "Nobody was found" in found(client, "quentin 77")
    monkeypatch.setattr("patients.search.repository.FOUND_AT_ONCE", 2)
    assert "Too many patients match" in found(client, "quentin 77")
    assert "There may be more" in found(client, "quentin")
    assert "There may be more" not in found(client, "toolong 1951")
    assert "There may be more" in found(client, "toolo 1950")  # who is called so is filed apart


def test_colleagues_are_not_patients(signed_in: SignIn) -> None:
    for typed in ("dr.smith@medisecure.com", DR_SMITH, "reem@medisecure.com"):
        assert "Nobody was found" in found(signed_in(REEM), typed)


def test_names_stay_out_of_the_address(signed_in: SignIn) -> None:
    html = signed_in(REEM).get(reverse("patients:find"), {"q": "john"}).content.decode()
    assert "John Doe" not in html


@pytest.mark.parametrize("typed", ["", "x" * 201, "a\x00b"])
def test_what_cannot_be_searched_for_is_refused_on_the_page(signed_in: SignIn, typed: str) -> None:
    assert "find-error" in found(signed_in(REEM), typed)


def test_a_wanted_time_goes_along_to_the_booking(signed_in: SignIn) -> None:
    url = f"{reverse('patients:find')}?provider={DR_SMITH}&date=2030-01-07&time=09:15&x=<b>"
    html = signed_in(REEM).post(url, {"q": "john doe"}).content.decode()
    link = reverse("appointments:book", args=[JOHN])
    assert f"{link}?provider={DR_SMITH}&amp;date=2030-01-07&amp;time=09%3A15" in html


def test_only_whole_slots_are_carried() -> None:
    assert slot_query({"provider": "a#b", "date": "soon", "time": "09:15"}) == "?time=09%3A15"
    assert slot_query({}) == ""


def test_what_was_typed_is_sorted_into_the_registration() -> None:
    parts = typed_parts(
        "sara al ali 15 June 1985 sara@example.com +974 3312 3456", today=date(2026, 1, 1)
    )
    assert (parts["first_name"], parts["last_name"]) == ("Sara", "Al Ali")
    assert parts["email"] == "sara@example.com"
    assert parts["phone_number"] == "+97433123456"
    assert str(parts["date_of_birth"]) == "1985-06-15"


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("mohamed 3312 3456 1985", "phone_number", "33123456"),
        ("mohamed 3312 3456 1985", "date_of_birth", "1985"),
        ("mohamed ٣٣١٢٣٤٥٦ ١٩٨٥", "phone_number", "33123456"),
        ("mohamed 33", "first_name", "Mohamed"), ("baby 1 33123456", "first_name", "Baby 1"),
        ("kuwari 0006", "first_name", "Kuwari"), ("kuwari 0006", "phone_number", "0006"),
        ("leila 44001234 ext 55", "phone_number", "44001234 ext 55"),
        ("sara 14/3/20", "date_of_birth", "14/3/20"),  # 1920 or 2020: the form asks
        ("sara 15021985", "date_of_birth", date(1985, 2, 15)),
        ("sara 28563400104 33123456", "national_id", "28563400104"),
        ("sara 28563400104 33123456", "phone_number", "33123456"),
        ("QIC123456789 sara", "insurance_number", "QIC123456789"),
        ("p1234567 sara", "passport_number", "P1234567"),
    ],
)  # fmt: skip
def test_every_part_of_a_search_goes_into_its_field(
    typed: str, field: str, value: str | date
) -> None:
    assert typed_parts(typed, today=date(2026, 11, 30))[field] == value


def test_a_record_number_is_nobody_elses() -> None:
    assert typed_parts("sara R4829-1736", today=date(2026, 11, 30)) == {
        "first_name": "Sara",
        "last_name": "",
    }


@pytest.mark.parametrize("who", [JOHN, DR_SMITH, "compliance_omar"])
def test_searching_is_the_desks_alone_and_refusals_are_kept(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]], who: str
) -> None:
    def denied() -> int:
        return sum(item.get("result", {}).get("S") == "DENIED" for item in raw(actor=who))

    before, client = denied(), signed_in(who)
    assert client.get(reverse("patients:find")).status_code == 404
    assert client.post(reverse("patients:find"), {"q": "john"}).status_code == 404
    assert denied() == before + 2


@pytest.mark.parametrize("typed", ["john doe", "john.doe@email.com", "patient_12345"])
def test_a_search_costs_three_round_trips(signed_in: SignIn, typed: str) -> None:
    client = signed_in(REEM)
    found(client, typed)
    with metered() as meter:
        found(client, typed)
    assert meter.sequential <= 3  # who; the index, and whether it is too often; visits and trail


def test_todays_visit_is_shown_beside_who_is_found_in_three_trips_and_is_no_look_of_its_own(
    signed_in: SignIn, acting: Callable[..., UnitOfWork], raw: Callable[..., list[dict[str, Any]]]
) -> None:
    client, day = signed_in(REEM), working_day()
    there = fresh_patient("Visitta", "Besides")
    visit = book(acting("staff", "staff_else"), booking_request(there, at(day, "10:15")))
    counting.count_anew()  # what waits for the desk is asked beside it
    with the_clock_says(at(day, "08:00")), metered() as meter:
        html = found(client, "visitta besides")
    assert meter.sequential <= 3  # and each of them the first of its kind
    link = reverse("appointments:detail", args=[there, visit.appointment_id])
    assert link in html
    assert "10:15" in html[html.index(link) :][:600]
    about = [each for each in entries(raw(actor=REEM)) if there in str(each)]
    looks = [each["action"]["S"] for each in about if each["action"]["S"][:5] in ("LIST_", "READ_")]
    assert looks == ["LIST_FOUND"]


def test_who_is_found_can_be_asked_for_by_patient_and_who_was_not_shown_cannot(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    client = signed_in(REEM)
    there, alike = fresh_patient("Quorra", "Seenby"), fresh_patient("Quorra", "Unseen")
    assert there in found(client, "quorra seenby")
    seen = entries(raw(actor=REEM), action="LIST_FOUND")
    about = [each["GSI4PK"]["S"] for each in seen]
    assert about.count(f"PATIENT#{there}") == 1
    assert f"PATIENT#{alike}" not in about
    found(client, "quorra seenby")
    assert len(entries(raw(actor=REEM), action="LIST_FOUND")) == len(seen)


def test_a_search_keeps_its_question_even_with_no_hit_and_only_blinded(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    before = entries(raw(actor=REEM), action="SEARCH_PATIENTS")
    found(signed_in(REEM), "quizon nobody")
    kept = entries(raw(actor=REEM), action="SEARCH_PATIENTS")
    assert len(kept) == len(before) + 1
    asked = wiring.cipher().blind("quizon")
    assert sum(asked in str(each) for each in kept) == 1
    assert not any("quizon" in str(each).lower() for each in kept)


def test_the_page_reads_in_arabic(signed_in: SignIn) -> None:
    assert 'dir="rtl"' in found(signed_in(staff_reading_arabic()), "john doe")
