"""Registering: once per person, and never a second time by accident."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from secrets import choice
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from ulid import ULID

from medisecure.clinic_rules import RULES
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from medisecure.identity.person import PersonalInfo
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from patients.duplicates.services import look_alikes
from patients.profile.models import Patient
from patients.profile.repository import Patients
from patients.search.services import find
from tests.desk import fresh_patient, staff_reading_arabic
from tests.people import DR_SMITH, JOHN, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
URL = "patients:register"


def own_name() -> str:
    """A name nobody else has, so that each test's people are its own."""
    return "".join(choice("bdfgklmnrst") + choice("aeiou") for _ in range(8)).title()


def typed(**more: str) -> dict[str, str]:
    """The form as a browser sends it."""
    return {
        "patient_id": new_id("patient"), "first_name": own_name(), "last_name": own_name(),
        "date_of_birth": "15/06/1985", "gender": "F", "phone_number": "3312 3456", "email": "",
        "language": "ar", "communication_method": "phone", "street": "", "city": "Doha",
        "postal_code": "", "country": "", "contact_name": "", "contact_relationship": "",
        "contact_phone": "", "insurance_provider": "", "insurance_number": "",
    } | more  # fmt: skip


def registered(patient_id: str) -> Patient | None:
    try:
        return Patients(system_work("tests")).get(patient_id)
    except NotFound:
        return None


def test_a_new_patient_is_stored_and_found_at_once(signed_in: SignIn, acting: As) -> None:
    sent = typed(contact_name="Ali", contact_phone="+97433110022", insurance_number="QIC\u0667")
    answer = signed_in(REEM).post(reverse(URL), sent)
    assert answer["Location"] == reverse("patients:details", args=[sent["patient_id"]])
    patient = registered(sent["patient_id"])
    assert patient is not None
    who, medical = patient.personal_info, patient.medical_info
    assert (who.first_name, who.phone_number, who.gender) == (
        sent["first_name"],
        "+97433123456",
        "F",
    )
    assert who.date_of_birth == dt.date(1985, 6, 15)
    assert who.address is not None
    assert who.address.city == "Doha"
    assert medical is not None
    assert medical.allergies is None  # not asked is not "none known"
    assert medical.insurance_number == "QIC7"
    assert medical.emergency_contact is not None
    assert medical.emergency_contact.phone_number == "+97433110022"
    assert patient.preferences is not None
    assert patient.preferences.language == "ar"
    (found,) = find(acting("staff", REEM), f"{sent['last_name']} 15/06/1985").patients
    assert found.patient_id == sent["patient_id"]


def test_the_same_form_sent_twice_is_one_patient(signed_in: SignIn, acting: As) -> None:
    sent, client = typed(), signed_in(REEM)
    first = client.post(reverse(URL), sent)
    again = client.post(reverse(URL), sent)
    assert first["Location"] == again["Location"]
    assert len(find(acting("staff", REEM), sent["last_name"]).patients) == 1


def test_the_same_form_sent_twice_at_once_is_one_patient(signed_in: SignIn, acting: As) -> None:
    sent = typed()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: signed_in(REEM).post(reverse(URL), sent), range(2)))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(find(acting("staff", REEM), sent["last_name"]).patients) == 1


def test_a_form_gone_back_to_does_not_swallow_the_next_person(signed_in: SignIn) -> None:
    first, client = typed(), signed_in(REEM)
    client.post(reverse(URL), first)
    second = typed(patient_id=first["patient_id"], date_of_birth="01/02/2003")
    answer = client.post(reverse(URL), second)
    html = answer.content.decode()
    assert "already registered somebody else" in html
    assert second["last_name"] in html
    assert first["patient_id"] not in html
    assert getattr(registered(first["patient_id"]), "display_name", "").endswith(first["last_name"])


def test_who_might_be_the_same_is_shown_before_anything_is_stored(signed_in: SignIn) -> None:
    name = own_name()
    given = own_name()
    known = fresh_patient(given, name, born="1985-06-15")
    sent, client = typed(first_name=f"{given}h", last_name=name), signed_in(REEM)
    html = client.post(reverse(URL), sent).content.decode()
    assert "Is it one of these?" in html
    assert reverse("patients:details", args=[known]) in html
    assert registered(sent["patient_id"]) is None
    assert html.index('name="changed"') < html.index("register anyway")  # Enter presses the first
    changed = client.post(reverse(URL), sent | {"not_these": known, "changed": "1"})
    assert changed.status_code == 200
    assert client.post(reverse(URL), sent | {"not_these": "patient_other"}).status_code == 200
    assert registered(sent["patient_id"]) is None
    assert client.post(reverse(URL), sent | {"not_these": known}).status_code == 302
    assert registered(sent["patient_id"]) is not None


@pytest.mark.parametrize(
    "same",
    [{"date_of_birth": "1985-06-15"}, {"date_of_birth": "1/1/1999", "phone_number": "33445566"},
     {"date_of_birth": "16/06/1985"}, {"date_of_birth": "1/1/1999", "email": "SHARED@example.com"}],
)  # fmt: skip
def test_the_same_name_with_a_date_phone_or_e_mail_in_common_is_a_warning(
    signed_in: SignIn, same: dict[str, str]
) -> None:
    first, name, mail = own_name(), own_name(), f"{ULID()}@example.com".lower()
    known = {"first_name": first, "last_name": name, "email": mail}
    client = signed_in(REEM)
    client.post(reverse(URL), typed(**known, phone_number="+97433445566"))
    same = {key: value.replace("SHARED@example.com", mail.upper()) for key, value in same.items()}
    html = client.post(
        reverse(URL), typed(last_name=name, **{"first_name": first} | same)
    ).content.decode()
    assert "Is it one of these?" in html


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"first_name": "", "last_name": ""}, "Enter a name"), ({"first_name": "\u3164"}, "letters"),
     ({"first_name": "."}, "letters"), ({"date_of_birth": ""}, "not known"),
     ({"date_of_birth": "14/3/20"}, "14 March 2020 or 14 March 1920"),
     ({"date_of_birth": "22/11/1405"}, "Gregorian"), ({"phone_number": "3312 ABCD"}, "digits only"),
     ({"phone_number": "0648352638"}, "country code"), ({"national_id": "123"}, "11 digits"),
     ({"national_id": "28663400104"}, "another year"), ({"passport_number": "x"}, "5 to 12"),
     ({"phone_number": "", "communication_method": "email"}, "Write a phone or an e-mail"),
     ({"phone_number": ""}, "Write a phone"), ({"guardian_phone": "33123456"}, "whose phone"),
     ({"first_name": "x" * 101}, "100"),
     ({"last_name": "a\x00"}, "cannot be kept"), ({"date_of_birth": "31/02/1985"}, "15/06/1985"),
     ({"date_of_birth": "01/01/2999"}, "future"), ({"date_of_birth": "01/01/1200"}, "year"),
     ({"phone_number": "call me"}, "phone number"), ({"email": "no"}, "email"),
     ({"contact_phone": "33123456"}, "whose phone"),
     ({"patient_id": "patient_12345"}, "wrong with this form"),
     ({"language": "xx"}, "Choose one of the options")],
)  # fmt: skip
def test_bad_input_is_explained_and_keeps_what_was_typed(
    signed_in: SignIn, wrong: dict[str, str], says: str
) -> None:
    sent = typed(city="Al Wakra") | wrong
    answer = signed_in(REEM).post(reverse(URL), sent)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Please check what you entered" in html
    assert says in html
    assert 'value="Al Wakra"' in html
    assert sent["patient_id"] == JOHN or registered(sent["patient_id"]) is None


def test_a_wanted_time_goes_along_to_the_details(signed_in: SignIn) -> None:
    slot = f"?provider={DR_SMITH}&date=2030-01-07&time=09:15"
    answer = signed_in(REEM).post(reverse(URL) + slot, typed())
    assert answer["Location"].endswith(f"?provider={DR_SMITH}&date=2030-01-07&time=09%3A15")


def test_allergies_are_not_asked_at_the_desk(signed_in: SignIn) -> None:
    html = signed_in(REEM).get(reverse(URL)).content.decode()
    assert 'name="allergies"' not in html


@pytest.mark.parametrize("who", [JOHN, DR_SMITH, "compliance_omar"])
def test_registering_is_the_desks_alone(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]], who: str
) -> None:
    sent = typed()
    client = signed_in(who)
    assert client.get(reverse(URL)).status_code == 404
    assert client.post(reverse(URL), sent).status_code == 404
    assert registered(sent["patient_id"]) is None
    assert any(
        item.get("result", {}).get("S") == "DENIED" and item.get("userId", {}).get("S") == who
        for item in raw(actor=who)
    )


def test_registering_costs_four_round_trips_at_most(signed_in: SignIn) -> None:
    client = signed_in(REEM)
    client.get(reverse(URL))
    with metered() as meter:
        assert client.post(reverse(URL), typed(email=f"{ULID()}@example.com")).status_code == 302
    assert meter.sequential <= 4


def test_the_page_reads_in_arabic(signed_in: SignIn) -> None:
    html = signed_in(staff_reading_arabic()).get(reverse(URL)).content.decode()
    assert 'dir="rtl"' in html


def test_only_whoever_is_shown_as_alike_is_told_that_they_were_seen(
    acting: As, raw: Callable[[], list[dict[str, Any]]]
) -> None:
    family = own_name()
    alike = fresh_patient("Amna", family, phone="+97466554433", born="1985-06-15")
    other = fresh_patient("Khalid", family, phone="+97466554433", born="2015-06-15")
    uow = acting("staff", REEM)
    new = PersonalInfo(
        first_name="Amna", last_name=family, phone_number="+97466554433",
        date_of_birth=dt.date(1985, 6, 16),
    )  # fmt: skip
    assert [each.patient_id for each in look_alikes(uow, new)] == [alike]
    uow.close()
    seen = [
        item["patientId"]["S"]
        for item in [*raw(patient=alike), *raw(patient=other)]
        if item.get("userId", {}).get("S") == REEM and "patientId" in item
    ]
    assert alike in seen
    assert other not in seen


def test_a_photo_is_optional_and_its_page_opens_after_the_registration(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, slot = signed_in(REEM), "?provider=provider_98765&date=2030-01-07"
    sent = typed(photo_next="on")
    answer = desk.post(reverse(URL) + slot, sent)
    page = f"/patients/{sent['patient_id']}/photo/{slot}"
    assert answer["Location"] == page
    html = desk.get(page).content.decode()
    assert "The patient is registered." in html
    back = f"/patients/{sent['patient_id']}/details/?provider=provider_98765&amp;date=2030-01-07"
    assert f'href="{back}"' in html
    monkeypatch.setattr(RULES, "unscanned", "nobody")
    assert "Add a photo next" not in desk.get(reverse(URL)).content.decode()
