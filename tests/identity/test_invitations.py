"""Inviting somebody from the desk: what is sent, what it opens, how it ends when a part fails."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from medisecure import aws
from medisecure.access import limits
from medisecure.access.limits import Limit
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Unavailable
from medisecure.identity.accounts import Accounts
from medisecure.identity.person import AccountStatus
from medisecure.identity.portal import linking
from medisecure.identity.portal.invitations import Invitation, Invitations, Stage, code_of
from medisecure.identity.portal.inviting import Sender, invite
from medisecure.identity.repository import People
from medisecure.importing.loading import load
from medisecure.wiring import system_work
from tests.conftest import administrator_client
from tests.dynamodb.examples import new_name, trail
from tests.identity.browser import PASSWORD, Browser, refused
from tests.people import REEM, profile
from tests.tools.local_cloud.hosted import send
from tools.local_cloud import mail
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic", "keys_of_this_cloud")
SignIn = Callable[[str], Client]
As = Callable[..., UnitOfWork]


@pytest.fixture
def patient() -> str:
    return uninvited()


def uninvited(email: str = "") -> str:
    """A patient whom nobody has invited."""
    name, uow = new_name("patient"), system_work("tests")
    item = profile(name, "PATIENT", "Noor", "Hassan", email or address(name))
    del item["cognitoUserId"]
    load(uow, item)
    uow.close()
    return name


def address(name: str) -> str:
    return f"{name}@example.com".lower()


def press(desk: Client, name: str, patient: str, **more: Any) -> str:
    page = reverse(f"patients:{name}", args=[patient])
    return desk.post(page, follow=True, **more).content.decode()


def code_on(page: str) -> str:
    [found] = re.findall(r'class="sign-in-code"><bdi dir="ltr">([0-9A-Z]{4}-[0-9A-Z]{4})<', page)
    return str(found)


def mails_to(cloud: RunningCloud, patient: str) -> list[dict[str, Any]]:
    return [each for each in mail.sent(cloud.cloud.state_dir) if address(patient) in each["To"]]


def invitation_of(patient: str) -> Invitation:
    found = Invitations(system_work("tests")).of(patient)
    assert found is not None
    return found


def stage_of(patient: str) -> Stage:
    uow = system_work("tests")
    return invitation_of(patient).stage_at(uow.at)


def sign_in_first_time(visitor: Browser, patient: str, temporary: str) -> Any:
    """With the mail's password, choosing one of one's own."""
    place = urlsplit(visitor.start())
    page = send(visitor.cloud.endpoint, "GET", f"{place.path}?{place.query}")
    form = page.page.tags["form"][0]
    typed = page.page.fields | {"username": address(patient), "password": temporary}
    chosen = send(visitor.cloud.endpoint, "POST", form["action"], typed)
    own = chosen.page.fields | {"new_password": PASSWORD, "confirm_password": PASSWORD}
    answer = send(visitor.cloud.endpoint, "POST", chosen.page.tags["form"][0]["action"], own)
    return visitor.come_back(answer.location)


def temporary_password(letter: dict[str, Any]) -> str:
    body = letter.get("BodyHtml") or letter.get("BodyText")
    [found, *_] = re.findall(r"temporary password: (\S+?)</p>", body)
    return str(found)


def test_from_the_desk_to_the_first_page(
    signed_in: SignIn, visitor: Browser, cloud: RunningCloud, patient: str
) -> None:
    """The mail's password alone opens nothing; the code is good once, and the desk sees it all."""
    desk = signed_in(REEM)
    code = code_on(press(desk, "portal-invite", patient))
    [letter] = mails_to(cloud, patient)
    assert code not in str(letter)
    assert f"{settings.BASE_URL}/invited/" in str(letter)
    answer = sign_in_first_time(visitor, patient, temporary_password(letter))
    assert answer["Location"] == "/link/"
    assert not visitor.is_in
    assert stage_of(patient) is Stage.SENT
    assert "Type the code" in visitor.client.get("/link/").content.decode()
    assert stage_of(patient) is Stage.OPENED
    wrong = visitor.client.post("/link/", {"code": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert "This is not the code" in wrong.content.decode()
    assert not visitor.is_in
    linked = visitor.client.post("/link/", {"code": code.lower().replace("-", " ")})
    assert (linked.status_code, linked["Location"]) == (302, "/")
    assert visitor.is_in
    assert visitor.client.get("/home/").status_code == 200
    assert stage_of(patient) is Stage.USED
    details = desk.get(reverse("patients:details", args=[patient])).content.decode()
    assert "They sign in themselves" in details
    assert f"{patient[0]}•••" in details
    assert address(patient) in details  # as the contact it is; the invitation masks it
    again = Browser(cloud)
    assert again.sign_in(address(patient))["Location"] == "/"
    assert again.is_in
    told = [each["action"] for each in trail(cloud, lambda it: it.get("patientId") == patient)]
    for action in ("INVITE_TO_PORTAL", "SEND_INVITATION", "SHOW_INVITATION_CODE",
                   "OPEN_INVITATION", "TYPE_WRONG_CODE", "USE_INVITATION"):  # fmt: skip
        assert action in told, action


def test_the_second_invitation_really_sends_and_its_code_replaces_the_first(
    signed_in: SignIn, visitor: Browser, cloud: RunningCloud, patient: str
) -> None:
    desk = signed_in(REEM)
    first = code_on(press(desk, "portal-invite", patient))
    second = code_on(press(desk, "portal-invite", patient))
    assert first != second
    assert len(mails_to(cloud, patient)) == 2
    sign_in_first_time(visitor, patient, temporary_password(mails_to(cloud, patient)[-1]))
    assert visitor.client.post("/link/", {"code": first}).status_code == 422
    assert visitor.client.post("/link/", {"code": second}).status_code == 302


@pytest.mark.parametrize("chosen", ["ar", ""])
def test_who_chose_arabic_on_the_way_in_goes_on_in_arabic(
    signed_in: SignIn, visitor: Browser, cloud: RunningCloud, patient: str, chosen: str
) -> None:
    code = code_on(press(signed_in(REEM), "portal-invite", patient))
    if chosen:
        visitor.client.post("/language/", {"language": chosen})
    sign_in_first_time(visitor, patient, temporary_password(mails_to(cloud, patient)[-1]))
    visitor.client.post("/link/", {"code": code})
    wishes = People(system_work("tests")).get(patient).preferences
    assert wishes is not None
    assert wishes.language == (chosen or "en")


def test_whoever_has_a_password_is_sent_no_mail_and_the_desk_is_told_so(
    signed_in: SignIn, visitor: Browser, cloud: RunningCloud, patient: str
) -> None:
    desk = signed_in(REEM)
    press(desk, "portal-invite", patient)
    sign_in_first_time(visitor, patient, temporary_password(mails_to(cloud, patient)[0]))
    page = press(desk, "portal-invite", patient)
    assert "They have a password already" in page
    assert len(mails_to(cloud, patient)) == 1
    other = Browser(cloud)
    assert other.sign_in(address(patient))["Location"] == "/link/"
    assert other.client.post("/link/", {"code": code_on(page)}).status_code == 302
    assert "They sign in already" in press(desk, "portal-invite", patient)


def test_an_expired_and_a_withdrawn_invitation_open_nothing_and_say_what_to_do(
    signed_in: SignIn, visitor: Browser, cloud: RunningCloud, patient: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    desk = signed_in(REEM)
    code = code_on(press(desk, "portal-invite", patient))
    sign_in_first_time(visitor, patient, temporary_password(mails_to(cloud, patient)[0]))
    with monkeypatch.context() as later:
        later.setattr("medisecure.dynamodb.unit_of_work.now", lambda: now() + timedelta(days=7))
        assert visitor.client.post("/link/", {"code": code}).status_code == 422
        page = visitor.client.get("/link/").content.decode()
        assert "has expired" in page
        assert "invite you again" in page
        assert "Expired without being used" in desk.get(
            reverse("patients:details", args=[patient])).content.decode()  # fmt: skip
    assert "The invitation is withdrawn" in press(desk, "portal-withdraw", patient)
    assert "There is no open invitation" in press(desk, "portal-withdraw", patient)
    assert visitor.client.post("/link/", {"code": code}).status_code == 422
    assert "was withdrawn" in visitor.client.get("/link/").content.decode()
    assert not visitor.is_in


def test_codes_cannot_be_guessed_for_long(
    signed_in: SignIn, visitor: Browser, cloud: RunningCloud, patient: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(linking, "CODES_OF_ONE_SIGN_IN", Limit(2, 10**7))
    code = code_on(press(signed_in(REEM), "portal-invite", patient))
    sign_in_first_time(visitor, patient, temporary_password(mails_to(cloud, patient)[0]))
    assert [visitor.client.post("/link/", {"code": "ZZZZZZZZ"}).status_code for _ in range(3)] == [
        422, 422, 429]  # fmt: skip
    assert visitor.client.post("/link/", {"code": code}).status_code == 429
    assert not visitor.is_in


def test_one_person_is_not_sent_mail_after_mail(
    signed_in: SignIn, cloud: RunningCloud, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LIMIT_FACTOR", 1)
    monkeypatch.setattr("medisecure.web.linking.invite_button.INVITATIONS_OF_ONE", Limit(1, 10**7))
    desk, url = signed_in(REEM), reverse("patients:portal-invite", args=[patient])
    assert [desk.post(url).status_code for _ in range(2)] == [302, 429]
    assert len(mails_to(cloud, patient)) == 1
    assert limits.INVITATIONS_OF_ONE.most > 1


def test_an_address_with_which_somebody_else_signs_in_is_refused(
    signed_in: SignIn, visitor: Browser, cloud: RunningCloud, patient: str
) -> None:
    desk = signed_in(REEM)
    code = code_on(press(desk, "portal-invite", patient))
    sign_in_first_time(visitor, patient, temporary_password(mails_to(cloud, patient)[0]))
    visitor.client.post("/link/", {"code": code})
    twin = uninvited(address(patient))
    assert "Somebody else signs in with this e-mail" in press(desk, "portal-invite", twin)
    assert Invitations(system_work("tests")).of(twin) is None


def test_two_people_of_one_address_each_come_in_by_their_own_code(
    signed_in: SignIn, visitor: Browser, cloud: RunningCloud, patient: str
) -> None:
    """Until one of them is linked the code alone says who it is."""
    desk, twin = signed_in(REEM), uninvited(address(patient))
    press(desk, "portal-invite", patient)
    code = code_on(press(desk, "portal-invite", twin))
    sign_in_first_time(visitor, patient, temporary_password(mails_to(cloud, patient)[-1]))
    visitor.client.post("/link/", {"code": code})
    assert visitor.key.endswith(f".{twin}")


def test_without_an_email_and_while_disabled_nobody_is_invited(acting: As, patient: str) -> None:
    uow = acting("staff", REEM)
    account = Accounts(uow).get(patient)
    with pytest.raises(Conflict, match="No e-mail"):
        invite(uow, Sender(account, None))
    with pytest.raises(Conflict, match="disabled"):
        invite(uow, Sender(replace(account, status=AccountStatus.DISABLED), "a@b.example"))


STEPS = ["find_sign_in", "make_sign_in", "let_in"]


@pytest.mark.parametrize("step", STEPS)
def test_whatever_step_at_cognito_fails_inviting_again_ends_well(
    acting: As, visitor: Browser, patient: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: Any, **__: Any) -> None:
        raise Unavailable("x")

    uow = acting("staff", REEM)
    who = Sender(Accounts(uow).get(patient), address(patient))
    with monkeypatch.context() as broken:
        broken.setattr(aws, step, silent)
        with pytest.raises(Unavailable):
            invite(uow, who)
    uow.close()
    kept = Invitations(system_work("tests")).of(patient)
    assert kept is None if step == "find_sign_in" else stage_of(patient) is Stage.BEGUN
    whole = acting("staff", REEM)
    made = invite(whole, who)
    sign_in_first_time(visitor, patient, temporary_password(mails_to(visitor.cloud, patient)[-1]))
    assert visitor.client.post("/link/", {"code": code_of(whole, made)}).status_code == 302
    whole.close()


def test_an_account_made_by_a_call_whose_answer_was_lost_is_gone_on_with(
    acting: As, cloud: RunningCloud, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = aws.make_sign_in

    def made_and_lost(email: str) -> None:
        make(email)
        raise aws.CognitoRefused("UsernameExistsException")

    monkeypatch.setattr(aws, "make_sign_in", made_and_lost)
    uow = acting("staff", REEM)
    invite(uow, Sender(Accounts(uow).get(patient), address(patient)))
    assert stage_of(patient) is Stage.SENT
    assert len(mails_to(cloud, patient)) == 2


def test_the_group_at_cognito_is_asked_for_still(
    signed_in: SignIn, visitor: Browser, cloud: RunningCloud, patient: str
) -> None:
    """A linked account without the group of its role opens nothing."""
    code = code_on(press(signed_in(REEM), "portal-invite", patient))
    sign_in_first_time(visitor, patient, temporary_password(mails_to(cloud, patient)[0]))
    visitor.client.post("/link/", {"code": code})
    cognito: Any = administrator_client(cloud, "cognito-idp")
    whose = {"UserPoolId": settings.USER_POOL_ID, "Username": address(patient)}
    cognito.admin_remove_user_from_group(**whose, GroupName="patient")
    assert refused(Browser(cloud).sign_in(address(patient)))


def test_linking_ends_what_was_open_before(acting: As, patient: str) -> None:
    before = People(system_work("tests")).get(patient).session_epoch
    uow = acting("staff", REEM)
    made = invite(uow, Sender(Accounts(uow).get(patient), address(patient)))
    job = system_work("tests")
    assert made.sub
    linking.link(job, made.sub, code_of(job, made))
    job.close()
    after = People(system_work("tests")).get(patient)
    assert (after.cognito_user_id, after.session_epoch) == (made.sub, before + 1)
