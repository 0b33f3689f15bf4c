"""A patient asks for a change; the desk accepts it, which is the correction, or says why not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from medisecure.access.proxies import Scope
from medisecure.wiring import system_work
from patients.change_requests import counting
from patients.correction.repository import Corrections, Registrations
from patients.search.services import find
from tests.patients.home.portal import entries, fresh_patient
from tests.patients.proxies.test_acting import acts, begin, child
from tests.people import DR_SMITH, JOHN, LAYLA, OMAR, REEM

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]
ASK, PAGE, ONE = "patients:ask-change", "patients:my-details", "patients:change-request"
WAITING = "patients:change-requests"


@pytest.fixture(autouse=True)
def counted_anew() -> Iterator[None]:
    counting.count_anew()
    yield
    counting.count_anew()


def filled(client: Client, url: str) -> dict[str, Any]:
    """The form as a browser would send it back."""
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: told for name, told in sent.items() if told is not None and told is not False}


def asked(client: Client, patient_id: str, **changes: str) -> Any:
    """The form sent back as it came, but for these."""
    url = reverse(ASK, args=[patient_id])
    return client.post(url, filled(client, url) | changes)


def request_of(client: Client, patient_id: str) -> Any:
    """The newest request on the patient's page."""
    return client.get(reverse(PAGE, args=[patient_id])).context["asked"][0].request


def answer(desk: Client, request: Any, button: str, words: str = "") -> Any:
    url = reverse(ONE, args=[request.patient_id, request.request_id])
    version = desk.get(url).context["form"]["version"].value()
    return desk.post(url, {"version": version, "words": words, button: "1"})


def kept(patient_id: str) -> Any:
    return Registrations(system_work("tests")).get(patient_id)


def test_a_new_name_is_asked_for_accepted_and_found_with_the_old_one_kept(
    signed_in: SignIn, raw: Any
) -> None:
    huda = fresh_patient("Huda")
    client, desk = signed_in(huda), signed_in(REEM)
    assert asked(client, huda, last_name="Zamzami", note="I married").status_code == 302
    assert kept(huda).personal_info.last_name == "Test"  # nothing has changed yet
    listed = desk.get(reverse(WAITING)).content.decode()
    assert "Huda Test" in listed
    assert "Family name" in listed
    request = request_of(client, huda)
    one = reverse(ONE, args=[huda, request.request_id])
    assert one in desk.get(reverse("patients:details", args=[huda])).content.decode()
    page = desk.get(reverse(ONE, args=[huda, request.request_id])).content.decode()
    assert "Zamzami" in page
    assert "I married" in page
    assert answer(desk, request, "accept", "Welcome").status_code == 302
    assert kept(huda).personal_info.last_name == "Zamzami"
    assert kept(huda).personal_info.previous_names == ["Huda Test"]
    (correction,) = Corrections(system_work("tests")).of(huda)
    assert (correction.corrected_by, correction.fields) == (REEM, ["last_name"])
    assert [each.patient_id for each in find(system_work("tests"), "zamzami").patients] == [huda]
    html = client.get(reverse(PAGE, args=[huda])).content.decode()
    assert "Changed as asked" in html
    assert "Welcome" in html
    for action, who in (("ASK_CHANGE", huda), ("ACCEPT_CHANGE", REEM), ("CORRECT_PATIENT", REEM)):
        assert entries(raw, userId=who, action=action, patientId=huda), action


def test_a_refusal_needs_words_and_the_patient_reads_them(signed_in: SignIn) -> None:
    huda = fresh_patient("Huda")
    client, desk = signed_in(huda), signed_in(REEM)
    asked(client, huda, gender="M")
    request = request_of(client, huda)
    missing = answer(desk, request, "decline")
    assert "Tell the patient why." in missing.content.decode()
    assert request_of(client, huda).is_open
    assert answer(desk, request, "decline", "Please bring your card").status_code == 302
    assert kept(huda).personal_info.gender is None
    html = client.get(reverse(PAGE, args=[huda])).content.decode()
    assert "Declined" in html
    assert "Please bring your card" in html
    late = answer(desk, request, "accept")
    assert "answered or taken back" in late.content.decode()
    assert kept(huda).personal_info.gender is None


def test_what_is_typed_wrong_is_explained_and_kept_and_nothing_is_asked(signed_in: SignIn) -> None:
    huda = fresh_patient("Huda")
    client = signed_in(huda)
    answered = asked(client, huda, date_of_birth="31/31/1990", last_name="Zubair", national_id="1")
    html = answered.content.decode()
    assert answered.status_code == 200
    assert "31/31/1990" in html
    assert "Zubair" in html
    assert "11 digits" in html
    same = asked(client, huda)
    assert "Nothing here differs" in same.content.decode()
    no_way_in = asked(client, huda, email="")
    assert "you sign in" in no_way_in.content.decode()
    assert client.get(reverse(PAGE, args=[huda])).context["asked"] == []


def test_what_else_was_corrected_meanwhile_stays(signed_in: SignIn) -> None:
    """Only what is asked for changes: the rest of the request is how it was then."""
    huda = fresh_patient("Huda")
    client, desk = signed_in(huda), signed_in(REEM)
    asked(client, huda, insurance_provider="Doha Insurance")
    url = reverse("patients:correct", args=[huda])
    sent = filled(desk, url) | {"first_name": "Hudaa", "city": "Doha"}
    assert desk.post(url, sent).status_code == 302
    answer(desk, request_of(client, huda), "accept")
    now = kept(huda)
    assert (now.personal_info.first_name, now.medical_info.insurance_provider) == (
        "Hudaa", "Doha Insurance")  # fmt: skip
    assert now.personal_info.address.city == "Doha"


def test_a_change_meanwhile_is_shown_before_it_is_accepted(signed_in: SignIn) -> None:
    """The desk compared with what was kept then: nothing is overwritten unseen."""
    huda = fresh_patient("Huda")
    client, desk = signed_in(huda), signed_in(REEM)
    asked(client, huda, last_name="Zamzami")
    request = request_of(client, huda)
    url = reverse(ONE, args=[huda, request.request_id])
    stale = desk.get(url).context["form"]["version"].value()
    mine = reverse(PAGE, args=[huda])
    form = client.get(mine).context["form"]
    client.post(mine, {"version": form["version"].value(), "phone_number": "33123456"})
    late = desk.post(url, {"version": stale, "words": "kept text", "accept": "1"})
    assert "Somebody else has changed" in late.content.decode()
    assert "kept text" in late.content.decode()
    assert kept(huda).personal_info.last_name == "Test"
    assert request_of(client, huda).is_open
    assert answer(desk, request, "accept").status_code == 302


def test_it_is_taken_back_and_waits_no_more(signed_in: SignIn) -> None:
    huda = fresh_patient("Huda")
    client, desk = signed_in(huda), signed_in(REEM)
    asked(client, huda, last_name="Zamzami")
    request = request_of(client, huda)
    client.post(reverse(ASK, args=[huda]), {"back": request.request_id})
    assert "Taken back" in client.get(reverse(PAGE, args=[huda])).content.decode()
    assert request.request_id not in desk.get(reverse(WAITING)).content.decode()


def test_the_number_that_wait_stands_beside_their_place(signed_in: SignIn) -> None:
    huda = fresh_patient("Huda")
    client, desk = signed_in(huda), signed_in(REEM)
    before = len(desk.get(reverse(WAITING)).context["rows"])
    asked(client, huda, last_name="Zamzami")
    assert waiting_at(desk) == before + 1
    answer(desk, request_of(client, huda), "decline", "no")
    assert waiting_at(desk) == before
    asked(client, huda, last_name="Zamzam")
    assert waiting_at(desk) == before + 1
    client.post(reverse(ASK, args=[huda]), {"back": request_of(client, huda).request_id})
    assert waiting_at(desk) == before


def waiting_at(desk: Client) -> int:
    places = desk.get(reverse("patients:find")).context["navigation"]
    return next(each["waiting"] for each in places if each["url"] == reverse(WAITING))


def test_the_same_form_twice_is_one_request_and_a_sixth_waits(signed_in: SignIn) -> None:
    huda = fresh_patient("Huda")
    client = signed_in(huda)
    url = reverse(ASK, args=[huda])
    sent = filled(client, url)
    for _ in range(2):
        assert client.post(url, sent | {"last_name": "Once"}).status_code == 302
    assert len(client.get(reverse(PAGE, args=[huda])).context["asked"]) == 1
    for n in range(4):
        assert asked(client, huda, last_name=f"Name{'x' * n}").status_code == 302
    sixth = asked(client, huda, last_name="Sixth", note="a word")
    assert "Five of your requests wait" in sixth.content.decode()
    assert "a word" in sixth.content.decode()


@pytest.mark.parametrize("who", [LAYLA, DR_SMITH, REEM, OMAR])
def test_asking_is_the_patients_own(signed_in: SignIn, who: str) -> None:
    url = reverse(ASK, args=[JOHN])
    assert signed_in(who).get(url).status_code == 404
    assert signed_in(who).post(url, {"last_name": "Zamzami"}).status_code == 404


@pytest.mark.parametrize("who", ["patient", DR_SMITH, OMAR])
def test_answering_is_the_desks_own(signed_in: SignIn, who: str) -> None:
    huda = fresh_patient("Huda")
    asked(signed_in(huda), huda, last_name="Zamzami")
    request = request_of(signed_in(huda), huda)
    other = signed_in(huda if who == "patient" else who)
    url = reverse(ONE, args=[huda, request.request_id])
    assert other.get(url).status_code == 404
    assert other.post(url, {"accept": "1", "version": "1"}).status_code == 404
    assert other.get(reverse(WAITING)).status_code == 404
    assert kept(huda).personal_info.last_name == "Test"


def test_a_parent_asks_for_their_childs_address_too_and_only_with_the_scope(
    signed_in: SignIn,
) -> None:
    parent, yara, other = fresh_patient("Huda"), child(), child()
    acts(parent, yara)
    acts(parent, other, may=(Scope.VISITS,))
    client, desk = signed_in(parent), signed_in(REEM)
    begin(client, yara)
    assert asked(client, yara, city="Al Wakrah", street="7 Sea St").status_code == 302
    request = request_of(client, yara)
    assert request.asked_by == parent
    page = desk.get(reverse(ONE, args=[yara, request.request_id])).content.decode()
    assert "somebody who acts for the patient" in page
    assert answer(desk, request, "accept").status_code == 302
    assert kept(yara).personal_info.address.city == "Al Wakrah"
    own = client.post(reverse(PAGE, args=[yara]), {"version": "1", "phone_number": "33999888"})
    assert own.status_code == 200
    assert kept(yara).personal_info.phone_number != "+97433999888"
    begin(client, other)
    for name in (PAGE, ASK):
        assert client.get(reverse(name, args=[other])).status_code == 404
