"""Signing in from several tabs: each goes on to its own page, and nothing typed is lost."""

import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.urls import reverse

from medisecure.identity import attempts, last_person, sessions
from medisecure.identity.middleware import has_page
from medisecure.web import home, sign_in
from tests.desk import at, booking, fresh_patient, working_day
from tests.identity.browser import Browser, mail, refused, registered
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("keys_of_this_cloud")
Clock = Callable[[float], None]


@pytest.fixture(scope="module")
def name(clinic: None, cognito: Any) -> str:
    return registered(cognito)


@pytest.fixture(scope="module")
def clerk(clinic: None, cognito: Any) -> str:
    return registered(cognito, "STAFF")


@pytest.fixture
def clock(clinic: None, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock(60)`: a minute later for the sessions."""
    moment, later = time.time(), [0.0]
    monkeypatch.setattr(sessions, "time", SimpleNamespace(time=lambda: moment + later[0]))
    return partial(later.__setitem__, 0)


# Several sign-ins under way


def test_each_tab_goes_on_to_the_page_it_asked_for(visitor: Browser, name: str) -> None:
    """Charts A and B in two tabs: whoever signs in from A must not see B."""
    a, b = visitor.start(next="/chart/a/"), visitor.start(next="/chart/b/?x=1")
    assert visitor.come_back(visitor.fill_in(a, mail(name)))["Location"] == "/chart/a/"
    assert visitor.come_back(visitor.fill_in(b, mail(name)))["Location"] == "/chart/b/?x=1"
    assert visitor.is_in


def test_the_first_of_seven_sign_ins_is_no_error(visitor: Browser, name: str) -> None:
    addresses = [visitor.start(next=f"/page/{n}/") for n in range(7)]
    assert visitor.come_back(visitor.fill_in(addresses[0], mail(name)))["Location"] == "/page/0/"
    assert visitor.is_in


def test_tabs_that_open_at_once_do_not_lose_each_others_sign_in(
    visitor: Browser, cloud: RunningCloud, name: str
) -> None:
    """A browser that restores its tabs asks for all before it has the first answer's cookie."""
    pages = []
    for n in range(3):
        tab = Browser(cloud)
        pages.append(tab.start(next=f"/page/{n}/"))
        visitor.client.cookies.update(tab.client.cookies)
    for n, address in enumerate(pages):
        assert visitor.come_back(visitor.fill_in(address, mail(name)))["Location"] == f"/page/{n}/"


def test_however_many_are_begun_the_cookies_fit_into_a_request(visitor: Browser) -> None:
    for n in range(attempts.MOST + 5):
        visitor.start(next=f"/page/{n}/" + "x" * 3000)
    kept = [c for c in visitor.client.cookies.values() if c.key.startswith(attempts.PREFIX)
            and c.value]  # fmt: skip
    assert len(kept) == attempts.MOST
    assert sum(len(c.key) + len(c.value) for c in kept) < 6000


def test_a_sign_in_is_bound_to_its_browser_by_a_cookie_no_script_reads(visitor: Browser) -> None:
    response = visitor.client.get("/oidc/authenticate/")
    [cookie] = [c for name, c in response.cookies.items() if name.startswith(attempts.PREFIX)]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True, True, "Lax", "/",
    )  # fmt: skip
    cookie.set(cookie.key, cookie.value[:-2] + "xx", cookie.value[:-2] + "xx")
    visitor.client.cookies[cookie.key] = cookie.value
    state = parse_qs(urlsplit(response["Location"]).query)["state"][0]
    assert refused(visitor.come_back(f"/oidc/callback/?code=x&state={state}"))


def test_a_form_sent_twice_ends_on_the_start_page(visitor: Browser, name: str) -> None:
    address = visitor.start(next="/chart/a/")
    visitor.come_back(visitor.fill_in(address, mail(name)))
    again = visitor.come_back(visitor.fill_in(address, mail(name)))
    assert (again.status_code, again["Location"]) == (302, "/")
    assert visitor.is_in


def test_whoever_is_signed_in_already_is_not_asked_again(visitor: Browser, name: str) -> None:
    visitor.sign_in(mail(name))
    for asked, there in (({}, "/"), ({"next": "/profile/"}, "/profile/"),
                         ({"next": "//evil.example/"}, "/")):  # fmt: skip
        response = visitor.client.get("/oidc/authenticate/", asked)
        assert (response.status_code, response["Location"]) == (302, there)


# The password is asked for again


def test_the_provider_is_told_to_ask_for_the_password(visitor: Browser) -> None:
    asked = parse_qs(urlsplit(visitor.start()).query)
    assert asked["prompt"] == ["login"]
    assert asked["max_age"] == ["0"]


def test_after_an_idle_end_the_password_must_be_typed_again(
    visitor: Browser, name: str, clock: Clock
) -> None:
    """The provider's own session is still there: whoever sits down next must not use it."""
    visitor.sign_in(mail(name))
    clock(16 * 60)
    assert visitor.fill_in(visitor.start(), mail(name), "not-the-Password-1") == ""
    assert not visitor.is_in


def test_a_provider_that_did_not_ask_again_lets_nobody_in(
    visitor: Browser, name: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its session is ended instead, so that it has to ask the next time."""
    monkeypatch.setattr(sign_in, "PASSWORD_ANEW", {})  # as if it did not know the words
    visitor.sign_in(mail(name))
    clock(16 * 60)
    monkeypatch.setattr(sign_in, "LEEWAY_SECONDS", 0)
    time.sleep(1.1)
    response = visitor.come_back(visitor.fill_in(visitor.start(), mail(name)))
    assert response["Location"].startswith(settings.OIDC_OP_LOGOUT_ENDPOINT)
    assert not visitor.is_in


# The way out


def test_signing_out_works_when_the_session_has_just_ended(
    visitor: Browser, name: str, clock: Clock
) -> None:
    visitor.sign_in(mail(name))
    clock(16 * 60)
    response = visitor.client.post("/sign-out/")
    assert response["Location"].startswith(settings.OIDC_OP_LOGOUT_ENDPOINT)
    assert '"storage"' in response["Clear-Site-Data"]
    assert not visitor.client.cookies[last_person.COOKIE].value
    assert not visitor.is_in


def test_signing_out_without_a_session_works(visitor: Browser) -> None:
    response = visitor.client.post("/sign-out/")
    assert response["Location"].startswith(settings.OIDC_OP_LOGOUT_ENDPOINT)


# What was typed


def strict(visitor: Browser) -> str:
    """Have the browser's posts checked as real ones are; the token its pages carry."""
    visitor.client.handler.enforce_csrf_checks = True
    page = visitor.client.get("/profile/")
    token: str = page.context["csrf_token"]
    return str(token)


def test_the_forms_of_the_other_tabs_stay_good_when_the_same_person_is_back(
    visitor: Browser, cognito: Any, name: str, clock: Clock
) -> None:
    visitor.sign_in(mail(name))
    token = strict(visitor)
    clock(16 * 60)
    visitor.sign_in(mail(name))
    assert visitor.client.post("/stay/", {"csrfmiddlewaretoken": token}).status_code == 204
    other = registered(cognito)
    clock(32 * 60)
    visitor.sign_in(mail(other))
    assert visitor.client.post("/stay/", {"csrfmiddlewaretoken": token}).status_code == 403


def test_registration_typed_in_one_tab_survives_that_another_is_reloaded_first(
    visitor: Browser, clerk: str, clock: Clock
) -> None:
    visitor.sign_in(mail(clerk))
    clock(16 * 60)
    visitor.start(next="/board/")  # tab A, reloaded: a stranger's page now
    typed = {"first_name": "Canary", "last_name": "Suharto"}
    wall = visitor.client.post("/patients/new/", typed)  # tab B
    page = parse_qs(urlsplit(wall["Location"]).query)["next"][0]
    visitor.sign_in(mail(clerk), next=page)
    assert b"Canary" in visitor.client.get(page).content


@pytest.mark.parametrize("gone", ["ended", "cookie"])
def test_each_page_keeps_its_own_text_also_when_the_cookie_is_gone(
    visitor: Browser, clerk: str, clock: Clock, gone: str
) -> None:
    visitor.sign_in(mail(clerk))
    if gone == "cookie":  # after twelve hours the browser forgets it by itself
        del visitor.client.cookies[settings.SESSION_COOKIE_NAME]
    clock(16 * 60)
    visitor.client.post("/patients/new/", {"first_name": "Canary"})
    visitor.client.post("/profile/", {"language": "ar"})
    visitor.sign_in(mail(clerk))
    assert b"Canary" in visitor.client.get("/patients/new/").content
    assert visitor.client.get("/profile/").context["form"]["language"].value() == "ar"


def test_the_desks_booking_keeps_its_text_its_doctor_and_its_time(
    visitor: Browser, clerk: str, clock: Clock
) -> None:
    visitor.sign_in(mail(clerk))
    clock(16 * 60)
    page = reverse("appointments:book", args=[fresh_patient()])
    typed = booking(at(working_day(), "11:00"), reason="canary: palpitations")
    wall = visitor.client.post(f"{page}?provider=provider_other&time=08:00", typed)
    again = parse_qs(urlsplit(wall["Location"]).query)["next"][0]
    visitor.sign_in(mail(clerk), next=again)
    form = visitor.client.get(again).context["form"]
    for field in ("provider", "starts_at", "date", "reason"):
        assert str(form[field].value()) == typed[field]


def test_nothing_is_kept_for_whoever_signed_out(visitor: Browser, clerk: str, clock: Clock) -> None:
    visitor.sign_in(mail(clerk))
    visitor.client.post("/sign-out/")
    visitor.client.post("/patients/new/", {"first_name": "Canary"})
    visitor.sign_in(mail(clerk))
    assert b"Canary" not in visitor.client.get("/patients/new/").content


# What stood in a page that was covered


KEEP = "/keep-typed/?page=/patients/new/"


def test_what_a_covered_page_held_is_there_after_a_reload_by_hand(
    visitor: Browser, clerk: str, clock: Clock
) -> None:
    visitor.sign_in(mail(clerk))
    token = strict(visitor)
    clock(16 * 60)
    told = {"first_name": "Canary", "csrfmiddlewaretoken": token}
    assert visitor.client.post(KEEP, told).status_code == 204
    visitor.sign_in(mail(clerk), next="/patients/new/")
    assert b"Canary" in visitor.client.get("/patients/new/").content
    assert b"Canary" not in visitor.client.get("/patients/new/").content


def test_what_was_sent_after_all_does_not_come_back(
    visitor: Browser, clerk: str, clock: Clock
) -> None:
    """The covered tab still held it, and was gone on with after a sign-in beside it."""
    visitor.sign_in(mail(clerk))
    clock(16 * 60)
    visitor.client.post(KEEP, {"first_name": "Canary"})
    visitor.sign_in(mail(clerk))
    visitor.client.post("/patients/new/", {"first_name": "Canary", "patient_id": "patient_canary"})
    assert b"Canary" not in visitor.client.get("/patients/new/").content


def test_of_a_covered_page_nothing_is_kept_for_anybody_else(
    visitor: Browser, cognito: Any, name: str, clock: Clock
) -> None:
    """Their sign-in made the token of that page a bad one, whenever their own session ends."""
    clerk = registered(cognito, "STAFF")
    visitor.sign_in(mail(clerk))
    token = strict(visitor)
    clock(16 * 60)
    visitor.sign_in(mail(name))
    told = {"first_name": "Canary", "csrfmiddlewaretoken": token}
    assert visitor.client.post(KEEP, told).status_code == 403
    clock(32 * 60)
    assert visitor.client.post(KEEP, told).status_code == 403


@pytest.mark.parametrize("page", ["", "?page=", "?page=/" + "x" * 1000])
def test_a_page_that_is_none_keeps_nothing(
    visitor: Browser, clerk: str, clock: Clock, page: str
) -> None:
    visitor.sign_in(mail(clerk))
    clock(16 * 60)
    visitor.client.post(f"/keep-typed/{page}", {"first_name": "Canary"})
    assert not visitor.client.session.get("drafts")


def test_an_open_session_is_neither_kept_awake_nor_written_to(
    visitor: Browser, clerk: str, clock: Clock
) -> None:
    visitor.sign_in(mail(clerk))
    clock(14 * 60)
    visitor.client.post(KEEP, {"first_name": "Canary"})
    assert not visitor.client.session.get("drafts")
    clock(16 * 60)
    assert not visitor.is_in


# Where a button leads back to


@pytest.mark.parametrize(("referrer", "page"), [
    ("http://127.0.0.1:8000/board/?day=2026-01-02", "/board/?day=2026-01-02"),
    ("http://127.0.0.1:8000/board/", "/board/"), ("http://127.0.0.1:8000", "/"), ("", "/"),
    ("https://evil.example/x/", "/"), ("http://127.0.0.1:8000@evil.example/x", "/"),
])  # fmt: skip
def test_a_button_without_a_page_leads_back_to_where_it_stood(
    visitor: Browser, referrer: str, page: str
) -> None:
    wall = visitor.client.post("/stay/", headers={"referer": referrer})
    assert parse_qs(urlsplit(wall["Location"]).query)["next"] == [page]


def test_a_forms_own_page_is_come_back_to_with_what_its_address_says(visitor: Browser) -> None:
    wall = visitor.client.post("/patients/new/?from=search", {"first_name": "x"})
    page = parse_qs(urlsplit(wall["Location"]).query)["next"]
    assert page == ["/patients/new/?from=search"]


def test_what_answers_only_to_a_form_is_known_by_its_decorator() -> None:
    """Should Django name it otherwise one day, this says so."""
    assert not has_page(home.stay_signed_in)
    assert has_page(home.home)
    assert has_page(sign_in.SignInView.as_view())
