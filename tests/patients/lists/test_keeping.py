"""The lists are kept through the gate: in care only, in one transaction, in one question."""

from collections.abc import Callable
from typing import Any

import pytest

from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, Invalid, NotFound
from patients.lists import services
from patients.lists.allergies import AllergyIntolerance, AllergyStatus
from patients.lists.medicines import of_prescription
from patients.lists.models import ListItem, Shelf
from patients.lists.problems import Condition
from patients.lists.repository import Lists
from patients.profile.repository import Patients
from tests.people import DR_OTHER, DR_SMITH, JOHN, REEM

Acting = Callable[[str, str], UnitOfWork]
ASTHMA = Condition(code="J45.909", description="Unspecified asthma, uncomplicated")


@pytest.fixture
def smith(acting: Acting) -> Callable[[], UnitOfWork]:
    return lambda: acting("provider", DR_SMITH)


@pytest.fixture
def asthma(smith: Callable[[], UnitOfWork]) -> ListItem:
    """A problem of John's, new in each test."""
    content = Condition(code="J45.909", description="Unspecified asthma", note="for a test")
    for item in Lists(uow := smith()).now(JOHN):
        if item.name == content.name:
            with uow:
                Lists(uow).change(
                    item,
                    item.saying(ASTHMA.entered_in_error(), services.source_of(uow)),
                    "CHANGE_PROBLEM",
                )
    return services.keep(smith(), JOHN, content)


def test_a_problem_is_kept_and_read_back(asthma: ListItem, smith: Callable[[], UnitOfWork]) -> None:
    read = Lists(smith()).get(JOHN, asthma.item_id)
    assert read.content == asthma.content
    assert read.provider_id == DR_SMITH
    assert asthma.item_id in {each.item_id for each in services.lists_now(smith(), JOHN).problems}


def test_the_same_twice_is_refused(asthma: ListItem, smith: Callable[[], UnitOfWork]) -> None:
    assert asthma.condition
    with pytest.raises(Conflict):
        services.keep(smith(), JOHN, asthma.condition)


def test_what_is_over_moves_to_the_other_shelf(
    asthma: ListItem, smith: Callable[[], UnitOfWork]
) -> None:
    uow = smith()
    before = Lists(uow).get(JOHN, asthma.item_id)
    today = services.source_of(uow).today
    assert before.condition
    after = services.change(uow, before, before.condition.ended(today, today))
    assert after.shelf is Shelf.PAST
    assert asthma.item_id not in {e.item_id for e in services.lists_now(smith(), JOHN).items}
    assert asthma.item_id in {each.item_id for each in Lists(smith()).past(JOHN).items}
    assert Lists(smith()).get(JOHN, asthma.item_id).version == 1


def test_of_two_who_change_at_once_one_is_told(
    asthma: ListItem, smith: Callable[[], UnitOfWork]
) -> None:
    first, second = smith(), smith()
    one, two = (Lists(uow).get(JOHN, asthma.item_id) for uow in (first, second))
    assert one.condition
    services.change(first, one, one.condition.entered_in_error())
    with pytest.raises(Conflict):
        services.change(second, two, one.condition.entered_in_error())


@pytest.mark.parametrize(("role", "who"), [("provider", DR_OTHER), ("staff", REEM)])
def test_nobody_else_reads_or_writes_the_lists(
    role: str, who: str, acting: Acting, asthma: ListItem
) -> None:
    assert services.lists_now(acting(role, who), JOHN).items == []
    with pytest.raises((AccessDenied, NotFound)):
        services.keep(acting(role, who), JOHN, Condition(description="Nosy"))
    with pytest.raises(NotFound):
        Lists(acting(role, who)).get(JOHN, asthma.item_id)


def test_patients_read_their_own_lists_and_write_nothing(acting: Acting, asthma: ListItem) -> None:
    mine = services.lists_now(acting("patient", JOHN), JOHN)
    assert asthma.item_id in {each.item_id for each in mine.problems}
    with pytest.raises(AccessDenied):
        services.keep(acting("patient", JOHN), JOHN, Condition(description="Mine"))


def test_no_word_of_a_list_is_stored_in_clear(
    asthma: ListItem, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    johns = raw(partitions=[f"USER#{JOHN}"])
    [item] = [each for each in johns if each["SK"]["S"].endswith(asthma.item_id)]
    assert "asthma" not in repr(item)
    assert "J45" not in repr(item)


def test_an_allergy_changes_the_words_on_the_profile_in_the_same_transaction(
    smith: Callable[[], UnitOfWork],
) -> None:
    before = Patients(smith()).get(JOHN).allergies
    item = services.keep(smith(), JOHN, AllergyIntolerance(substance="Nickel of a test"))
    told = services.lists_now(smith(), JOHN).allergies or []
    assert {each.content.substance for each in told} >= {"Nickel of a test"}  # type: ignore[union-attr]
    assert "Nickel of a test" in (Patients(smith()).get(JOHN).allergies or [])
    uow = smith()
    read = Lists(uow).get(JOHN, item.item_id)
    assert read.allergy
    services.change(uow, read, read.allergy.taken_off(AllergyStatus.ENTERED_IN_ERROR))
    assert "Nickel of a test" not in (Patients(smith()).get(JOHN).allergies or [])
    assert Patients(smith()).get(JOHN).allergies == before


def test_allergies_known_only_as_words_are_taken_onto_the_list_and_never_lost(
    smith: Callable[[], UnitOfWork],
) -> None:
    words = Patients(smith()).get(JOHN).allergies
    assert words == ["Penicillin", "Shellfish"]
    told = services.lists_now(smith(), JOHN).allergies or []
    assert sorted(each.name for each in told) == ["penicillin", "shellfish"]


def test_none_known_may_not_stand_beside_an_allergy(smith: Callable[[], UnitOfWork]) -> None:
    item = services.keep(smith(), JOHN, AllergyIntolerance(substance="Latex of a test"))
    with pytest.raises(Invalid):
        services.keep(smith(), JOHN, AllergyIntolerance(is_none_known=True))
    uow = smith()
    read = Lists(uow).get(JOHN, item.item_id)
    assert read.allergy
    services.change(uow, read, read.allergy.taken_off(AllergyStatus.ENTERED_IN_ERROR))


def test_signing_puts_problems_and_medicines_on_their_lists_in_one_transaction(
    smith: Callable[[], UnitOfWork],
) -> None:
    uow = smith()
    today = services.source_of(uow).today
    contents = [
        Condition(description="Problem of a signed entry"),
        of_prescription(medication="Medicine of a signed entry", started_on=today),
    ]
    items = services.lists_now(uow, JOHN).items
    with metered() as meter, uow:
        services.sign(uow, JOHN, items, contents, services.source_of(uow, "record_of_a_test"))
    assert meter.total == 1
    now = services.lists_now(smith(), JOHN)
    added = [each for each in now.items if each.record_id == "record_of_a_test"]
    assert sorted(each.item_id.split("_")[0] for each in added) == ["condition", "medication"]


def test_the_lists_cost_one_question(smith: Callable[[], UnitOfWork]) -> None:
    uow = smith()
    with metered() as meter:
        services.lists_now(uow, JOHN)
    operations = [call.operation for call in meter.calls]
    # Beside it, in one call, the care relation and which other ids are the same patient.
    assert sorted(operations) == ["batch_get_item", "query"]
    assert meter.sequential == 1
