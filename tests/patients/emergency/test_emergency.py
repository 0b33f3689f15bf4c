"""Breaking the glass: fresh sign-in, a reason, one hour, told to the patient, reviewed."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from medisecure import wiring
from medisecure.access.emergency import Emergency, EmergencyReason, ReviewOutcome
from medisecure.audit.actions import Action
from medisecure.clock import clinic_date, now
from medisecure.dynamodb.repositories.emergencies import Emergencies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict
from medisecure.identity.fresh import AUTHENTICATED_AT, FRESH_SECONDS
from medisecure.identity.sessions import SessionStore
from medisecure.web.input.fields import new_id
from patients.emergency.services import break_glass
from tests.desk import at, fresh_patient, the_clock_says
from tests.dynamodb.examples import new_record
from tests.patients.registration.test_register import own_name
from tests.people import DR_OTHER, OMAR, REEM
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
PAGE = "/emergency/"
WORDS = "Found unconscious in the lobby"


@pytest.fixture
def patient() -> str:
    patient_id = fresh_patient("Amna", "Glass")
    new_record(patient_id, complaint="Diabetic since 1999")
    return patient_id


def just_signed_in(client: Client, seconds_ago: int = 0) -> Client:
    """The same browser after its person typed the password so long ago."""
    session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    session[AUTHENTICATED_AT] = int(time.time()) - seconds_ago
    session.save()
    return client


def sent(patient_id: str, **typed: str) -> dict[str, str]:
    return {"emergency_id": new_id("emergency"), "patient": patient_id, "reason": "UNCONSCIOUS",
            "words": WORDS} | typed  # fmt: skip


def chart(patient_id: str) -> str:
    return reverse("patients:chart", args=[patient_id])


def kept(patient_id: str) -> list[Emergency]:
    queue = Emergencies(wiring.system_work("tests")).waiting(limit=200).items
    return [each for each in queue if each.patient_id == patient_id]


def test_the_chart_opens_for_one_hour_with_a_banner_on_every_page(
    signed_in: SignIn, acting: As, patient: str
) -> None:
    doctor = just_signed_in(signed_in(DR_OTHER))
    assert doctor.get(chart(patient)).status_code == 404
    answer = doctor.post(PAGE, sent(patient))
    assert answer["Location"] == chart(patient)
    for name in ("chart", "records", "trends"):
        page = doctor.get(reverse(f"patients:{name}", args=[patient])).content.decode()
        assert "break-glass-row" in page
        assert "the patient can see it" in page
    for name in ("documents:of-patient", "appointments:of-patient"):
        assert "break-glass-row" in doctor.get(reverse(name, args=[patient])).content.decode()
    for page in ("/day/", "/my-patients/"):
        assert doctor.get(page).content.decode().count(f"<bdi>{patient}</bdi>") == 1
    assert doctor.get(chart(patient)).content.decode().count("break-glass-row") == 1, "told once"
    with the_clock_says(now() + timedelta(minutes=61)):
        assert doctor.get(chart(patient)).status_code == 404
        assert "break-glass-row" not in doctor.get("/day/").content.decode()


def test_an_open_session_is_not_enough_the_password_must_be_fresh(
    signed_in: SignIn, patient: str
) -> None:
    stale = just_signed_in(signed_in(DR_OTHER), FRESH_SECONDS + 60)
    for doctor in (signed_in(DR_OTHER), stale):
        assert "First, sign in again" in doctor.get(PAGE).content.decode()
        page = doctor.post(PAGE, sent(patient)).content.decode()
        assert "Sign in again first" in page
        assert WORDS in page  # nothing that was typed is lost
        assert doctor.get(chart(patient)).status_code == 404
    assert kept(patient) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"words": "short"}, "at least 10"),
        ({"reason": ""}, "required"),
        ({"reason": "CURIOUS"}, "Choose one of the options in t"),
        ({"patient": "USER#1"}, "Nobody is registered with all of this"),
        ({"patient": ""}, "required"),
        ({"patient": "x" * 5000}, "at most 200"),
        ({"patient": "patient_nobody"}, "is a patient here"),
        ({"patient": REEM}, "is a patient here"),
        ({"emergency_id": "x"}, "Something is wrong with this form"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_opens(
    signed_in: SignIn, patient: str, typed: dict[str, str], says: str
) -> None:
    page = just_signed_in(signed_in(DR_OTHER)).post(PAGE, sent(patient, **typed)).content.decode()
    assert says in page
    assert kept(patient) == []


def look(client: Client, typed: str, **more: str) -> Any:
    """Who is meant, asked by the press that only looks."""
    return client.post(PAGE, sent(typed, words="", reason="", find="1") | more)


def shown(answer: Any) -> list[str]:
    return [whose for whose, _, _ in answer.context["rows"]]


def test_a_doctor_finds_by_what_is_known_of_the_patient_and_chooses(signed_in: SignIn) -> None:
    name, doctor = own_name(), just_signed_in(signed_in(DR_OTHER))
    patient = fresh_patient("Amna", name, phone="+97433181276", born="1985-06-15")
    namesake = fresh_patient("Amna", name, phone="+97433181277", born="1990-01-01")
    for typed in (f"{name} 15/06/1985", f"amna {name} 15.6.85", patient):
        assert shown(look(doctor, typed)) == [patient]
    assert patient in shown(look(doctor, "3318 1276"))
    assert patient in shown(look(doctor, "+974 33181276"))
    html = look(doctor, f"{name} 15/06/1985").content.decode()
    for words in (f"Amna {name}", "15 June 1985", "Why it cannot wait"):
        assert words in html
    assert "33181276" not in html.replace(" ", ""), "no more than tells one from another"
    form = sent(f"{name} 15/06/1985")
    page = doctor.post(PAGE, form).content.decode()
    assert "Choose the patient in the list below" in page
    assert WORDS in page
    assert kept(patient) == []
    [sought] = re.findall(r'name="sought" value="([^"]*)"', page)
    chosen = form | {"chosen": patient, "sought": sought}
    assert doctor.post(PAGE, chosen)["Location"] == chart(patient)
    assert len(kept(patient)) == 1
    assert kept(namesake) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        *((each, "does not tell one patient") for each in
          ("{name}", "amna {name}", "{name} 1985", "{name} 3318", "15/06/1985", "a", "؟")),
        ("331812", "Nobody is registered with all of this"),
        ("{name} 16/06/1985", "Nobody is registered with all of this"),
    ],
)  # fmt: skip
def test_what_tells_no_one_person_shows_nobody(signed_in: SignIn, typed: str, says: str) -> None:
    name, doctor = own_name(), just_signed_in(signed_in(DR_OTHER))
    patient = fresh_patient("Amna", name, phone="+97433181276", born="1985-06-15")
    answer = look(doctor, typed.format(name=name))
    assert shown(answer) == []
    assert says in answer.content.decode()
    assert patient not in answer.content.decode()


def test_a_choice_is_of_what_was_looked_for_and_of_nothing_typed_since(
    signed_in: SignIn, patient: str
) -> None:
    doctor = just_signed_in(signed_in(DR_OTHER))
    changed = sent("Somebody Else 15/06/1985", chosen=patient, sought="Amna Glass 15/06/1985")
    assert "Nobody is registered" in doctor.post(PAGE, changed).content.decode()
    assert kept(patient) == []


def test_a_choice_stays_marked_while_the_rest_is_wrong(signed_in: SignIn) -> None:
    name, doctor = own_name(), just_signed_in(signed_in(DR_OTHER))
    patient, typed = fresh_patient("Amna", name, born="1985-06-15"), f"{name} 15/06/1985"
    html = doctor.post(PAGE, sent(typed, chosen=patient, sought=typed, words="")).content.decode()
    assert f'value="{patient}" checked' in html
    assert kept(patient) == []


def test_of_more_people_than_can_be_told_apart_nobody_is_shown(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patients.emergency.finding.MOST", 1)
    name = own_name()
    for first in ("Amna", "Amina"):
        fresh_patient(first, name, born="1985-06-15")
    answer = look(just_signed_in(signed_in(DR_OTHER)), f"{name} 15/06/1985")
    assert shown(answer) == []
    assert "More people than can be told apart" in answer.content.decode()


def test_who_has_not_just_signed_in_finds_nobody(signed_in: SignIn) -> None:
    name = own_name()
    fresh_patient("Amna", name, born="1985-06-15")
    answer = look(signed_in(DR_OTHER), f"{name} 15/06/1985")
    assert shown(answer) == []
    assert "Sign in again first" in answer.content.decode()


def test_each_search_and_who_was_shown_is_in_the_trail(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    name, doctor = own_name(), just_signed_in(signed_in(DR_OTHER))
    patient = fresh_patient("Amna", name, born="1985-06-15")
    other = fresh_patient("Amna", name, born="1990-01-01")

    def searches() -> int:
        return len(entries(raw(actor=DR_OTHER), action="SEARCH_PATIENTS"))

    before = searches()
    look(doctor, name)
    assert searches() > before
    look(doctor, f"{name} 15/06/1985")
    seen = str(entries(raw(actor=DR_OTHER), action="LIST_SOUGHT_IN_EMERGENCY"))
    assert (patient in seen, other in seen) == (True, False)
    viewed = signed_in(patient).get(reverse("patients:viewed-by", args=[patient]))
    assert "Saw the name, to open a chart in an emergency" in viewed.content.decode()


def test_whose_chart_is_open_anyway_is_no_emergency(signed_in: SignIn) -> None:
    name, doctor = own_name(), just_signed_in(signed_in(DR_OTHER))
    patient, typed = fresh_patient("Amna", name, born="1985-06-15"), f"{name} 15/06/1985"
    link = f'<a href="{chart(patient)}">In your care: open the chart</a>'
    assert link not in look(doctor, typed).content.decode()
    doctor.post(PAGE, sent(patient))
    html = look(doctor, typed).content.decode()
    assert link in html
    assert f'value="{patient}"' not in html


def test_pressed_twice_is_one_opening(signed_in: SignIn, patient: str) -> None:
    doctor, form = just_signed_in(signed_in(DR_OTHER)), sent(patient)
    for _ in range(2):
        assert doctor.post(PAGE, form)["Location"] == chart(patient)
    assert len(kept(patient)) == 1


@pytest.mark.parametrize("role", ["patient", "staff", "compliance"])
def test_nobody_but_a_doctor_breaks_the_glass(acting: As, role: str, patient: str) -> None:
    uow = acting(role, REEM)
    with pytest.raises(AccessDenied):
        break_glass(uow, patient, new_id("emergency"), EmergencyReason.OTHER, WORDS)


def test_the_patient_reads_who_opened_it_and_why_and_each_look_is_an_emergency(
    signed_in: SignIn, patient: str, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    doctor = just_signed_in(signed_in(DR_OTHER))
    doctor.post(PAGE, sent(patient))
    doctor.get(chart(patient))
    mine = signed_in(patient)
    access = mine.get(reverse("patients:access", args=[patient])).content.decode()
    assert "Emergency access" in access
    assert "Yousef Haddad" in access
    assert "cannot speak for themselves" in access
    seen = mine.get(reverse("patients:viewed-by", args=[patient])).content.decode()
    assert "Opened the chart in an emergency" in seen
    assert "in an emergency" in seen
    looks = entries(raw(actor=DR_OTHER), patientId=patient, action="READ_MEDICAL_RECORD")
    assert {each["purpose"]["S"] for each in looks} == {"BTG"}


def test_the_words_are_sealed(
    signed_in: SignIn, patient: str, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    just_signed_in(signed_in(DR_OTHER)).post(PAGE, sent(patient))
    (item,) = [each for each in raw(partitions=[f"USER#{patient}"])
               if each["SK"]["S"].startswith("EMERGENCY#")]  # fmt: skip
    assert "B" in item["words"]
    assert WORDS not in str(item)


def test_compliance_reviews_it_once_and_the_queue_is_shorter(
    signed_in: SignIn, patient: str
) -> None:
    just_signed_in(signed_in(DR_OTHER)).post(PAGE, sent(patient))
    (emergency,) = kept(patient)
    omar, queue = signed_in(OMAR), reverse("oversight:emergencies")
    page = reverse("oversight:emergency-review", args=[patient, emergency.emergency_id])
    listed, shown = omar.get(queue).content.decode(), omar.get(page).content.decode()
    assert page in listed
    assert WORDS in shown
    assert "Amna Glass" in listed, "an officer knows patients by name, not by their ids"
    assert "Amna Glass" in shown
    day = f"{clinic_date(emergency.since)}"
    for part in (f"person={DR_OTHER}", f"patient={patient}", f"since={day}", f"until={day}"):
        assert part in shown, "the link leads to what this doctor did with this record"
    assert "required" in omar.post(page, {"outcome": "", "words": ""}).content.decode()
    answer = omar.post(page, {"outcome": "JUSTIFIED", "words": "Seen on the ward"}, follow=True)
    assert "The review is closed." in answer.content.decode()
    assert kept(patient) == []
    again = omar.post(page, {"outcome": "NOT_JUSTIFIED", "words": "Nobody was on the ward"})
    assert again.status_code == 409
    for told in ("This review was closed meanwhile.", "Seen on the ward",
                 "Not justified: to be followed up · ", "Nobody was on the ward"):  # fmt: skip
        assert told in again.content.decode()
    found = Emergencies(wiring.system_work("tests")).get(patient, emergency.emergency_id)
    assert (found.outcome, found.review, found.reviewed_by) == (
        ReviewOutcome.JUSTIFIED, "Seen on the ward", OMAR)  # fmt: skip


def test_every_page_of_compliance_says_how_many_wait_and_counting_is_no_look(
    signed_in: SignIn, patient: str
) -> None:
    omar, colleagues = signed_in(OMAR), reverse("oversight:colleagues")

    def waits() -> int:
        places = omar.get(colleagues).context["navigation"]
        return next(p["waiting"] for p in places if p["url"] == reverse("oversight:emergencies"))

    before = waits()
    just_signed_in(signed_in(DR_OTHER)).post(PAGE, sent(patient))
    assert waits() == before + 1
    assert (
        "Omar"
        not in signed_in(patient)
        .get(reverse("patients:viewed-by", args=[patient]))
        .content.decode()
    )
    (emergency,) = kept(patient)
    page = reverse("oversight:emergency-review", args=[patient, emergency.emergency_id])
    omar.post(page, {"outcome": "JUSTIFIED", "words": "Seen on the ward"})
    assert waits() == before


def test_what_was_done_in_an_hour_over_midnight_is_asked_for_on_both_days(
    signed_in: SignIn, patient: str
) -> None:
    day, uow = clinic_date(now()) - timedelta(days=3), wiring.system_work("tests")
    emergency = Emergency(
        emergency_id=new_id("emergency"), patient_id=patient, provider_id=DR_OTHER,
        reason=EmergencyReason.COVERING, words=WORDS,
        since=at(day, "23:30"), until=at(day, "23:30") + timedelta(hours=1),
    )  # fmt: skip
    with uow:
        Emergencies(uow).add(emergency, Action.BREAK_GLASS)
    page = reverse("oversight:emergency-review", args=[patient, emergency.emergency_id])
    shown = signed_in(OMAR).get(page).content.decode()
    assert f"since={day}&amp;until={day + timedelta(days=1)}" in shown


@pytest.mark.parametrize("viewer", [REEM, DR_OTHER])
def test_the_review_is_of_compliance_alone(signed_in: SignIn, viewer: str) -> None:
    assert signed_in(viewer).get(reverse("oversight:emergencies")).status_code == 404


def test_a_chart_and_its_place_in_the_queue_come_together_or_not_at_all(
    acting: As, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    uow = acting("provider", DR_OTHER)

    def refuse(*_: Any) -> None:
        raise Conflict

    monkeypatch.setattr(uow._storage.table, "transact", refuse)
    with pytest.raises(Conflict):
        break_glass(uow, patient, new_id("emergency"), EmergencyReason.OTHER, WORDS)
    monkeypatch.undo()
    assert kept(patient) == []
    assert acting("provider", DR_OTHER).ground_of(patient) is None


def test_the_sign_in_asks_cognito_for_the_password_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medisecure.web.sign_in.answers", lambda: True)
    address = client.get("/oidc/authenticate/?fresh=1&next=/emergency/")["Location"]
    assert re.search(r"[?&]prompt=login(&|$)", address)
    assert "max_age=0" in address
