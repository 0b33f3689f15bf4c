"""Templates, favourites and what was used last: first for their doctor, for nobody else."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, Invalid, NotFound
from medisecure.web.input.fields import new_id
from patients.at_hand import services
from patients.at_hand.models import (
    CLINIC,
    MOST_FAVOURITES,
    MOST_USED,
    Kind,
    NoteTemplate,
    RowsAtHand,
    Shelf,
)
from patients.at_hand.repository import Templates
from tests.patients.encounter.pages import Window, signed_of
from tests.patients.home.portal import ago, fresh_patient, record, store
from tests.people import DR_OTHER, DR_SMITH, LAYLA, REEM

Acting = Callable[[str, str], UnitOfWork]
SignIn = Callable[[str], Client]
COLD = {"chief_complaint": "Cold", "notes": "سعال وزكام\nNo fever", "recommendations": "Rest"}
PAGE = "/at-hand/"


@pytest.fixture
def smith(acting: Acting) -> UnitOfWork:
    return acting("provider", DR_SMITH)


@pytest.fixture
def window(signed_in: SignIn) -> Window:
    """A new note of a fresh patient, open in Dr. Smith's browser."""
    who = fresh_patient()
    store(record(who, ago(days=30)))
    opened = Window(signed_in(DR_SMITH), f"/patients/{who}/note/")
    opened.open()
    return opened


def a_template(uow: UnitOfWork, name: str, *, shared: bool = False) -> NoteTemplate:
    return services.add_template(uow, new_id("template"), name, COLD, shared=shared)


def patient_of(window: Window) -> str:
    return window.url.split("/")[2]


def test_a_templates_words_stand_below_what_was_typed(window: Window, smith: UnitOfWork) -> None:
    used = a_template(smith, f"Cold {uuid4().hex}")
    assert used.name in window.open()
    window.presses("use_template", notes="Mine", template=used.template_id)
    for words in ("Mine\nسعال وزكام\nNo fever", 'value="Cold"', "Rest</textarea>"):
        assert words in window.page
    window.presses("use_template", notes="Mine\nسعال وزكام\nNo fever", template=used.template_id)
    assert window.page.count("سعال وزكام") == 1


def test_a_template_that_is_gone_takes_nothing_from_a_note(
    window: Window, smith: UnitOfWork
) -> None:
    used = a_template(smith, "Soon gone")
    window.presses("use_template", template=used.template_id)
    services.remove_template(smith, Templates(smith).get(DR_SMITH, used.template_id))
    assert "سعال وزكام" in window.open()
    window.presses("use_template", notes="Typed", template=used.template_id)
    assert "This template is gone" in window.page
    assert "Typed" in window.page
    assert window.presses("sign", notes="Typed").status_code == 302


def test_templates_are_their_authors_and_the_clinics(smith: UnitOfWork, acting: Acting) -> None:
    mine, clinics = a_template(smith, "Mine"), a_template(smith, "Ours", shared=True)
    other = acting("provider", DR_OTHER)
    seen = {each.template_id for each in services.at_hand(other).templates}
    assert clinics.template_id in seen
    assert mine.template_id not in seen
    assert Templates(other).of(DR_SMITH) == []
    with pytest.raises(AccessDenied):
        Templates(other).get(DR_SMITH, mine.template_id)
    theirs = Templates(other).get(CLINIC, clinics.template_id)
    with pytest.raises(AccessDenied):
        services.remove_template(other, theirs)
    with pytest.raises(AccessDenied):
        services.change_template(other, theirs, "Changed", COLD)


@pytest.mark.parametrize("who", [LAYLA, REEM])
def test_only_doctors_have_something_at_hand(signed_in: SignIn, who: str) -> None:
    assert signed_in(who).get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "", "notes": "x"}, "Please fill in this field."),
        ({"name": "x"}, "Write at least one of its texts."),
        ({"name": "x" * 81, "notes": "x"}, "at most 80"),
        ({"name": "x", "notes": "y" * 4001}, "at most 4000"),
    ],
)
def test_a_template_that_says_nothing_is_told_at_the_field(
    signed_in: SignIn, typed: dict[str, str], told: str
) -> None:
    sent = {"form_id": new_id("template"), **typed}
    page = signed_in(DR_SMITH).post(PAGE, sent).content.decode()
    assert told in page
    assert typed["name"] in page


def test_a_template_is_made_changed_and_taken_away_on_its_page(
    signed_in: SignIn, smith: UnitOfWork
) -> None:
    browser, name = signed_in(DR_SMITH), f"Sore throat {uuid4().hex}"
    made = {"form_id": new_id("template"), "name": name, "notes": "Red", "shared": "on"}
    for _ in range(2):  # sent twice it is one
        assert browser.post(PAGE, made).status_code == 302
    [found] = [each for each in Templates(smith).of(CLINIC) if each.name == name]
    url = f"{PAGE}clinic/{found.template_id}/"
    assert "Red" in browser.get(url).content.decode()
    assert browser.post(url, {"name": name, "notes": "Very red"}).status_code == 302
    assert Templates(smith).get(CLINIC, found.template_id).notes == "Very red"
    assert signed_in(DR_OTHER).get(url).status_code == 404
    assert browser.post(url, {"remove": "1"}).status_code == 302
    with pytest.raises(NotFound):
        Templates(smith).get(CLINIC, found.template_id)


def test_favourites_and_what_was_signed_last_come_first(window: Window, smith: UnitOfWork) -> None:
    rare = f"Rare thing {uuid4().hex}"
    typed = {"dx_0_text": rare, "dx_0_severity": "MILD"}
    window.presses("favourite", "dx:0", **typed)
    assert "It comes first from now on." in window.page
    assert "No favourite" in window.page
    assert [row for row in services.at_hand(smith).rows(Kind.DIAGNOSIS) if rare in row["text"]] == [
        {"text": rare}
    ]
    window.presses("favourite", "dx:0", **typed)
    assert "no favourite any more" in window.page
    drug = {"rx_0_medication": "Sertraline", "rx_0_dose": "50", "rx_0_unit": "mg",
            "rx_0_timing": "QD", "rx_0_note": "for her alone", "dx_0_text": "F32.9"}  # fmt: skip
    assert window.presses("sign", **drug).status_code == 302
    used = services.at_hand(smith).used
    assert used.prescriptions[0] == {
        "medication": "Sertraline", "dose": "50", "unit": "mg", "timing": "QD",
    }  # fmt: skip
    assert used.diagnoses[0]["text"].startswith("F32.9 ")
    fresh = Window(window.browser, window.url)
    page = fresh.open()
    assert "<bdi>Sertraline</bdi> <bdi>50 mg, once a day</bdi>" in page
    value = (
        page.partition("<bdi>Sertraline</bdi>")[0].rpartition('name="add" value="')[2].split('"')[0]
    )
    fresh.presses("add", value)
    assert 'value="Sertraline"' in fresh.page
    assert 'name="rx-0-dose" value="50"' in fresh.page
    found = window.browser.post("/patients/note/find/", {"dx_q": "depress"}).content.decode()
    assert found.partition('name="add" value="dx:')[2].startswith("F32.9")
    assert "At hand" in found


def test_a_row_that_is_at_hand_no_longer_adds_nothing(window: Window) -> None:
    for value in ("dx:at:0000", "rx:at:", "zz:at:1", "dx:at:" + "9" * 5000, ":", "dx:0"):
        assert window.presses("add", value, notes="kept").status_code == 200
        assert "kept" in window.page
    for value in ("dx:99999", "zz:0", "dx:-1", "dx:" + "9" * 5000, ""):
        assert window.presses("favourite", value, notes="kept").status_code == 200
        assert window.presses("remove", value, notes="kept").status_code == 200


def test_a_favourite_is_shared_and_taken_away(signed_in: SignIn, acting: Acting) -> None:
    browser, row = signed_in(DR_SMITH), {"text": f"Shared thing {uuid4().hex}"}
    uow = acting("provider", DR_SMITH)
    services.toggle(uow, services.at_hand(uow), Kind.DIAGNOSIS, row)
    page = browser.get(PAGE).content.decode()
    value = page.partition(row["text"])[2].partition('value="mine:')[2].split('"')[0]
    assert browser.post(PAGE, {"share": f"mine:{value}"}).status_code == 302
    other = acting("provider", DR_OTHER)
    assert row in services.at_hand(other).rows(Kind.DIAGNOSIS)
    for whose in ("clinic", "mine"):
        assert browser.post(PAGE, {"drop": f"{whose}:{value}"}).status_code == 302
    assert row not in services.at_hand(acting("provider", DR_OTHER)).rows(Kind.DIAGNOSIS)
    assert browser.post(PAGE, {"share": f"mine:{value}"}).status_code == 404
    assert browser.post(PAGE, {"drop": "nonsense"}).status_code == 404


def test_shelves_have_an_end() -> None:
    shelf = RowsAtHand(owner=DR_SMITH, shelf=Shelf.KEPT)
    for n in range(MOST_FAVOURITES):
        shelf = shelf.with_row(Kind.DIAGNOSIS, {"text": str(n)})
    assert shelf.with_row(Kind.DIAGNOSIS, {"text": "0"}) is shelf
    with pytest.raises(Conflict):
        shelf.with_row(Kind.DIAGNOSIS, {"text": "more"})
    used = RowsAtHand(owner=DR_SMITH, shelf=Shelf.USED)
    for n in range(MOST_USED + 3):
        used = used.used(Kind.DIAGNOSIS, [{"text": str(n)}])
    used = used.used(Kind.DIAGNOSIS, [{"text": "5"}])
    assert [row["text"] for row in used.diagnoses][:3] == ["5", "14", "13"]
    assert len(used.diagnoses) == MOST_USED


def test_signing_from_two_windows_at_once_never_waits_for_what_is_at_hand(
    window: Window, smith: UnitOfWork
) -> None:
    """What was used last is stored over whatever is there: no note is refused for it."""
    before = services.at_hand(smith).used
    assert window.presses("sign", dx_0_text="I10").status_code == 302
    with smith:
        services.note_used(smith, before, [{"text": "J06.9 Cold"}], [])
        smith.record_change("CHANGE_FAVOURITES", DR_SMITH)  # type: ignore[arg-type]
    assert services.at_hand(smith).used.diagnoses[0] == {"text": "J06.9 Cold"}
    assert len(signed_of(smith, patient_of(window))) == 1


def test_no_template_without_words() -> None:
    for name, texts in (("", COLD), ("x", {"notes": " "}), ("x", {"notes": "y" * 4001})):
        with pytest.raises(Invalid):
            services.check_template(name, texts.values())
