"""Disabling somebody ends all they have at once; enabling brings nothing of it back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from medisecure import aws
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Unavailable
from medisecure.identity.accounts import Accounts, reset_second_factor, switch
from medisecure.identity.person import AccountStatus
from medisecure.identity.portal.inviting import open_account
from medisecure.importing.loading import load
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from tests.conftest import administrator_client
from tests.desk import fresh_patient
from tests.people import DR_OTHER, JOHN, OMAR, REEM, profile
from tools.drills.cast import doctors
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
DISABLED, ACTIVE = AccountStatus.DISABLED, AccountStatus.ACTIVE


def press(client: Client, patient_id: str, wanted: AccountStatus) -> str:
    url = reverse("patients:account", args=[patient_id])
    return client.post(url, {"account": wanted.value}, follow=True).content.decode()


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def test_a_disabled_patient_is_out_at_once_and_enabling_revives_no_session(
    signed_in: SignIn,
) -> None:
    patient = fresh_patient()
    browsers = [signed_in(patient), signed_in(patient)]
    assert all(is_in(each) for each in browsers)
    assert "All their sessions have ended" in press(signed_in(REEM), patient, DISABLED)
    assert not any(is_in(each) for each in browsers)
    assert "They sign in anew" in press(signed_in(REEM), patient, ACTIVE)
    assert not any(is_in(each) for each in browsers)
    assert is_in(signed_in(patient))


def test_their_calendar_feed_is_not_there_while_they_are_disabled(
    signed_in: SignIn, client: Client
) -> None:
    patient = fresh_patient()
    page = signed_in(patient).post(
        reverse("appointments:calendar-feed", args=[patient]), {"make": "1", "days": "365"}
    )
    feed = str(page.context["address"]).removeprefix(settings.BASE_URL)
    assert client.get(feed).status_code == 200
    press(signed_in(REEM), patient, DISABLED)
    assert client.get(feed).status_code == 404


def test_cognito_lets_them_in_no_more(signed_in: SignIn, acting: As, cloud: RunningCloud) -> None:
    """With the application's own rights, as the policy of the declaration gives them."""
    patient = new_id("patient")
    uow = system_work("tests")
    item = profile(patient, "PATIENT", "Nada", "Account", f"{patient}@example.com".lower())
    del item["cognitoUserId"]
    load(uow, item)
    uow.close()
    cognito = administrator_client(cloud, "cognito-idp")
    open_account(
        system_work("tests"), cognito, settings.USER_POOL_ID, patient, password="Only-4-tests-x"
    )
    name = {"UserPoolId": settings.USER_POOL_ID, "Username": f"{patient}@example.com".lower()}
    assert cognito.admin_get_user(**name)["Enabled"]
    switch(acting("staff", REEM), patient, DISABLED)
    assert not cognito.admin_get_user(**name)["Enabled"]
    switch(acting("staff", REEM), patient, ACTIVE)
    assert cognito.admin_get_user(**name)["Enabled"]


def test_when_cognito_does_not_answer_no_page_opens_and_the_button_can_be_pressed_again(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = fresh_patient()
    browser = signed_in(patient)

    def silent(*_: Any, **__: Any) -> None:
        raise Unavailable("x")

    monkeypatch.setattr(aws, "switch_sign_in", silent)
    assert "It is done here" in press(signed_in(REEM), patient, DISABLED)
    assert not is_in(browser)
    monkeypatch.undo()
    assert "All their sessions have ended" in press(signed_in(REEM), patient, DISABLED)


def test_compliance_disables_a_colleague_who_can_no_longer_be_booked(signed_in: SignIn) -> None:
    (doctor,) = doctors(1)
    browser, omar, url = signed_in(doctor), signed_in(OMAR), reverse("oversight:colleagues")
    assert is_in(browser)
    assert doctor in omar.get(url, {"who": doctor}).content.decode()
    said = omar.post(url, {"account": "DISABLED", "user": doctor}, follow=True).content.decode()
    assert "This account is disabled" in said
    assert not is_in(browser)


def test_a_disabled_doctor_is_offered_to_nobody_from_that_moment(signed_in: SignIn) -> None:
    """Each process keeps the list of doctors: it must hear of it at once."""
    (doctor,) = doctors(1)
    omar, john = signed_in(OMAR), signed_in(JOHN)

    def is_offered() -> bool:
        page = john.get(reverse("appointments:portal-book")).content.decode()
        return f'value="{doctor}"' in page

    assert is_offered()
    for status, offered in (("DISABLED", False), ("ACTIVE", True)):
        omar.post(reverse("oversight:colleagues"), {"account": status, "user": doctor})
        assert is_offered() is offered


def test_a_colleague_is_found_by_e_mail_and_a_patient_is_not(signed_in: SignIn) -> None:
    omar, url = signed_in(OMAR), reverse("oversight:colleagues")
    assert "Please fill in this field." not in omar.get(url).content.decode()
    assert "Please fill in this field." in omar.get(url, {"who": ""}).content.decode()
    assert REEM in omar.get(url, {"who": "REEM@medisecure.com"}).content.decode()
    for who in (JOHN, "john.doe@email.com", "nobody", "a#b@c"):
        said = omar.get(url, {"who": who}).content.decode()
        assert "Nobody who works here" in said
        assert "Disable the account" not in said


def test_nobody_locks_themselves_out_or_in(signed_in: SignIn, acting: As) -> None:
    url = reverse("oversight:colleagues")
    assert "This is your own account" in signed_in(OMAR).get(url, {"who": OMAR}).content.decode()
    answer = signed_in(OMAR).post(url, {"account": "DISABLED", "user": OMAR})
    assert answer.status_code == 404
    with pytest.raises(AccessDenied):
        switch(acting("compliance", OMAR), OMAR, DISABLED)
    assert is_in(signed_in(OMAR))


@pytest.mark.parametrize(
    ("role", "who", "whom"),
    [
        ("staff", REEM, DR_OTHER), ("staff", REEM, OMAR), ("staff", REEM, REEM),
        ("compliance", OMAR, JOHN), ("provider", DR_OTHER, JOHN), ("patient", JOHN, JOHN),
    ],
)  # fmt: skip
def test_who_may_not_disable_whom(acting: As, role: str, who: str, whom: str) -> None:
    with pytest.raises(AccessDenied):
        switch(acting(role, who), whom, DISABLED)
    with pytest.raises(AccessDenied):
        reset_second_factor(acting(role, who), whom)
    assert Accounts(system_work("tests")).get(whom).is_active


def test_when_cognito_does_not_answer_a_reset_says_so_and_sessions_have_ended_all_the_same(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = fresh_patient()
    browser = signed_in(patient)

    def silent(*_: Any) -> None:
        raise Unavailable("x")

    monkeypatch.setattr(aws, "forget_second_factor", silent)
    page = reverse("patients:account", args=[patient])
    said = signed_in(REEM).post(page, {"reset_factor": "1"}, follow=True).content.decode()
    assert "press the button again" in said
    assert not is_in(browser)
