"""The desk's pages: from a suspicion to one record, and back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel
from appointments.carrying import services as carrying
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.wiring import system_work
from patients.linking.models import MergeState
from patients.linking.repository import Merges
from patients.profile.models import MedicalInfo
from patients.profile.repository import Patients
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.patients.home.portal import ago, record, store, visit
from tests.patients.linking.pairs import filled, kept, linked
from tests.patients.registration.test_register import own_name, typed
from tests.people import DR_SMITH, JOHN, LAYLA, OMAR, REEM
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]


def twins(**more: str) -> tuple[str, str]:
    """Two records that are very much alike."""
    name = own_name()
    return (
        fresh_patient("Mariam", name, phone="+97433190011", born="1985-06-05"),
        fresh_patient("Maryam", name, phone="+97433190011", born="1985-06-05", **more),
    )


def compare_url(here: str, there: str) -> str:
    return reverse("patients:compare", args=[here, there])


def form_of(client: Client, here: str, there: str, **typed: str) -> dict[str, str]:
    """The form as the page has it, with a reason."""
    form = client.get(compare_url(here, there)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {n: v for n, v in sent.items() if v is not None} | {"reason": "same QID"} | typed


def test_the_search_marks_those_who_may_be_one_and_leads_to_the_comparison(
    signed_in: SignIn,
) -> None:
    here, there = twins()
    name = kept(here).personal_info.last_name
    html = signed_in(REEM).post(reverse("patients:find"), {"q": name}).content.decode()
    assert "May be the same person as" in html
    assert compare_url(here, there) in html
    html = signed_in(REEM).post(reverse("patients:find"), {"q": "john doe"}).content.decode()
    assert "May be the same person as" not in html


def test_the_warning_of_a_registration_leads_to_the_comparison(signed_in: SignIn) -> None:
    here, there = twins()
    family = kept(here).personal_info.last_name
    sent = typed(first_name="Mariam", last_name=family, date_of_birth="05/06/1985",
                 phone_number="33190011")  # fmt: skip
    html = signed_in(REEM).post(reverse("patients:register"), sent).content.decode()
    assert "Is it one of these?" in html
    assert compare_url(here, there) in html or compare_url(there, here) in html


def test_a_visit_that_was_called_off_is_none_of_those_to_come(
    signed_in: SignIn, acting: Callable[..., UnitOfWork]
) -> None:
    here, there = twins()
    times = (at(working_day(), "10:00"), at(working_day(), "11:00"))
    booked, off = (book(acting("staff", REEM), booking_request(here, each)) for each in times)
    cancel(acting("staff", REEM), here, off.appointment_id, "ill")
    side = signed_in(REEM).get(compare_url(here, there)).context["sides"][0]
    assert [each.appointment_id for each in side.coming] == [booked.appointment_id]
    assert [each.appointment_id for each in side.called_off] == [off.appointment_id]
    html = signed_in(REEM).get(compare_url(here, there)).content.decode()
    assert html.count("Cancelled visits") == 1


def test_the_details_page_leads_to_those_who_look_alike_and_to_a_search(signed_in: SignIn) -> None:
    here, there = twins()
    client = signed_in(REEM)
    same_as = reverse("patients:same-as", args=[here])
    assert same_as in client.get(reverse("patients:details", args=[here])).content.decode()
    assert compare_url(here, there) in client.get(same_as).content.decode()
    html = client.post(same_as, {"q": "layla"}).content.decode()
    assert compare_url(here, LAYLA) in html
    found = client.post(same_as, {"q": here})
    assert compare_url(here, here) not in found.content.decode()
    letter = client.post(same_as, {"q": "l"}).content.decode()
    assert "too short to search for" in letter
    assert "Nobody else was found" not in letter
    nothing = client.post(same_as, {"q": ""}).content.decode()
    assert "Please fill in this field." in nothing
    assert "Nobody else was found" not in nothing
    assert compare_url(here, there) in nothing


def test_both_stand_side_by_side_with_what_differs_marked(signed_in: SignIn) -> None:
    here, there = twins(language="ar")
    store(visit(there, ago(days=50, minutes=11), status="COMPLETED"), record(there, ago(days=50)))
    answer = signed_in(REEM).get(compare_url(here, there))
    lines = {line.name: line for line, _ in answer.context["lines"]}
    assert {name for name, line in lines.items() if line.differs} == {"first_name", "language"}
    html = answer.content.decode()
    assert html.count('class="compare-differs"') == 2
    sides = answer.context["sides"]
    assert [len(side.past) for side in sides] == [0, 1]
    assert [side.entries for side in sides] == [(0, False), (1, False)]
    assert "clinicalData" not in html  # counted, and not read


def test_the_desk_counts_entries_and_opens_none(signed_in: SignIn, raw: Any) -> None:
    here, there = filled(), filled()
    signed_in(REEM).get(compare_url(here.patient_id, there.patient_id))
    told = entries(raw(REEM), userId=REEM, patientId=there.patient_id)
    assert told
    assert not {each["action"]["S"] for each in told} & {"READ_MEDICAL_RECORD", "READ_DOCUMENT"}


def test_the_email_a_sign_in_hangs_on_is_not_asked_about(signed_in: SignIn) -> None:
    here, there = twins()
    answer = signed_in(REEM).get(compare_url(here, there))
    lines = {line.name: line for line, _ in answer.context["lines"]}
    assert not lines["email"].differs
    # But that it is another one speaks against their being one person, and is said
    row = answer.content.decode().partition("E-mail")[2].partition("</tr>")[0]
    assert "differs" in row
    assert "they sign in with it" in row
    assert "radio" not in row


def test_nothing_happens_before_the_second_press_and_all_of_it_then(signed_in: SignIn) -> None:
    here, there = twins()
    client = signed_in(REEM)
    sent = form_of(client, here, there, from_first_name="there")
    preview = client.post(compare_url(here, there), sent)
    html = preview.content.decode()
    assert "Nothing has been changed yet." in html
    assert "Maryam" in html
    assert kept(there).replaced_by is None
    back = client.post(compare_url(here, there), sent | {"back": "1"}).content.decode()
    assert "same QID" in back
    answer = client.post(compare_url(here, there), sent | {"confirm": "1"})
    assert answer["Location"] == reverse("patients:details", args=[here])
    assert kept(there).replaced_by == here
    assert kept(here).personal_info.first_name == "Maryam"
    page = client.get(answer["Location"]).content.decode()
    assert "The two records are one now." in page
    assert "same QID" in page
    assert there in page


def test_a_reason_is_asked_for_and_nothing_typed_is_lost(signed_in: SignIn) -> None:
    here, there = twins()
    client = signed_in(REEM)
    sent = form_of(client, here, there, reason="", from_first_name="there")
    answer = client.post(compare_url(here, there), sent | {"confirm": "1"})
    assert answer.context["form"].errors["reason"]
    taken = {line.name for line, taken in answer.context["lines"] if taken}
    assert "first_name" in taken
    assert kept(there).replaced_by is None


def test_a_form_of_before_a_change_is_shown_anew(signed_in: SignIn) -> None:
    here, there = twins()
    client = signed_in(REEM)
    sent = form_of(client, here, there, seen_there="99")
    answer = client.post(compare_url(here, there), sent | {"confirm": "1"})
    assert answer.status_code == 200
    assert "was changed since you opened this page" in answer.content.decode()
    assert kept(there).replaced_by is None
    again = answer.context["form"]["seen_there"].value()
    assert str(again) == str(kept(there).version)


def test_those_who_are_one_already_are_not_joined_again(signed_in: SignIn) -> None:
    here, there = twins()
    linked(here, there)
    client = signed_in(REEM)
    for url in (compare_url(here, there), compare_url(there, here)):
        answer = client.get(url, follow=True)
        assert "one record already" in answer.content.decode()
    assert client.get(compare_url(here, here)).status_code == 404


def test_an_old_id_in_the_comparison_leads_to_who_answers(signed_in: SignIn) -> None:
    here, there = twins()
    other = fresh_patient()
    linked(here, there)
    answer = signed_in(REEM).get(compare_url(other, there))
    assert answer["Location"] == compare_url(other, here)


def test_while_one_is_with_a_doctor_the_page_says_to_wait(signed_in: SignIn) -> None:
    here, there = twins()
    store(visit(there, ago(minutes=3), status="IN_CONSULTATION", providerId="provider_00778"))
    client = signed_in(REEM)
    answer = client.post(compare_url(here, there), form_of(client, here, there))
    assert "A consultation is under way" in answer.content.decode()
    assert kept(there).replaced_by is None


def test_what_was_stopped_says_so_and_goes_on_by_a_press(signed_in: SignIn) -> None:
    here, there = twins()
    client = signed_in(REEM)
    sent = form_of(client, here, there) | {"confirm": "1"}
    with patch.object(carrying, "finish", side_effect=Conflict(carrying.LEFT)):
        html = client.post(compare_url(here, there), sent, follow=True).content.decode()
    assert "have not been carried over yet" in html
    [merge] = Merges(system_work("x")).of(here)
    url = reverse("patients:go-on", args=[here, merge.merge_id])
    assert url in html
    assert "Everything has been carried over." in client.post(url, follow=True).content.decode()
    assert Merges(system_work("x")).of(here)[0].state is MergeState.JOINED


def test_parting_is_explained_and_done_on_a_press(signed_in: SignIn) -> None:
    here, there = twins()
    merge = linked(here, there)
    client = signed_in(REEM)
    url = reverse("patients:part", args=[here, merge.merge_id])
    assert url in client.get(reverse("patients:details", args=[here])).content.decode()
    assert "same QID seen" in client.get(url).content.decode()
    assert kept(there).replaced_by == here
    answer = client.post(url, {"confirm": "1"})
    assert answer["Location"] == reverse("patients:details", args=[there])
    assert client.get(answer["Location"]).status_code == 200
    assert kept(there).replaced_by is None


def test_blood_types_that_contradict_are_said_without_naming_them(signed_in: SignIn) -> None:
    here, there = twins()
    for patient_id, blood in ((here, "AB+"), (there, "O-")):
        uow = system_work("tests")
        patient = Patients(uow).get(patient_id)
        medical = MedicalInfo(blood_type=blood)
        with uow:
            Patients(uow).save(replace(patient, medical_info=medical), Action.CHANGE_ALLERGIES)
    html = signed_in(REEM).get(compare_url(here, there)).content.decode()
    assert "The blood types in the two charts differ." in html
    assert "AB+" not in html


@pytest.mark.parametrize("who", [DR_SMITH, JOHN, OMAR])
def test_nobody_but_the_desk_joins_records(signed_in: SignIn, who: str) -> None:
    here, there = twins()
    client = signed_in(who)
    for url in (reverse("patients:same-as", args=[here]), compare_url(here, there)):
        assert client.get(url).status_code == 404
        assert client.post(url, {"confirm": "1"}).status_code == 404


def test_comparing_costs_four_round_trips_one_after_another(signed_in: SignIn) -> None:
    here, there = twins()
    client = signed_in(REEM)
    with metered() as meter:
        client.get(compare_url(here, there))
    assert meter.sequential <= 4  # who asks, both profiles, all that hangs on them, the trail
