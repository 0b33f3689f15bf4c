"""The e-mail of somebody who signs in: index key, account and sessions move together or not at all.

Each step is made to fail once, and the change is finished or taken back from there.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from medisecure import aws
from medisecure.clock import utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Unavailable
from medisecure.identity import backend
from medisecure.identity.portal.email_change import EmailChanges, Step
from medisecure.identity.portal.invitations import Invitations, Stage
from medisecure.identity.portal.inviting import open_account
from medisecure.identity.repository import People
from medisecure.wiring import system_work
from patients.correction.forms import CorrectForm, initial_of
from patients.correction.services import registration_of
from patients.profile.repository import DemographicsOf
from tests.conftest import administrator_client
from tests.identity.browser import PASSWORD, Browser
from tests.identity.test_invitations import address, press, uninvited
from tests.people import REEM
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]


@pytest.fixture
def patient(cloud: RunningCloud) -> str:
    """Somebody who signs in under their first address."""
    backend.signing_keys.cache_clear()
    name = uninvited()
    cognito = administrator_client(cloud, "cognito-idp")
    uow = system_work("tests")
    open_account(uow, cognito, settings.USER_POOL_ID, name, password=PASSWORD)
    uow.close()
    return name


def other_address(patient: str) -> str:
    return f"new-{address(patient)}"


def save(desk: Client, patient: str, email: str) -> Any:
    """The form of the desk, as a browser sends it."""
    uow = system_work("tests")
    told = initial_of(registration_of(uow, patient))
    form = {name: "" if text is None else str(text) for name, text in told.items() if text != ""}
    form.pop("birth_date_unknown", None)
    if "date_of_birth" not in form:
        form["birth_date_unknown"] = "on"
    fields = set(CorrectForm.base_fields)
    page = reverse("patients:correct", args=[patient])
    typed = {name: text for name, text in form.items() if name in fields}
    return desk.post(page, typed | {"email": email, "gender": "F", "phone_number": "33123456",
                             "communication_method": "email" if email else "phone"})  # fmt: skip


def found_by(email: str) -> list[str]:
    uow = system_work("tests")
    return [each.patient_id for each in DemographicsOf(uow).by_email(email)]


def pool_address(cloud: RunningCloud, patient: str) -> str:
    sub = People(system_work("tests")).get(patient).cognito_user_id
    cognito = administrator_client(cloud, "cognito-idp")
    found = cognito.admin_get_user(UserPoolId=settings.USER_POOL_ID, Username=sub)
    return {each["Name"]: each["Value"] for each in found["UserAttributes"]}["email"]


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def standing(cloud: RunningCloud, patient: str) -> tuple[bool, bool]:
    """Whether our index, and whether the pool, has the new address."""
    return found_by(other_address(patient)) == [patient], pool_address(
        cloud, patient) == other_address(patient)  # fmt: skip


def step_of(patient: str) -> Step | None:
    change = EmailChanges(system_work("tests")).of(patient)
    return change.step if change else None


def test_key_account_and_sessions_move_together(
    signed_in: SignIn, cloud: RunningCloud, patient: str
) -> None:
    theirs = signed_in(patient)
    assert is_in(theirs)
    answer = save(signed_in(REEM), patient, other_address(patient))
    assert answer.status_code == 302
    assert standing(cloud, patient) == (True, True)
    assert found_by(address(patient)) == []
    assert not is_in(theirs)
    assert step_of(patient) is Step.DONE
    assert Browser(cloud).sign_in(other_address(patient))["Location"] == "/"


def silent(*_: Any, **__: Any) -> None:
    raise Unavailable("x")


def test_when_cognito_cannot_be_asked_nothing_has_begun(
    signed_in: SignIn, cloud: RunningCloud, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = signed_in(patient)
    with monkeypatch.context() as broken:
        broken.setattr(aws, "find_sign_in", silent)
        assert save(signed_in(REEM), patient, other_address(patient)).status_code == 503
    assert standing(cloud, patient) == (False, False)
    assert step_of(patient) is None
    assert is_in(theirs)


@pytest.mark.parametrize("way", ["finish", "undo", "save again"])
def test_when_cognito_does_not_follow_it_is_finished_or_taken_back(
    signed_in: SignIn, cloud: RunningCloud, patient: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    theirs, desk = signed_in(patient), signed_in(REEM)
    with monkeypatch.context() as broken:
        broken.setattr(aws, "rename_sign_in", silent)
        answer = save(desk, patient, other_address(patient))
    assert "did not answer, so nothing is saved yet" in answer.content.decode()
    assert standing(cloud, patient) == (False, False)
    assert step_of(patient) is Step.BEGUN
    assert is_in(theirs)
    details = desk.get(reverse("patients:details", args=[patient])).content.decode()
    assert "is being changed" in details
    went_on(desk, patient, way)
    moved = way != "undo"
    assert standing(cloud, patient) == (moved, moved)
    assert is_in(theirs) is not moved
    assert step_of(patient) is (Step.DONE if moved else Step.TAKEN_BACK)


def went_on(desk: Client, patient: str, way: str) -> None:
    if way == "save again":
        assert save(desk, patient, other_address(patient)).status_code == 302
    else:
        desk.post(reverse("patients:email-change", args=[patient]), {way: "1"})


@pytest.mark.parametrize("way", ["finish", "undo", "save again"])
def test_when_our_own_transaction_fails_last_it_is_finished_or_taken_back(
    signed_in: SignIn, cloud: RunningCloud, patient: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """The account has moved, the profile has not: the note says so until both agree."""
    theirs, desk = signed_in(patient), signed_in(REEM)

    def conflict(*_: Any, **__: Any) -> None:
        raise Conflict

    with monkeypatch.context() as broken:
        broken.setattr(EmailChanges, "done", conflict)
        assert save(desk, patient, other_address(patient)).status_code == 200
    assert standing(cloud, patient) == (False, True)
    assert step_of(patient) is Step.BEGUN
    assert is_in(theirs)
    went_on(desk, patient, way)
    moved = way != "undo"
    assert standing(cloud, patient) == (moved, moved)
    assert is_in(theirs) is not moved
    where = other_address(patient) if moved else address(patient)
    assert Browser(cloud).sign_in(where)["Location"] == "/"


def test_somebody_elses_address_is_refused_before_anything_moves(
    signed_in: SignIn, cloud: RunningCloud, patient: str
) -> None:
    other = uninvited()
    uow = system_work("tests")
    open_account(uow, administrator_client(cloud, "cognito-idp"), settings.USER_POOL_ID, other,
                 password=PASSWORD)  # fmt: skip
    uow.close()
    answer = save(signed_in(REEM), patient, address(other))
    assert "Somebody else signs in with this e-mail" in answer.content.decode()
    assert pool_address(cloud, patient) == address(patient)
    assert step_of(patient) is None


def test_cognitos_own_refusal_takes_it_back(
    signed_in: SignIn, cloud: RunningCloud, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_: Any) -> None:
        raise aws.CognitoRefused("AliasExistsException")

    monkeypatch.setattr(aws, "rename_sign_in", taken)
    answer = save(signed_in(REEM), patient, other_address(patient))
    assert "Somebody else signs in with this e-mail" in answer.content.decode()
    assert step_of(patient) is Step.TAKEN_BACK
    assert standing(cloud, patient) == (False, False)


def test_another_change_waits_until_the_first_is_over(
    signed_in: SignIn, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = signed_in(REEM)
    with monkeypatch.context() as broken:
        broken.setattr(aws, "rename_sign_in", silent)
        save(desk, patient, other_address(patient))
    answer = save(desk, patient, f"third-{address(patient)}")
    assert "has begun and is not finished" in answer.content.decode()


def test_it_cannot_be_left_empty_while_they_sign_in(signed_in: SignIn, patient: str) -> None:
    answer = save(signed_in(REEM), patient, "")
    assert "Type another one" in answer.content.decode()
    assert found_by(address(patient)) == [patient]


def test_an_invitation_to_the_address_that_is_given_up_opens_nothing(signed_in: SignIn) -> None:
    name, desk = uninvited(), signed_in(REEM)
    press(desk, "portal-invite", name)
    assert save(desk, name, other_address(name)).status_code == 302
    page = desk.get(reverse("patients:details", args=[name])).content.decode()
    assert "The invitation to the old address was withdrawn" in page
    uow: UnitOfWork = system_work("tests")
    invitation = Invitations(uow).of(name)
    assert invitation is not None
    assert invitation.stage_at(uow.at) is Stage.WITHDRAWN
    assert utc_text(uow.at)
