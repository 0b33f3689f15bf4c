"""A patient's photo: begun by the desk, checked, shown beside the name, replaced, taken away."""

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.request import urlopen

import pytest
from django.test import Client
from PIL import Image

from documents.models import PHOTO_TYPE, Document, Status
from medisecure.clinic_rules import RULES
from medisecure.exporting.people import patient_resource
from medisecure.identity.person import Photo
from medisecure.wiring import system_work
from patients.correction.repository import Corrections
from tests.documents.clamd import clamd
from tests.documents.files import located_photo, paper, photo, posted
from tests.documents.intake.conftest import Sending, work
from tests.patients.home.portal import ago, document, entries, fresh_patient, round_trips, store
from tests.patients.linking.pairs import kept, linked, parted
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM

SignIn = Callable[[str], Client]


class SendingPhoto(Sending):
    """A photo on its way in, as the browser of the desk."""

    def __init__(self, client: Client, patient_id: str) -> None:
        super().__init__(client, patient_id, type="")
        self.begun = client.post(
            f"/patients/{patient_id}/photo/", {"form_id": self.intake_id, "agreed": "on"}
        )


@pytest.fixture
def patient(clinic: None) -> str:
    """A fresh patient of Dr. Smith's."""
    patient_id = fresh_patient()
    store(document(patient_id, ago(days=9)))
    return patient_id


def taken(signed_in: SignIn, patient_id: str, content: bytes | None = None) -> SendingPhoto:
    """A photo that was sent and checked."""
    one = SendingPhoto(signed_in(REEM), patient_id)
    url, fields = one.plain()
    assert posted(url, fields, content or photo())[0] == 303
    assert one.send()["Location"] == f"/patients/{patient_id}/photo/"
    work()
    return one


def photo_of(patient_id: str) -> Photo | None:
    return kept(patient_id).personal_info.photo


def link_in(page: Any) -> str:
    """The address of the photo on a page."""
    found = re.search(r'<img class="patient-photo[^"]*" src="([^"]+)"', page.content.decode())
    return unescape(found[1]) if found else ""


def policy_of(page: Any) -> str:
    """Whose pictures the page may show."""
    found = re.search(r"img-src ([^;]*)", page["Content-Security-Policy"])
    assert found
    return found[1]


def pages_with_a_name(signed_in: SignIn, patient_id: str) -> list[Any]:
    desk, doctor = signed_in(REEM), signed_in(DR_SMITH)
    return [
        desk.get(f"/patients/{patient_id}/details/"),
        doctor.get(f"/patients/{patient_id}/"),
        doctor.get(f"/patients/{patient_id}/documents/"),
    ]


def test_a_photo_is_shown_beside_the_name_by_a_link_of_a_minute(
    signed_in: SignIn, patient: str
) -> None:
    for page in pages_with_a_name(signed_in, patient):
        assert (page.status_code, link_in(page)) == (200, "")
        assert policy_of(page) == "'self' data:"
    taken(signed_in, patient, located_photo())
    for page in pages_with_a_name(signed_in, patient):
        link = link_in(page)
        assert "X-Amz-Expires=60" in link
        store_of = "/".join(link.split("/")[:3])
        assert policy_of(page) == f"'self' data: {store_of}"
    with urlopen(link) as file:  # noqa: S310 - the link is our own
        shown, told = file.read(), file.headers
    assert (told["Content-Type"], told["Cache-Control"]) == ("image/jpeg", "no-store")
    with Image.open(io.BytesIO(shown)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (200, 320))  # upright
        assert not picture.getexif()
    assert b"Secret Camera" not in shown


def test_a_large_picture_becomes_a_small_one(signed_in: SignIn, patient: str) -> None:
    taken(signed_in, patient, photo("PNG", size=(4000, 3000)))
    page = signed_in(REEM).get(f"/patients/{patient}/photo/")
    with urlopen(link_in(page)) as file:  # noqa: S310 - the link is our own
        shown = file.read()
    with Image.open(io.BytesIO(shown)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (480, 360))
    assert len(shown) < 64 * 1024


def test_the_patient_sees_it_among_their_details_and_on_no_other_page(
    signed_in: SignIn, patient: str
) -> None:
    taken(signed_in, patient)
    own = signed_in(patient)
    assert link_in(own.get(f"/patients/{patient}/my-details/"))
    assert not link_in(own.get(f"/patients/{patient}/documents/"))


@pytest.mark.parametrize("content", [paper(), b"MZ" + photo(), photo()[:200], photo("TIFF")])
def test_what_is_no_picture_is_held_back_with_a_reason_and_changes_nothing(
    signed_in: SignIn, patient: str, content: bytes
) -> None:
    taken(signed_in, patient)
    before = photo_of(patient)
    one = taken(signed_in, patient, content)
    assert one.document().status is Status.QUARANTINED
    assert photo_of(patient) == before
    page = signed_in(REEM).get(f"/patients/{patient}/photo/")
    assert "The last photo was not accepted" in page.content.decode()
    assert page.context["reason"]


def test_a_page_that_waits_for_its_photo_may_show_it_when_it_comes(
    signed_in: SignIn, patient: str
) -> None:
    url, desk = f"/patients/{patient}/photo/", signed_in(REEM)
    assert policy_of(desk.get(url)) == "'self' data:"
    one = SendingPhoto(desk, patient)
    store_url, fields = one.plain()
    posted(store_url, fields, photo())
    one.send()
    assert policy_of(desk.get(url)) == "'self' data: " + "/".join(store_url.split("/")[:3])


def test_a_photo_is_one_picture(signed_in: SignIn, patient: str) -> None:
    one = SendingPhoto(signed_in(REEM), patient)
    for number in (1, 2):
        assert one.add(photo(), number=number) == 204
    one.send()
    work()
    assert one.intake().finding == "NO_PICTURE"
    assert photo_of(patient) is None


def test_whoever_it_shows_is_asked_first(signed_in: SignIn, patient: str) -> None:
    client, form = signed_in(REEM), {"form_id": "doc_01JZ3N5Q7S9V1X3Z5B7D9F1H3K"}
    page = client.post(f"/patients/{patient}/photo/", form)
    assert (page.status_code, "Ask first" in page.content.decode()) == (200, True)


def test_another_one_takes_its_place_and_the_first_is_archived(
    signed_in: SignIn, patient: str, raw: Any
) -> None:
    first, second = taken(signed_in, patient), taken(signed_in, patient)
    now = photo_of(patient)
    assert now
    assert now.document_id == second.intake_id
    assert first.document().status is Status.ARCHIVED
    (earlier, _) = Corrections(system_work("tests")).of(patient)
    assert earlier.fields == ["photo"]
    assert earlier.personal_info.photo
    assert earlier.personal_info.photo.document_id == first.intake_id
    assert len(entries(raw, action="SET_PHOTO", patientId=patient)) == 2


@pytest.mark.parametrize("who", ["desk", "patient"])
def test_the_desk_and_the_patient_take_it_away(
    signed_in: SignIn, patient: str, raw: Any, who: str
) -> None:
    one = taken(signed_in, patient)
    client = signed_in(REEM if who == "desk" else patient)
    url = f"/patients/{patient}/photo/"
    page = client.post(url, {"remove": "1"}, follow=True)
    assert "The photo was removed" in page.content.decode()
    assert not link_in(page)
    assert photo_of(patient) is None
    assert one.document().status is Status.ARCHIVED
    assert len(entries(raw, action="REMOVE_PHOTO", patientId=patient)) == 1
    assert (
        "The photo has already been removed"
        in client.post(url, {"remove": "1"}, follow=True).content.decode()
    )
    assert not link_in(signed_in(DR_SMITH).get(f"/patients/{patient}/"))


def test_a_correction_leaves_it(signed_in: SignIn, patient: str) -> None:
    taken(signed_in, patient)
    before = photo_of(patient)
    client = signed_in(REEM)
    url = f"/patients/{patient}/correct/"
    form = client.get(url).context["form"]
    typed = {n: v for n in form.fields if (v := form[n].value()) is not None}
    typed |= {"first_name": "Hudaa", "as_typed": "on"}
    assert client.post(url, typed).status_code == 302
    assert kept(patient).personal_info.first_name == "Hudaa"
    assert photo_of(patient) == before


@pytest.mark.parametrize("who", [LAYLA, DR_SMITH, DR_OTHER, OMAR])
def test_to_others_the_page_does_not_exist(signed_in: SignIn, patient: str, who: str) -> None:
    taken(signed_in, patient)
    url = f"/patients/{patient}/photo/"
    form = {"form_id": "doc_01JZ3N5Q7S9V1X3Z5B7D9F1H3K", "agreed": "on"}
    for sent in (form, {"remove": "1"}):
        assert signed_in(who).post(url, sent).status_code == 404
    assert signed_in(who).get(url).status_code == 404
    assert photo_of(patient)


def test_a_patient_adds_none(signed_in: SignIn, patient: str) -> None:
    form = {"form_id": "doc_01JZ3N5Q7S9V1X3Z5B7D9F1H3K", "agreed": "on"}
    page = signed_in(patient).post(f"/patients/{patient}/photo/", form)
    assert page.status_code == 200
    assert "Add a photo" not in page.content.decode()


def test_as_a_document_it_is_neither_edited_nor_archived_nor_moved(
    signed_in: SignIn, patient: str
) -> None:
    one = taken(signed_in, patient)
    doctor = signed_in(DR_SMITH)
    url = f"/patients/{patient}/documents/{one.intake_id}/"
    page = doctor.get(url).content.decode()
    assert f"{url}change/" not in page
    form = doctor.get(f"{url}change/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"title": "Other"}
    assert "Its details cannot be changed" in doctor.post(f"{url}change/", typed).content.decode()
    doctor.post(f"{url}archive/", {"reason": "old"})
    to = {"patient": fresh_patient(), "reason": "wrong"}
    desk = signed_in(REEM)
    desk.post(f"{url}move/", to | {"confirmed": to["patient"]})
    found: Document = one.document()
    assert (found.status, found.document_info.type) == (Status.ACTIVE, PHOTO_TYPE)
    assert photo_of(patient)


def test_joined_records_keep_the_chosen_one_and_parted_ones_each_their_own(
    signed_in: SignIn, clinic: None
) -> None:
    here, there = fresh_patient(), fresh_patient()
    mine, other = taken(signed_in, here), taken(signed_in, there)
    merge = linked(here, there, ["photo"])
    page = signed_in(REEM).get(f"/patients/{here}/details/")
    assert other.intake_id in link_in(page)
    parted(merge)
    now = photo_of(here), photo_of(there)
    assert [each and each.document_id for each in now] == [mine.intake_id, other.intake_id]


def test_taken_away_from_joined_records_it_comes_back_to_neither(
    signed_in: SignIn, clinic: None
) -> None:
    here, there = fresh_patient(), fresh_patient()
    mine, other = taken(signed_in, here), taken(signed_in, there)
    merge = linked(here, there, ["photo"])
    signed_in(REEM).post(f"/patients/{here}/photo/", {"remove": "1"})
    parted(merge)
    assert (photo_of(here), photo_of(there)) == (None, None)
    assert other.document().status is Status.ARCHIVED
    assert mine.document().status is Status.ACTIVE  # nobody took that one away


def test_it_leaves_with_the_patient(signed_in: SignIn, patient: str) -> None:
    one = taken(signed_in, patient)
    (told,) = patient_resource(kept(patient))["photo"]
    assert told["url"] == f"files/{one.intake_id}.jpg"
    assert told["contentType"] == "image/jpeg"


def test_a_page_with_a_photo_asks_for_nothing_more(signed_in: SignIn, patient: str) -> None:
    url, desk = f"/patients/{patient}/details/", signed_in(REEM)
    before = fewest_round_trips(desk, url)
    taken(signed_in, patient)
    assert fewest_round_trips(desk, url) == before
    assert round_trips(desk, f"/patients/{patient}/photo/") <= 3


def fewest_round_trips(viewer: Client, url: str) -> int:
    """Calls side by side may by chance wait for one another; then a page counts one more."""
    return min(round_trips(viewer, url) for _ in range(5))


@pytest.mark.parametrize(
    ("rule", "seen"),
    [("everybody", [True, True]), ("clinic", [True, False]), ("nobody", [False, False])],
)
def test_a_photo_that_was_not_scanned_is_shown_as_any_other_file(
    signed_in: SignIn, patient: str, monkeypatch: pytest.MonkeyPatch, rule: str, seen: list[bool]
) -> None:
    taken(signed_in, patient)
    monkeypatch.setattr(RULES, "unscanned", rule)
    pages = [signed_in(who).get(f"/patients/{patient}/photo/") for who in (REEM, patient)]
    assert [bool(link_in(page)) for page in pages] == seen
    why = ["kept and not shown" in page.content.decode() for page in pages]
    assert why == [not each for each in seen]
    assert all("Remove the photo" in page.content.decode() for page in pages)


def test_where_no_photo_would_be_shown_the_page_says_why_and_takes_none(
    signed_in: SignIn, patient: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(RULES, "unscanned", "nobody")
    desk, url = signed_in(REEM), f"/patients/{patient}/photo/"
    for page in (desk.get(url), desk.post(url, {"form_id": "doc_x", "agreed": "on"})):
        assert "No photo can be added for now" in page.content.decode()
        assert "Continue to the photo" not in page.content.decode()
    settings.CLAMAV = "127.0.0.1:9"
    assert "Continue to the photo" in desk.get(url).content.decode()


def test_a_photo_that_was_scanned_is_shown_whatever_the_rule(
    signed_in: SignIn, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = SendingPhoto(signed_in(REEM), patient)
    url, fields = one.plain()
    assert posted(url, fields, photo())[0] == 303
    one.send()
    with clamd() as scanner:
        work(scanner)
    monkeypatch.setattr(RULES, "unscanned", "nobody")
    assert link_in(signed_in(patient).get(f"/patients/{patient}/photo/"))
