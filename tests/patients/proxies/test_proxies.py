"""The desk arranges who acts for a patient, invites them and renews it; by age other terms hold."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from medisecure import wiring
from medisecure.access.proxies import Scope
from medisecure.clock import now
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity import backend
from medisecure.identity.repository import People
from medisecure.web.input.fields import new_id
from tests.desk import fresh_patient, the_clock_says
from tests.identity.browser import Browser
from tests.identity.test_invitations import code_on, sign_in_first_time, temporary_password
from tests.patients.proxies.test_acting import as_proxy, years_ago
from tests.people import REEM
from tools.local_cloud import mail
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def filled(email: str, **typed: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    return {
        "proxy_id": new_id("proxy"), "first_name": "Amal", "last_name": "Carer", "email": email,
        "phone_number": "", "language": "en", "relationship": "PARENT",
        "proof": "BIRTH_CERTIFICATE", "proof_note": "no. 77", "may": ["BOOK", "HEALTH"],
        "until": "",
    } | typed  # fmt: skip


def url(name: str, *args: str) -> str:
    return reverse(f"patients:{name}", args=args)


def fresh_address() -> str:
    return f"{new_id('proxy').lower()}@example.com"


def child(age: int = 6) -> str:
    return fresh_patient("Yara", "Child", born=str(years_ago(age)))


def test_from_the_desk_to_the_childs_page_for_somebody_who_is_no_patient(
    signed_in: SignIn, cloud: RunningCloud
) -> None:
    backend.signing_keys.cache_clear()
    yara, email, desk = child(), fresh_address(), signed_in(REEM)
    form = filled(email)
    granted = desk.post(url("proxy-add", yara), form)
    assert granted["Location"] == url("proxy-invite", yara, form["proxy_id"])
    assert "Send the invitation" in desk.get(granted["Location"]).content.decode()
    page = desk.post(granted["Location"], follow=True).content.decode()
    [letter] = [each for each in mail.sent(cloud.cloud.state_dir) if email in each["To"]]
    visitor = Browser(cloud)
    arrived = sign_in_first_time(visitor, email.partition("@")[0], temporary_password(letter))
    assert arrived["Location"] == "/link/"
    assert visitor.client.post("/link/", {"code": code_on(page)})["Location"] == "/"
    assert visitor.client.get("/")["Location"] == "/acting/"
    assert visitor.client.get("/home/").status_code == 404
    assert "Yara Child" in visitor.client.get("/acting/").content.decode()
    visitor.client.post("/acting/", {"begin": yara})
    html = visitor.client.get("/home/").content.decode()
    assert "You are viewing" in html
    assert "They sign in themselves" in desk.get(url("proxies", yara)).content.decode()
    person = People(wiring.system_work("tests")).get(form["proxy_id"])
    assert (person.user_type, person.display_name) == ("PROXY", "Amal Carer")


def test_whoever_books_sees_visits_too(signed_in: SignIn) -> None:
    yara, form = child(), filled(fresh_address(), may=["BOOK"])
    signed_in(REEM).post(url("proxy-add", yara), form)
    relation = Proxies(wiring.system_work("tests")).get(yara, form["proxy_id"])
    assert set(relation.may) == {Scope.BOOK, Scope.VISITS}


def test_a_registered_person_is_asked_about_and_stays_one_person(signed_in: SignIn) -> None:
    """A father of two is registered once; a patient with the address is offered, too."""
    email, desk = fresh_address(), signed_in(REEM)
    first, second = child(), child()
    form = filled(email)
    desk.post(url("proxy-add", first), form)
    again = filled(email, first_name="Amaal")
    asked = desk.post(url("proxy-add", second), again)
    assert asked.status_code == 200
    assert "Registered with this e-mail already" in asked.content.decode()
    chosen = desk.post(url("proxy-add", second), again | {"who": form["proxy_id"]})
    assert chosen["Location"] == url("proxy-invite", second, form["proxy_id"])
    relations = Proxies(wiring.system_work("tests")).of_person(form["proxy_id"])
    assert {each.patient_id for each in relations} == {first, second}
    assert {each.proxy_name for each in relations} == {"Amal Carer"}


def test_nobody_acts_for_themselves_and_nobody_twice(signed_in: SignIn) -> None:
    yara, desk = child(), signed_in(REEM)
    form = filled(fresh_address())
    desk.post(url("proxy-add", yara), form)
    twice = filled(form["email"], who=form["proxy_id"])
    assert "acts for the patient already" in desk.post(
        url("proxy-add", yara), twice).content.decode()  # fmt: skip
    own = filled(f"{yara}@example.com", who=yara)  # the address is the mother's, too
    desk.post(url("proxy-add", yara), own)
    assert Proxies(wiring.system_work("tests")).find(yara, yara) is None


@pytest.mark.parametrize("born", [str(years_ago(40)), ""])
def test_for_somebody_of_age_or_of_unknown_age_it_takes_their_word_and_an_end(
    signed_in: SignIn, born: str
) -> None:
    patient, desk = fresh_patient("Old", "Enough", born=born), signed_in(REEM)
    bare = filled(fresh_address())
    html = desk.post(url("proxy-add", patient), bare).content.decode()
    assert "name a day within a year" in html
    assert "they agree themselves" in html
    assert Proxies(wiring.system_work("tests")).find(patient, bare["proxy_id"]) is None
    until = now().date() + dt.timedelta(days=300)
    whole = bare | {"proof": "PATIENT_CONSENT", "until": f"{until:%d/%m/%Y}"}
    assert desk.post(url("proxy-add", patient), whole).status_code == 302
    assert as_proxy(bare["proxy_id"], patient).scopes == {Scope.BOOK, Scope.VISITS, Scope.HEALTH}
    far = until + dt.timedelta(days=100)
    change = whole | {"until": f"{far:%d/%m/%Y}"}
    assert "name a day within a year" in desk.post(
        url("proxy-change", patient, bare["proxy_id"]), change).content.decode()  # fmt: skip


def test_it_is_over_at_eighteen_unless_it_is_renewed_with_the_patients_word(
    signed_in: SignIn,
) -> None:
    patient, desk, form = child(17), signed_in(REEM), filled(fresh_address())
    desk.post(url("proxy-add", patient), form)
    later = now() + dt.timedelta(days=366)
    with the_clock_says(later):
        assert as_proxy(form["proxy_id"], patient).scopes == frozenset()
        page = desk.get(url("proxies", patient)).content.decode()
        assert "The patient came of age" in page
        until = later.date() + dt.timedelta(days=100)
        terms = form | {"proof": "PATIENT_CONSENT", "until": f"{until:%d/%m/%Y}"}
        renewed = desk.post(url("proxy-change", patient, form["proxy_id"]), terms)
        assert renewed.status_code == 302
        assert Scope.HEALTH in as_proxy(form["proxy_id"], patient).scopes


@pytest.mark.parametrize(("name", "text", "says"), [
    ("until", "01/01/2020", "Name a day to come"),
    ("proof", "", "Please fill in this field"),
    ("may", [], "Please fill in this field"),
    ("email", "nobody", "valid email"),
    ("proxy_id", "x", "wrong with this form"),
])  # fmt: skip
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(
    signed_in: SignIn, name: str, text: Any, says: str
) -> None:
    yara = child()
    answer = signed_in(REEM).post(url("proxy-add", yara), filled(fresh_address()) | {name: text})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert says in html
    assert 'value="Amal"' in html
    assert Proxies(wiring.system_work("tests")).of_patient(yara) == []


def test_what_is_missing_is_listed_in_the_order_of_the_page(signed_in: SignIn) -> None:
    patient = fresh_patient()
    answer = signed_in(REEM).post(reverse("patients:proxy-add", args=[patient]), {"first_name": ""})
    wrong = list(answer.context["form"].errors)
    assert wrong.index("first_name") < wrong.index("email") < wrong.index("relationship")


def test_something_else_as_a_proof_needs_words(signed_in: SignIn) -> None:
    form = filled(fresh_address(), proof="OTHER", proof_note="")
    assert "Say what was shown" in signed_in(REEM).post(
        url("proxy-add", child()), form).content.decode()  # fmt: skip
