"""The waitlist as people see it: join, be told, answer, and what the desk sees of it."""

from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import reverse

from appointments.booking.moving import reschedule_request
from appointments.booking.opened_slots import OpenedSlot, OpenedSlots
from appointments.booking.services import cancel, move
from appointments.portal.views import is_open
from appointments.visits.models import Appointment
from appointments.visits.status import Status
from appointments.waitlist.models import EntryStatus, Half
from appointments.waitlist.repository import Entries, Offers
from appointments.waitlist.services import leave, offer_time, withdraw
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Unavailable
from tests.appointments.waitlist.people import Scene, clinic_today
from tests.cost import cost_of
from tests.desk import at, fresh_patient, staff_reading_arabic
from tests.people import DR_SMITH, LAYLA, OMAR, REEM
from tests.trail import entries as trail_entries

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
OWN, JOIN = "appointments:portal-waitlist", "appointments:portal-waitlist-join"
DESK = "appointments:waitlist"


def html_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def offer_page(offer: Any) -> str:
    return reverse("appointments:portal-offer", args=[offer.provider_id, offer.offer_id])


def detail(visit: Appointment) -> str:
    return reverse("appointments:detail", args=[visit.patient_id, visit.appointment_id])


def typed(visit: Appointment | None = None, **more: Any) -> dict[str, Any]:
    """The form of joining as a browser sends it."""
    form = {"whom": visit.provider_id if visit else DR_SMITH, "kind": "CONSULTATION",
            "earliest": clinic_today().isoformat(), "latest": "", "half": ""}  # fmt: skip
    if visit:
        form |= {"visit": visit.appointment_id, "latest": visit.local_date.isoformat()}
    return form | more


# ── joining and leaving ─────────────────────────────────────────────────────


def test_a_patient_joins_from_their_visit_and_sees_and_leaves_it(
    signed_in: SignIn, scene: Scene
) -> None:
    visit = scene.booked()
    client = signed_in(visit.patient_id)
    link = f"{reverse(JOIN)}?visit={visit.appointment_id}"
    assert link in html_of(client.get(detail(visit)))
    assert "The visit now:" in html_of(client.get(link))
    more = {"half": "MORNING", "weekdays": ["sunday", "monday"]}
    answer = client.post(reverse(JOIN), typed(visit, **more))
    assert answer["Location"] == reverse(OWN)
    [entry] = Entries(scene.system()).of_patient(visit.patient_id)
    assert (entry.moves, entry.appointment_id, entry.minutes) == (True, visit.appointment_id, 30)
    assert (entry.half, entry.weekdays) == (Half.MORNING, ["sunday", "monday"])
    home = html_of(client.get(reverse("patients:home")))
    assert "You are on the waitlist for 1 visit." in home
    assert f'href="{reverse(OWN)}"' in home
    own = html_of(client.get(reverse(OWN)))
    assert "Sunday, Monday · Mornings" in own
    assert "Already on the waitlist for this" in html_of(client.get(link))
    client.post(reverse(OWN), {"entry": entry.entry_id})
    assert scene.entry(entry).status is EntryStatus.WITHDRAWN
    assert "You are not on the waitlist." in html_of(client.get(reverse(OWN)))


def test_one_day_to_wait_for_is_said_once(signed_in: SignIn, scene: Scene) -> None:
    patient, day = fresh_patient(), clinic_today()
    client = signed_in(patient)
    client.post(reverse(JOIN), typed(latest=day.isoformat()))
    said = f"{day.day} {day:%B %Y}"
    facts = html_of(client.get(reverse(OWN)))
    days = facts[facts.index("<dt>Days</dt>") :].partition("</div>")[0]
    assert days.count(said) == 1
    assert "–" not in days


def test_a_patient_joins_from_the_search_when_nothing_suits(
    signed_in: SignIn, scene: Scene
) -> None:
    patient_id = fresh_patient()
    client = signed_in(patient_id)
    search = reverse("appointments:portal-book")
    link = f"{reverse(JOIN)}?whom={scene.doctor}&kind=CONSULTATION"
    assert link in html_of(client.get(search, {"whom": scene.doctor, "kind": "CONSULTATION"}))
    latest = scene.day.strftime("%d/%m/%Y")
    client.post(reverse(JOIN), typed(whom=scene.doctor, latest=latest, note="A rash"))
    [entry] = Entries(scene.system()).of_patient(patient_id)
    assert (entry.moves, entry.latest, entry.note) == (False, scene.day, "A rash")
    client.post(reverse(JOIN), typed(whom=scene.doctor, latest=latest, note="A rash"))
    assert len(Entries(scene.system()).of_patient(patient_id)) == 1


def test_what_does_not_fit_is_said_and_what_was_typed_stays(
    signed_in: SignIn, scene: Scene
) -> None:
    client = signed_in(fresh_patient())
    sent = typed(whom=scene.doctor, latest="2020-01-01", note="A rash that itches")
    html = html_of(client.post(reverse(JOIN), sent))
    assert "The last day must not be in the past or before the first." in html
    assert "A rash that itches" in html


def test_nobody_joins_with_anothers_visit(signed_in: SignIn, scene: Scene) -> None:
    visit = scene.booked()
    client = signed_in(LAYLA)
    assert client.get(reverse(JOIN), {"visit": visit.appointment_id}).status_code == 404
    assert client.post(reverse(JOIN), typed(visit)).status_code == 404
    assert client.post(reverse(OWN), {"entry": scene.waiting().entry_id}).status_code == 404


def test_where_booking_online_is_off_so_is_the_list(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PATIENT_BOOKING", "off")
    assert not is_open()
    html = html_of(signed_in(fresh_patient()).get(reverse(JOIN)))
    assert "Please call the clinic" in html


# ── a cancellation offers its time ──────────────────────────────────────────


def test_a_cancellation_offers_its_time_and_the_patient_who_accepts_has_it(
    signed_in: SignIn, scene: Scene
) -> None:
    visit, entry = scene.booked(), scene.waiting()
    old = scene.visit(entry)
    page = reverse("appointments:cancel", args=[visit.patient_id, visit.appointment_id])
    assert signed_in(REEM).post(page, {"reason": "travels"}).status_code == 302
    asked = scene.entry(entry)
    assert asked.offered
    client = signed_in(entry.patient_id)
    url = offer_page(asked.offered)
    for where in (reverse("patients:home"), reverse(OWN),
                  reverse("appointments:of-patient", args=[entry.patient_id])):  # fmt: skip
        html = html_of(client.get(where))
        assert url in html
        assert "Please answer by" in html
        assert "It is held for you alone." in html
    shown = html_of(client.get(url))
    assert "Yes, move my visit to this time" in shown
    assert "Your visit now" in shown
    done = client.post(url, {"accept": "1", "visit": entry.appointment_id})
    assert done["Location"] == detail(old)
    assert scene.visit(entry).starts_at == visit.starts_at
    assert client.post(url, {"accept": "1"})["Location"] == detail(old)
    assert "This time is yours" in html_of(client.get(url))
    assert url not in html_of(client.get(reverse("patients:home")))


def test_the_old_time_of_whoever_accepts_is_offered_on(signed_in: SignIn, scene: Scene) -> None:
    first, second = scene.waiting(), scene.waiting()
    freed = scene.freed()
    offer = scene.offered(freed, at_most=1)
    old = scene.visit(first)
    assert old.starts_at < scene.visit(second).starts_at
    signed_in(first.patient_id).post(offer_page(offer), {"accept": "1"})
    passed = scene.entry(second).offered
    assert passed
    assert passed.starts_at == old.starts_at


def test_the_loser_is_told_that_it_is_gone_what_stays_and_never_who_has_it(
    signed_in: SignIn, scene: Scene
) -> None:
    winner, loser = scene.waiting(), scene.waiting()
    offer = scene.offered()
    client = signed_in(loser.patient_id)
    client.get(offer_page(offer))
    signed_in(winner.patient_id).post(offer_page(offer), {"accept": "1"})
    for answer in (client.post(offer_page(offer), {"accept": "1"}), client.get(offer_page(offer))):
        html = html_of(answer)
        assert "Someone else took this time just before you." in html
        assert "You keep your place on the waitlist" in html
        assert "It stays as it is." in html
        assert winner.patient_id not in html
    assert scene.entry(loser).status is EntryStatus.WAITING


def test_the_old_link_of_a_lapsed_or_withdrawn_offer_explains(
    signed_in: SignIn, scene: Scene
) -> None:
    entry = scene.waiting()
    offer = scene.offered()
    withdraw(scene.desk(), offer.provider_id, offer.offer_id)
    html = html_of(signed_in(entry.patient_id).get(offer_page(offer)))
    assert "This time is no longer held for you." in html
    assert 'name="accept"' not in html


def test_saying_no_passes_it_on_at_once(signed_in: SignIn, scene: Scene) -> None:
    first, second = scene.waiting(), scene.waiting()
    offer = scene.offered(at_most=1)
    answer = signed_in(first.patient_id).post(offer_page(offer), {"decline": "1"})
    assert answer["Location"] == reverse(OWN)
    asked = scene.entry(second)
    assert asked.offered
    assert asked.offered.starts_at == offer.starts_at
    assert scene.entry(first).status is EntryStatus.WAITING


def test_others_do_not_find_the_offer_and_the_try_is_in_the_trail(
    signed_in: SignIn, scene: Scene, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    scene.waiting()
    offer = scene.offered()
    for who in (LAYLA, DR_SMITH, REEM, OMAR):
        assert signed_in(who).get(offer_page(offer)).status_code == 404
        assert signed_in(who).post(offer_page(offer), {"accept": "1"}).status_code == 404
    denied = trail_entries(
        raw(actor=LAYLA), userId=LAYLA, result="DENIED", resourceId=offer.offer_id
    )
    assert {each["action"]["S"] for each in denied} == {"READ_OFFER"}


# ── after the answer ────────────────────────────────────────────────────────


def answered(client: Client, path: str, typed_in: str) -> tuple[Any, Any]:
    """The site's answer as the server has it before it closes it, and what it cost."""
    client.get(path)
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    form = f"{typed_in}&csrfmiddlewaretoken={token}".encode()
    environ = client._base_environ(  # type: ignore[attr-defined]
        PATH_INFO=path,
        REQUEST_METHOD="POST",
        CONTENT_LENGTH=str(len(form)),
        CONTENT_TYPE="application/x-www-form-urlencoded",
        **{"wsgi.input": BytesIO(form)},
    )
    with metered() as cost:
        answer = WSGIHandler()(environ, lambda *_: None)
    return answer, cost


def test_nobody_waits_for_the_offer_the_answer_is_out_before_it_is_made(
    signed_in: SignIn, scene: Scene
) -> None:
    visit, entry = scene.booked(), scene.waiting()
    page = reverse("appointments:cancel", args=[visit.patient_id, visit.appointment_id])
    answer, cost = answered(signed_in(REEM), page, "reason=ill")
    assert answer.status_code == 302
    assert cost.sequential <= 4
    assert scene.entry(entry).status is EntryStatus.WAITING
    answer.close()
    assert scene.entry(entry).status is EntryStatus.OFFERED


def test_a_cancellation_stands_even_if_nothing_can_be_offered(
    signed_in: SignIn, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, entry = scene.booked(), scene.waiting()
    page = reverse("appointments:cancel", args=[visit.patient_id, visit.appointment_id])

    def down(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as cut:
        cut.setattr(Entries, "in_queue", down)
        assert signed_in(REEM).post(page, {"reason": "ill"}).status_code == 302
    assert scene.entry(entry).status is EntryStatus.WAITING
    [freed] = [each for each in OpenedSlots(scene.system()).due()
               if each.provider_id == scene.doctor]  # fmt: skip
    assert offer_time(scene.system(), freed) is not None


def test_a_move_of_a_quarter_of_an_hour_offers_nothing_that_is_not_free(scene: Scene) -> None:
    scene.waiting()
    visit, desk = scene.booked(), scene.desk()
    move(desk, visit.patient_id, reschedule_request(visit, at(scene.day, "10:15")))
    [freed] = [each for each in desk.published if isinstance(each, OpenedSlot)]
    assert offer_time(scene.system(), freed) is None
    assert set(scene.cells(visit.starts_at).values()) == {visit.appointment_id}


# ── the front desk ──────────────────────────────────────────────────────────


@pytest.fixture
def alone(scene: Scene) -> None:
    """Nobody else waits: the desk's list is one for the whole clinic."""
    for each in Entries(scene.desk()).everybody(limit=500).items:
        leave(scene.desk(), each.patient_id, each.entry_id)


def test_the_desk_puts_somebody_on_the_list_first_and_takes_them_off(
    signed_in: SignIn, scene: Scene, alone: None
) -> None:
    visit, desk = scene.booked(), signed_in(REEM)
    scene.waiting()
    page = reverse("appointments:waitlist-join", args=[visit.patient_id])
    assert f"{page}?visit={visit.appointment_id}" in html_of(desk.get(detail(visit)))
    assert desk.post(page, typed(visit))["Location"] == reverse(DESK)
    [entry] = Entries(scene.system()).of_patient(visit.patient_id)
    press = {"patient": entry.patient_id, "entry": entry.entry_id}
    desk.post(reverse(DESK), {**press, "urgent": "1"})
    assert "Not urgent" in html_of(desk.get(reverse(DESK)))
    first = Entries(scene.system()).everybody().items[0]
    assert first.entry_id == entry.entry_id
    assert "<b>2</b> <span>Waitlist</span>" in html_of(desk.get(reverse("appointments:board")))
    desk.post(reverse(DESK), {**press, "remove": "1"})
    assert scene.entry(entry).status is EntryStatus.WITHDRAWN


def test_who_was_seen_on_the_waitlist_can_be_asked_for_by_patient_and_once_a_day(
    signed_in: SignIn, scene: Scene, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    visit = scene.booked()
    signed_in(visit.patient_id).post(reverse(JOIN), typed(visit))
    desk = signed_in(REEM)
    for _ in range(2):
        assert desk.get(reverse(DESK)).status_code == 200
    seen = trail_entries(raw(patient=visit.patient_id), userId=REEM, page=DESK)
    assert [each["action"]["S"] for each in seen] == ["LIST_DEMOGRAPHICS"]


def test_the_board_says_of_an_offered_time_what_it_is(signed_in: SignIn, scene: Scene) -> None:
    scene.waiting()
    scene.offered()
    query = {"date": scene.day.isoformat(), "doctor": scene.doctor}
    html = html_of(signed_in(REEM).get(reverse("appointments:board"), query))
    assert "Offered to the waitlist" in html
    assert "Being booked right now" not in html


def test_the_desk_gives_the_time_to_whoever_says_yes_on_the_phone_or_takes_it_back(
    signed_in: SignIn, scene: Scene, alone: None
) -> None:
    one, other = scene.waiting(), scene.waiting()
    offer = scene.offered()
    desk = signed_in(REEM)
    assert "Offered:" in html_of(desk.get(reverse(DESK)))
    about = {"provider": offer.provider_id, "offer": offer.offer_id}
    press = {"patient": other.patient_id, "entry": other.entry_id, **about}
    desk.post(reverse(DESK), {**press, "accept": "1"})
    assert scene.visit(other).starts_at == offer.starts_at
    press = {"patient": one.patient_id, "entry": one.entry_id, **about}
    html = html_of(desk.post(reverse(DESK), {**press, "accept": "1"}, follow=True))
    assert "Someone else took this time" in html
    desk.post(reverse(DESK), {**press, "withdraw": "1"})
    assert scene.visit(other).status is Status.SCHEDULED


def test_the_desk_offers_a_cancelled_time_again_to_who_has_joined_since(
    signed_in: SignIn, scene: Scene
) -> None:
    visit, desk = scene.booked(), signed_in(REEM)
    page = reverse("appointments:waitlist-offer", args=[visit.patient_id, visit.appointment_id])
    desk.post(page)
    assert not [each for each in OpenedSlots(scene.system()).due()
                if each.provider_id == scene.doctor]  # fmt: skip
    cancel(scene.desk(), visit.patient_id, visit.appointment_id, "")
    entry = scene.waiting()
    assert page in html_of(desk.get(detail(visit)))
    desk.post(page)
    assert scene.entry(entry).status is EntryStatus.OFFERED


def test_at_night_the_desk_is_told_that_the_offer_goes_out_in_the_morning(
    signed_in: SignIn, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, desk = scene.booked(), signed_in(REEM)
    page = reverse("appointments:waitlist-offer", args=[visit.patient_id, visit.appointment_id])
    cancel(scene.desk(), visit.patient_id, visit.appointment_id, "")
    monkeypatch.setattr("appointments.desk.waitlist.views.is_quiet", lambda _at: True)
    assert "In the morning the time is offered" in html_of(desk.post(page, follow=True))
    monkeypatch.setattr("appointments.desk.waitlist.views.is_quiet", lambda _at: False)
    assert "The time is offered if" in html_of(desk.post(page, follow=True))


def test_pages_cost_at_most_four_waits(signed_in: SignIn, scene: Scene) -> None:
    entry = scene.waiting()
    offer = scene.offered()
    patient, desk = signed_in(entry.patient_id), signed_in(REEM)
    pages = (reverse(OWN), reverse(JOIN), offer_page(offer), reverse("patients:home"),
             reverse("appointments:of-patient", args=[entry.patient_id]))  # fmt: skip
    for page in pages:
        assert cost_of(patient, page).sequential <= 4, page
    joining = reverse("appointments:waitlist-join", args=[entry.patient_id])
    for page in (reverse(DESK), joining, reverse("appointments:board")):
        assert cost_of(desk, page).sequential <= 4, page
    with metered() as cost:
        patient.post(offer_page(offer), {"accept": "1", "visit": entry.appointment_id})
    assert cost.sequential <= 4
    assert Offers(scene.system()).get(offer.provider_id, offer.offer_id).asked[0].answer


def test_the_pages_open_in_arabic(signed_in: SignIn, scene: Scene) -> None:
    patient_id = fresh_patient(language="ar")
    for page in (OWN, JOIN):
        assert 'dir="rtl"' in html_of(signed_in(patient_id).get(reverse(page)))
    assert 'dir="rtl"' in html_of(signed_in(staff_reading_arabic()).get(reverse(DESK)))
