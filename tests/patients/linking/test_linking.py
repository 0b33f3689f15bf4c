"""Two records of one person are read as one, under either id, and parted again without a loss."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from appointments.visits.repository import Appointments
from documents.repository import Documents
from medisecure.access.care import Opening
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.relations.links import MOST_LINKED
from medisecure.dynamodb.repositories.audit_entries import AuditEntries
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict
from medisecure.identity.accounts import switch
from medisecure.identity.person import AccountStatus
from medisecure.wiring import system_work
from patients.correction.repository import Corrections
from patients.linking.repository import Merges
from patients.linking.services import CHANGED, SAME, SIGNS_IN, TOO_MANY, join, pair_of
from patients.lists.models import Source, new_item
from patients.lists.problems import Condition
from patients.lists.repository import Lists
from patients.profile.models import MedicalInfo
from patients.profile.repository import DemographicsOf, Patients
from patients.records.repository import Records
from patients.search.services import find
from tests.cost import cost_of
from tests.desk import fresh_patient
from tests.patients.home.portal import ago, record, store
from tests.patients.linking.pairs import Filled, desk, filled, kept, linked, parted, signed_in_by
from tests.patients.registration.test_register import own_name
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def shown(uow: UnitOfWork, patient_id: str) -> set[str]:
    """What of a patient's chart, documents and visits this reader sees."""
    records = Records(uow).latest(patient_id).items
    documents = Documents(uow).latest(patient_id).items
    visits = Appointments(uow).latest(patient_id).items
    return {each.resource_id for each in (*records, *documents, *visits)}


def things(of: Filled) -> set[str]:
    return {of.record_id, of.document_id, of.visit_id}


def test_both_ids_show_everything_of_both_and_no_item_is_written_anew(raw: Any) -> None:
    here, there = filled(days=9), filled(days=30)
    own = {here.patient_id, there.patient_id}

    def stored() -> dict[str, Any]:
        return {
            f"{each['PK']}{each['SK']}": each
            for each in raw(partitions=[f"USER#{each}" for each in own])
            if each["SK"]["S"].startswith(("RECORD", "DOCUMENT", "APPOINTMENT"))
        }

    before = stored()
    assert len(before) == 6
    linked(here.patient_id, there.patient_id)
    assert stored() == before
    everything = things(here) | things(there)
    for patient_id in own:
        assert shown(system_work("tests"), patient_id) == everything
        uow = system_work("tests")
        assert Records(uow).get(patient_id, there.record_id).patient_id == there.patient_id
        assert Records(uow).get(patient_id, here.record_id).patient_id == here.patient_id
        assert Documents(uow).get(patient_id, there.document_id).document_id == there.document_id


def test_entries_of_both_stand_in_one_order_page_by_page() -> None:
    here, there = fresh_patient(), fresh_patient()
    moments = [ago(days=day) for day in range(1, 10)]
    store(*(record((here, there)[n % 2], at) for n, at in enumerate(moments)))
    linked(here, there)
    found, cursor, uow = [], "", system_work("tests")
    while True:
        page = Records(uow).latest(here, 4, cursor)
        found += [each.seen_at for each in page.items]
        cursor = page.next_cursor
        if not cursor:
            break
    assert found == moments


def test_reading_joined_records_costs_one_round_trip_more() -> None:
    here, there = filled(), filled()
    alone, joined = system_work("tests"), system_work("tests")
    with metered() as meter:
        Records(alone).latest(here.patient_id)
    assert meter.sequential == 1
    linked(here.patient_id, there.patient_id)
    with metered() as meter:
        Records(joined).latest(here.patient_id)
        assert meter.sequential == 2
        Documents(joined).latest(here.patient_id)  # whose ids they are is known by now
    assert meter.sequential == 3


@pytest.mark.parametrize("page", ["", "note/", "lists/", "trends/"])
def test_a_page_of_a_joined_chart_waits_once_more(signed_in: SignIn, page: str) -> None:
    here, there = filled(), filled()
    linked(here.patient_id, there.patient_id)
    assert cost_of(signed_in(DR_SMITH), f"/patients/{here.patient_id}/{page}").sequential <= 4


def test_whoever_cares_for_one_of_them_cares_for_the_person(acting: As) -> None:
    here, there = filled(), filled()  # an imported entry names Dr. Smith as their doctor
    stranger = fresh_patient()
    linked(stranger, there.patient_id)
    assert there.record_id in shown(acting("provider", DR_SMITH), stranger)
    assert acting("provider", DR_SMITH).ground_of(stranger).opening_at(now()) is Opening.WHOLE
    assert Patients(acting("provider", DR_SMITH)).get(stranger)
    assert not shown(acting("provider", DR_OTHER), stranger)
    with pytest.raises(AccessDenied):
        Patients(acting("provider", DR_OTHER)).get(there.patient_id)
    assert not shown(acting("provider", DR_OTHER), here.patient_id)


@pytest.mark.parametrize("login", ["survivor", "retired"])
def test_both_sign_ins_open_the_one_record(login: str) -> None:
    here, there = filled(), filled()
    linked(here.patient_id, there.patient_id)
    user = signed_in_by({"survivor": here, "retired": there}[login].patient_id)
    assert user.person.user_id == here.patient_id
    assert user.actor.ids == {here.patient_id, there.patient_id}
    assert user.is_active


def test_the_session_of_the_other_sign_in_is_over_and_a_new_one_opens_the_survivor(
    signed_in: SignIn,
) -> None:
    here, there = filled(), filled()
    before = signed_in(there.patient_id)
    assert before.get(reverse("patients:home")).status_code == 200
    linked(here.patient_id, there.patient_id)
    answer = before.get(reverse("patients:home"))
    assert answer.status_code == 302
    assert "/oidc/" in answer["Location"]


@pytest.mark.parametrize("closed", ["survivor", "retired"])
def test_a_disabled_account_of_either_record_closes_its_sign_in(closed: str) -> None:
    here, there = filled(), filled()
    who = {"survivor": here, "retired": there}[closed].patient_id
    switch(system_work("tests"), who, AccountStatus.DISABLED)
    linked(here.patient_id, there.patient_id)
    assert not signed_in_by(there.patient_id).is_active
    assert signed_in_by(here.patient_id).is_active is (closed == "retired")


def test_lists_of_several_patients_name_the_one_who_answers() -> None:
    here, there = filled("Amal"), filled("Amaal")
    linked(here.patient_id, there.patient_id)
    people = DemographicsOf(desk()).by_id([there.patient_id, LAYLA])
    assert people[there.patient_id].patient_id == here.patient_id
    assert people[LAYLA].patient_id == LAYLA
    mail = f"{there.patient_id}@example.com"
    assert [each.patient_id for each in DemographicsOf(desk()).by_email(mail)] == [here.patient_id]


def test_searching_finds_the_survivor_by_what_either_record_says() -> None:
    one, other = own_name(), own_name()
    here = fresh_patient("Amna", one, phone="+97433127001", born="1985-06-15")
    there = fresh_patient("Amna", other, phone="+97433127999", born="1985-06-15")
    linked(here, there)
    for typed in (f"amna {one}", f"amna {other}", "+97433127999", there, here):
        assert [each.patient_id for each in find(desk(), typed).patients] == [here], typed


def test_what_was_chosen_is_kept_with_what_was_before_and_old_names_stay() -> None:
    here = fresh_patient("Mariam", "Alkuwari", phone="+97433120011", born="1985-06-05")
    there = fresh_patient("Maryam", "Al Kuwari", phone="+97433120022", born="1985-05-06")
    linked(here, there, ["date_of_birth", "phone_number"])
    who = kept(here).personal_info
    assert (who.phone_number, str(who.date_of_birth)) == ("+97433120022", "1985-05-06")
    assert who.first_name == "Mariam"
    assert who.previous_names == ["Maryam Al Kuwari"]
    [correction] = Corrections(system_work("tests")).of(here)
    assert correction.personal_info.phone_number == "+97433120011"
    assert kept(there).personal_info.first_name == "Maryam"


def test_allergies_of_both_are_kept_and_a_contradicted_blood_type_is_none() -> None:
    here, there = fresh_patient(), fresh_patient()
    for patient_id, medical in (
        (here, MedicalInfo(blood_type="A+", allergies=["Latex"])),
        (there, MedicalInfo(blood_type="O-", allergies=["Penicillin"])),
    ):
        uow = system_work("tests")
        patient = Patients(uow).get(patient_id)
        with uow:
            Patients(uow).save(replace(patient, medical_info=medical), Action.CHANGE_ALLERGIES)
    merge = linked(here, there)
    medical_info = kept(here).medical_info
    assert medical_info is not None
    assert (medical_info.allergies, medical_info.blood_type) == (["Latex", "Penicillin"], None)
    parted(merge)
    assert kept(here).medical_info == MedicalInfo(blood_type="A+", allergies=["Latex"])


def test_the_sign_ins_own_e_mail_is_not_taken_away() -> None:
    here, there = fresh_patient(), fresh_patient()
    with pytest.raises(Conflict, match=SIGNS_IN[:30]):
        linked(here, there, ["email"])
    assert kept(there).replaced_by is None


def test_a_record_that_changed_meanwhile_is_looked_at_again() -> None:
    here, there = fresh_patient(), fresh_patient()
    uow = desk()
    pair = pair_of(uow, here, there)
    seen = pair.survivor.version, pair.retired.version
    other = system_work("tests")
    patient = Patients(other).get(there)
    with other:
        Patients(other).save(replace(patient, updated_at=ago(days=0)), Action.CORRECT_PATIENT)
    with pytest.raises(Conflict) as refused:
        join(uow, pair, [], "x", seen)
    assert refused.value.message == CHANGED
    assert kept(here).linked is None


def test_chains_end_at_one_survivor_and_part_in_any_order() -> None:
    a, b, c = (filled(days=3 + n) for n in range(3))
    first = linked(b.patient_id, a.patient_id)
    second = linked(c.patient_id, b.patient_id)
    assert kept(a.patient_id).replaced_by == kept(b.patient_id).replaced_by == c.patient_id
    everything = {
        x for each in (a, b, c) for x in (each.record_id, each.document_id, each.visit_id)
    }
    for each in (a, b, c):
        assert shown(system_work("tests"), each.patient_id) == everything
    assert signed_in_by(a.patient_id).person.user_id == c.patient_id
    parted(second)
    assert kept(a.patient_id).replaced_by == b.patient_id  # they leave together
    assert kept(b.patient_id).replaced_by is None
    assert shown(system_work("tests"), c.patient_id) == things(c)
    linked(c.patient_id, b.patient_id)
    parted(first)  # the older one, from the middle
    assert kept(a.patient_id).replaced_by is None
    assert kept(b.patient_id).replaced_by == c.patient_id
    assert shown(system_work("tests"), a.patient_id) == things(a)


def test_a_loop_is_one_record_already() -> None:
    a, b, c = fresh_patient(), fresh_patient(), fresh_patient()
    linked(b, a)
    linked(c, b)
    for survivor, retired in ((a, c), (a, b), (c, a), (a, a)):
        with pytest.raises(Conflict) as refused:
            linked(survivor, retired)
        assert refused.value.message == SAME


def test_more_ids_than_can_be_read_side_by_side_are_refused() -> None:
    ids = [fresh_patient() for _ in range(MOST_LINKED + 1)]
    for each in ids[1:-1]:
        linked(ids[0], each, carry=False)
    with pytest.raises(Conflict) as refused:
        linked(ids[0], ids[-1], carry=False)
    assert refused.value.message == TOO_MANY


def test_parting_gives_back_what_was_and_leaves_what_somebody_changed_since() -> None:
    here = fresh_patient("Mariam", "Alkuwari", phone="+97433120011", born="1985-06-05")
    there = fresh_patient("Maryam", "Alkuwari", phone="+97433120022", born="1985-05-06")
    before, other = kept(here), kept(there)
    merge = linked(here, there, ["date_of_birth", "phone_number"])
    new = record(here, ago(hours=1))
    store(new)
    uow = system_work("tests")
    patient = Patients(uow).get(here)
    info = replace(patient.personal_info, phone_number="+97433120033")
    with uow:
        Patients(uow).save(replace(patient, personal_info=info), Action.CORRECT_PATIENT)
    done, stays = parted(merge)
    assert stays == ["phone_number"]
    after = kept(here)
    assert after.personal_info == replace(before.personal_info, phone_number="+97433120033")
    assert (after.linked, after.replaced_by) == (None, None)
    back = kept(there)
    assert replace(back, version=0, updated_at=other.updated_at) == replace(other, version=0)
    assert shown(system_work("tests"), here) == {new["recordId"]}  # what was added stays
    assert done.state == "PARTED"
    with pytest.raises(Conflict):
        parted(merge)


def test_who_joined_and_parted_them_stands_in_both_trails() -> None:
    here, there = fresh_patient(), fresh_patient()
    merge = linked(here, there)
    parted(merge)
    for patient_id in (here, there):
        actions = [each.action for each in AuditEntries(system_work("x")).about(patient_id).items]
        assert Action.MERGE_PATIENTS in actions
        assert Action.UNMERGE_PATIENTS in actions


def test_the_patient_reads_who_joined_them_and_who_looked_under_either_id(
    signed_in: SignIn,
) -> None:
    here, there = filled(), filled()
    signed_in(DR_SMITH).get(reverse("patients:records", args=[there.patient_id]))
    linked(here.patient_id, there.patient_id)
    page = signed_in(here.patient_id).get(reverse("patients:viewed-by", args=[here.patient_id]))
    html = page.content.decode()
    assert "Joined two of your records into one" in html
    assert "Dr. Sarah Smith" in html


def test_lists_of_the_chart_are_joined_too() -> None:
    here, there = fresh_patient(), fresh_patient()
    at = ago(days=1)
    source = Source(at=at, today=at.date(), provider_id=DR_SMITH)
    uow = system_work("tests")
    listed = new_item(Condition(code="I10", description="Hypertension"), source,
                      item_id="condition_theirs", patient_id=there)  # fmt: skip
    with uow:
        Lists(uow).add(listed, Action.ADD_PROBLEM)
    linked(here, there)
    assert [each.item_id for each in Lists(system_work("tests")).now(here)] == ["condition_theirs"]


ONE_PATIENTS = sorted(
    f"patients:{each.name}"
    for space in ("patients",)
    for each in get_resolver().namespace_dict[space][1].url_patterns
    if set(each.pattern.converters) == {"patient_id"}
)
# What is only pressed, or opens only while something is under way.
ONLY_SENT = {
    "patients:email-change", "patients:portal-code", "patients:portal-invite",
    "patients:portal-withdraw",
}  # fmt: skip
READERS = {"own": "here", "carer": DR_SMITH, "staff": REEM, "compliance": OMAR}


@pytest.fixture(scope="module")
def joined(clinic: None) -> tuple[str, str]:
    here, there = filled(), filled()
    linked(here.patient_id, there.patient_id)
    return here.patient_id, there.patient_id


@pytest.mark.parametrize("name", ONE_PATIENTS)
def test_every_page_of_the_old_id_leads_to_the_survivors(
    signed_in: SignIn, joined: tuple[str, str], name: str
) -> None:
    here, there = joined
    led = 0
    for who in READERS.values():
        client = signed_in(here if who == "here" else who)
        opened = client.get(reverse(name, args=[here])).status_code
        answer = client.get(reverse(name, args=[there]))
        if opened == 200:
            assert answer.status_code == 302, (name, who)
            assert answer["Location"] == reverse(name, args=[here])
            led += 1
        else:
            assert answer.status_code == opened, (name, who)
    assert led or name in ONLY_SENT


def test_to_a_stranger_the_old_id_is_nobodys(signed_in: SignIn, joined: tuple[str, str]) -> None:
    _, there = joined
    for who in (LAYLA, DR_OTHER):
        assert signed_in(who).get(reverse("patients:chart", args=[there])).status_code == 404


def test_a_form_for_the_old_id_goes_on_with_all_that_was_typed(
    signed_in: SignIn, joined: tuple[str, str]
) -> None:
    here, there = joined
    answer = signed_in(REEM).post(reverse("appointments:book", args=[there]), {"reason": "cough"})
    assert answer.status_code == 307
    assert answer["Location"] == reverse("appointments:book", args=[here])


def test_things_of_the_old_record_open_under_the_survivors_id(signed_in: SignIn) -> None:
    here, there = filled(), filled()
    linked(here.patient_id, there.patient_id)
    client = signed_in(DR_SMITH)
    for name, thing in (
        ("patients:record", there.record_id),
        ("appointments:detail", there.visit_id),
    ):
        assert client.get(reverse(name, args=[here.patient_id, thing])).status_code == 200
        answer = client.get(reverse(name, args=[there.patient_id, thing]))
        assert answer["Location"] == reverse(name, args=[here.patient_id, thing])


def test_joinings_that_stopped_are_known_until_their_end() -> None:
    here, there = fresh_patient(), fresh_patient()
    merge = linked(here, there, carry=False)
    names = {each.merge_id for each in Merges(system_work("tests")).under_way()}
    assert merge.merge_id in names
    assert timedelta(0) <= system_work("tests").at - merge.merged_at
