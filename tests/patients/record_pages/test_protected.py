"""A protected entry: its author's, and another doctor's only with a reason the patient reads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from documents.letters.repository import Letters
from medisecure import wiring
from medisecure.access.care import Care, CareKind, Ground
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Invalid
from medisecure.web.input.fields import new_id
from patients.lists.services import lists_now
from patients.profile.repository import CareRelations
from patients.records import sensitive_openings as openings
from patients.records.models import Record
from patients.records.repository import Records
from patients.records.versions import Versions
from tests.conftest import signed_in_client
from tests.patients.encounter.pages import Window, signed_of
from tests.patients.home.portal import ago, entries, fresh_patient, record, store
from tests.people import DR_OTHER, DR_SMITH

Acting = Callable[[str, str], UnitOfWork]
SignIn = Callable[[str], Client]
WHY = "Called at night about a suspected overdose"
SECRET = "Hazardous drinking"


@pytest.fixture
def patient() -> str:
    """Somebody in the care of two doctors."""
    who = fresh_patient()
    store(record(who, ago(days=30)))
    uow, at = wiring.system_work("tests"), now()
    ground = Ground(kind=CareKind.ASSIGNED, source_id="tests", since=at, opens=at, until=None)
    with uow:
        care = Care(patient_id=who, provider_id=DR_OTHER, grounds=(ground,))
        CareRelations(uow).stage(care, "add")
        uow.record_change(Action.ASSIGN_CARE, who, who)
    return who


@pytest.fixture
def entry(signed_in: SignIn, acting: Acting, patient: str) -> Record:
    """What Dr. Smith wrote and protects: a diagnosis, a medicine, a certificate."""
    window = Window(signed_in(DR_SMITH), f"/patients/{patient}/note/")
    window.open()
    typed = {
        "chief_complaint": SECRET, "notes": SECRET, "dx_0_text": "F10.10", "sensitive": "on",
        "rx_0_medication": "Naltrexone", "rx_0_dose": "50", "rx_0_unit": "mg",
        "rx_0_timing": "QD", "sick_first_day": "1/6/2026", "sick_last_day": "2/6/2026",
    }  # fmt: skip
    assert window.presses("sign", **typed).status_code == 302, window.page
    [signed] = signed_of(acting("provider", DR_SMITH), patient)
    assert signed.is_sensitive
    return signed


def pages(entry: Record) -> list[str]:
    of = f"/patients/{entry.patient_id}"
    return [f"{of}/", f"{of}/records/", f"{of}/lists/", f"{of}/trends/", f"{of}/letters/",
            f"{of}/note/", f"{of}/visits/"]  # fmt: skip


def test_another_doctor_sees_that_there_is_one_and_nothing_it_says(
    signed_in: SignIn, entry: Record
) -> None:
    browser = signed_in(DR_OTHER)
    for url in pages(entry):
        page = browser.get(url).content.decode()
        assert SECRET not in page, url
        assert "F10.10" not in page, url
    for url in pages(entry)[:2]:
        page = browser.get(url).content.decode()
        assert "Protected entry" in page
        assert f"/records/{entry.record_id}/" in page
    lists = browser.get(f"/patients/{entry.patient_id}/lists/").content.decode()
    assert "Naltrexone" in lists  # whoever prescribes has to know


def test_its_author_reads_it_as_ever(signed_in: SignIn, entry: Record) -> None:
    browser = signed_in(DR_SMITH)
    page = browser.get(f"/patients/{entry.patient_id}/records/{entry.record_id}/").content.decode()
    assert SECRET in page
    assert "Protected entry" in page
    assert "F10.10" in browser.get(f"/patients/{entry.patient_id}/lists/").content.decode()


def test_with_a_reason_it_is_read_for_an_hour_and_the_patient_reads_the_reason(
    signed_in: SignIn, entry: Record, monkeypatch: pytest.MonkeyPatch, raw: Any
) -> None:
    url = f"/patients/{entry.patient_id}/records/{entry.record_id}/"
    browser = signed_in(DR_OTHER)
    asked: Any = browser.get(url)
    assert asked["Location"] == f"{url}open/"
    form = browser.get(asked["Location"]).content.decode()
    assert SECRET not in form
    for reason, told in (("", "Say in a few words"), ("because", "Say in a few words")):
        sent = {"form_id": new_id("opening"), "reason": reason}
        assert told in browser.post(f"{url}open/", sent).content.decode()
    sent = {"form_id": new_id("opening"), "reason": WHY}
    opened: Any = browser.post(f"{url}open/", sent)
    assert opened["Location"] == url
    page = browser.get(url).content.decode()
    assert SECRET in page
    assert "Visit summary" not in page
    assert "/addendum/" not in page
    for action in ("OPEN_SENSITIVE", "READ_SENSITIVE_RECORD"):
        assert entries(raw, userId=DR_OTHER, patientId=entry.patient_id, action=action)
    own = signed_in_client(entry.patient_id)
    looks = own.get(f"/patients/{entry.patient_id}/viewed-by/").content.decode()
    assert WHY in looks
    assert "Read a protected entry" in looks
    # An hour later it is closed
    monkeypatch.setattr(openings, "LASTS", timedelta(0))
    uow = wiring.system_work("tests")
    assert openings.Openings(uow).now(entry.patient_id, entry.record_id, DR_OTHER)
    monkeypatch.setattr(uow, "at", now() + timedelta(minutes=61))
    assert openings.Openings(uow).now(entry.patient_id, entry.record_id, DR_OTHER) is None


def test_a_reason_opens_to_read_and_to_nothing_else(
    signed_in: SignIn, acting: Acting, entry: Record
) -> None:
    other = acting("provider", DR_OTHER)
    openings.open_sensitive(other, new_id("opening"), entry.patient_id, entry.record_id, WHY)
    of = f"/patients/{entry.patient_id}/records/{entry.record_id}"
    for url in (f"{of}/addendum/", f"{of}/correct/", f"{of}/strike/", f"{of}/summary/",
                f"{of}/letters/?kind=referral"):  # fmt: skip
        assert signed_in(DR_OTHER).get(url).status_code == 404, url
    assert Records(acting("provider", DR_OTHER)).latest(entry.patient_id).items[0] != entry
    with pytest.raises(AccessDenied):
        Records(acting("provider", DR_OTHER)).get(entry.patient_id, entry.record_id)
    assert Versions(acting("provider", DR_OTHER)).of(entry.patient_id, entry.record_id) == []
    assert Letters(acting("provider", DR_OTHER)).latest(entry.patient_id).items == []


@pytest.mark.parametrize("reason", ["", "short", " " * 20, "x" * 501])
def test_no_entry_is_opened_without_words(acting: Acting, entry: Record, reason: str) -> None:
    with pytest.raises(Invalid):
        openings.open_sensitive(
            acting("provider", DR_OTHER), new_id("opening"), entry.patient_id, entry.record_id,
            reason,
        )  # fmt: skip


def test_nobody_opens_what_is_not_in_their_care(acting: Acting, signed_in: SignIn) -> None:
    who = fresh_patient()
    secret = record(who, ago(days=3), isSensitive=True)
    store(secret)
    url = f"/patients/{who}/records/{secret['recordId']}/open/"
    sent = {"form_id": new_id("opening"), "reason": WHY}
    assert signed_in(DR_OTHER).get(url).status_code == 404
    assert signed_in(DR_OTHER).post(url, sent).status_code == 404
    with pytest.raises(AccessDenied):
        openings.open_sensitive(
            acting("provider", DR_OTHER), new_id("opening"), who, secret["recordId"], WHY
        )


def test_an_entry_that_is_not_protected_asks_for_no_reason(
    signed_in: SignIn, acting: Acting, patient: str
) -> None:
    [plain] = Records(acting("provider", DR_SMITH)).latest(patient).items
    url = f"/patients/{patient}/records/{plain.record_id}/"
    answer: Any = signed_in(DR_OTHER).get(f"{url}open/")
    assert answer["Location"] == url
    assert signed_in(DR_OTHER).get(f"/patients/{patient}/records/none/open/").status_code == 404


def test_a_correction_protects_an_entry_and_its_problem_or_gives_them_back(
    signed_in: SignIn, acting: Acting, patient: str
) -> None:
    browser = signed_in(DR_SMITH)
    window = Window(browser, f"/patients/{patient}/note/")
    window.open()
    window.presses("sign", notes="x", dx_0_text="F32.9")
    [entry] = signed_of(acting("provider", DR_SMITH), patient)

    def seen_by_the_other() -> tuple[bool, bool]:
        other = acting("provider", DR_OTHER)
        items = lists_now(other, patient).problems
        return entry.record_id in [e.record_id for e in Records(other).latest(patient).items], any(
            each.name == "F32.9" for each in items
        )

    assert seen_by_the_other() == (True, True)
    url = f"/patients/{patient}/records/{entry.record_id}/correct/"
    for sensitive, expected in (("on", (False, False)), ("", (True, True))):
        again = Window(browser, url)
        again.open()
        typed = {"notes": "x", "dx_0_text": "F32.9", "correction_reason": f"now {sensitive}"}
        typed |= {"sensitive": sensitive} if sensitive else {}
        assert again.presses("sign", **typed).status_code == 302
        assert seen_by_the_other() == expected


def test_a_problem_that_stood_on_the_list_before_stays_everybodys(
    signed_in: SignIn, acting: Acting, patient: str
) -> None:
    for n, typed in enumerate(({"notes": "a"}, {"notes": "b", "sensitive": "on"})):
        window = Window(signed_in(DR_SMITH), f"/patients/{patient}/note/")
        window.open()
        severity = {"dx_0_text": "I10", "dx_0_severity": ("MILD", "SEVERE")[n]}
        assert window.presses("sign", **typed, **severity).status_code == 302
    names = [each.name for each in lists_now(acting("provider", DR_OTHER), patient).problems]
    assert "I10" in names


def issued(browser: Client, entry: Record, *, reason: str = "Lungs?") -> None:
    address = f"/patients/{entry.patient_id}/records/{entry.record_id}/letters/?kind=referral"
    typed = {"form_id": new_id("letter"), "language": "en", "to": "Hamad", "question": reason}
    assert browser.post(address, typed).status_code == 302


def corrected(browser: Client, entry: Record, **typed: str) -> None:
    url = f"/patients/{entry.patient_id}/records/{entry.record_id}/correct/"
    again = Window(browser, url)
    again.open()
    assert (
        again.presses("sign", notes="x", correction_reason=f"{typed}", **typed).status_code == 302
    )


@pytest.fixture
def with_letters(signed_in: SignIn, acting: Acting, patient: str) -> Record:
    """An entry of Dr. Smith's that is open to all, with a letter of hers and one of another's."""
    window = Window(signed_in(DR_SMITH), f"/patients/{patient}/note/")
    window.open()
    window.presses("sign", notes="x")
    [entry] = signed_of(acting("provider", DR_SMITH), patient)
    for who in (DR_SMITH, DR_OTHER):
        issued(signed_in(who), entry)
    return entry


def test_a_correction_protects_the_letters_of_an_entry_or_gives_them_back(
    signed_in: SignIn, acting: Acting, with_letters: Record
) -> None:
    patient = with_letters.patient_id

    def read_by(role: str, who: str) -> set[str]:
        return {each.provider_id for each in Letters(acting(role, who)).latest(patient).items}

    both = {DR_SMITH, DR_OTHER}
    assert read_by("provider", DR_OTHER) == both
    corrected(signed_in(DR_SMITH), with_letters, sensitive="on")
    assert read_by("provider", DR_OTHER) == {DR_OTHER}
    assert read_by("provider", DR_SMITH) == {DR_SMITH}
    assert read_by("patient", patient) == both
    corrected(signed_in(DR_SMITH), with_letters)
    assert read_by("provider", DR_OTHER) == both


def test_struck_out_a_protected_entry_takes_another_doctors_letter_along(
    signed_in: SignIn, with_letters: Record
) -> None:
    browser = signed_in(DR_SMITH)
    corrected(browser, with_letters, sensitive="on")
    url = f"/patients/{with_letters.patient_id}/records/{with_letters.record_id}/strike/"
    page = browser.get(url).content.decode()
    letters = Letters(wiring.system_work("tests")).latest(with_letters.patient_id).items
    links = {each.provider_id: f"/letters/{each.letter_id}/" in page for each in letters}
    assert links == {DR_SMITH: True, DR_OTHER: False}  # that one she may not open
    assert browser.post(url, {"reason": "Another chart was meant"}).status_code == 302
    now_ = Letters(wiring.system_work("tests")).latest(with_letters.patient_id).items
    assert [each.holds for each in now_] == [False, False]
