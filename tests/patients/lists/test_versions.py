"""The lists on any day: what `as_of` gives is what stood there then, after any history."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from medisecure.clock import now
from medisecure.dynamodb import unit_of_work
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid, NotFound
from patients.lists import services
from patients.lists.allergies import AllergyIntolerance
from patients.lists.changes import BACK, ENDED, MISTAKE, changed
from patients.lists.immunisations import Immunization
from patients.lists.medicines import of_prescription
from patients.lists.models import Content, ListItem, Source, new_item
from patients.lists.problems import Condition
from patients.lists.repository import Lists
from patients.lists.versions import ListVersions, as_of
from tests.cost import cost_of
from tests.patients.home.portal import ago, fresh_patient, record, store
from tests.people import DR_OTHER, DR_SMITH

Smith = Callable[[], UnitOfWork]


@pytest.fixture
def patient() -> str:
    who = fresh_patient()
    store(record(who, ago(days=30)))
    return who


@pytest.fixture
def smith(acting: Callable[[str, str], UnitOfWork]) -> Smith:
    return lambda: acting("provider", DR_SMITH)


def content(chance: random.Random, day: Any) -> Content:
    """Something for one of the four lists."""
    word = f"thing {chance.randrange(6)}"
    return chance.choice([
        lambda: Condition(description=word),
        lambda: AllergyIntolerance(substance=word),
        lambda: of_prescription(medication=word, started_on=day, duration="30 days"),
        lambda: Immunization(vaccine=word, given_on=day),
    ])()  # fmt: skip


def everything(uow: UnitOfWork, patient_id: str) -> list[ListItem]:
    lists = Lists(uow)
    return [*lists.now(patient_id), *lists.past(patient_id).items]


def told(items: list[ListItem]) -> list[tuple[Any, ...]]:
    """What stands on the lists, item by item, without the order of its storage."""
    return sorted((e.item_id, e.shelf, repr(e.content), e.version, e.updated_at) for e in items)


def step(uow: UnitOfWork, patient_id: str, chance: random.Random) -> None:
    """One thing a doctor does to the lists; what cannot be done is refused and changes nothing."""
    items = everything(uow, patient_id)
    try:
        if not items or chance.random() < 0.4:
            services.keep(uow, patient_id, content(chance, uow.today))
            return
        item = chance.choice(items)
        deed = chance.choice((ENDED, MISTAKE, BACK))
        services.change(uow, item, changed(item.content, deed, uow.today, "enough"))
    except (Conflict, Invalid, NotFound):
        pass  # refused: a deed its list does not know, or what was done before


@pytest.mark.parametrize("seed", range(4))
def test_any_instant_shows_what_stood_there_then(
    smith: Smith, patient: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    # Given a history of forty deeds, photographed after each
    chance, clock = random.Random(seed), now().replace(microsecond=0)  # noqa: S311
    monkeypatch.setattr(unit_of_work, "now", lambda: clock)
    photographs: list[tuple[datetime, list[tuple[Any, ...]]]] = []
    for _ in range(40):
        clock += timedelta(minutes=chance.randrange(1, 900), milliseconds=chance.randrange(1000))
        step(smith(), patient, chance)
        photographs.append((clock, told(everything(smith(), patient))))
    # Then any instant in between shows the photograph before it
    uow = smith()
    versions, present = ListVersions(uow).of(patient), everything(uow, patient)
    for instant, photograph in photographs:
        for later in (timedelta(0), timedelta(seconds=30)):
            then = as_of(instant + later, versions, present)
            assert told(then.items) == photograph
            assert then.unknown == []
    assert len({len(photograph) for _, photograph in photographs}) > 5


def test_an_item_from_before_versions_says_that_it_is_not_known(smith: Smith, patient: str) -> None:
    at = ago(days=10)
    item = new_item(
        Condition(description="old"), Source(at=at, today=at.date()), item_id="condition_old",
        patient_id=patient,
    )  # fmt: skip
    assert as_of(at, [], [item]).items == [item]
    assert as_of(at - timedelta(days=1), [], [item]).items == []
    later = item.saying(Condition(description="old", note="x"), Source(at=now(), today=at.date()))
    then = as_of(at, [], [later])
    assert (then.items, then.unknown) == ([], [later])


def test_the_page_shows_the_lists_of_a_day(
    signed_in: Callable[[str], Client], smith: Smith, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = begun = now().replace(microsecond=0) + timedelta(minutes=1)
    monkeypatch.setattr(unit_of_work, "now", lambda: clock)
    item = services.keep(smith(), patient, Condition(description="Passing thing"))
    clock += timedelta(days=5)
    uow = smith()
    before = Lists(uow).get(patient, item.item_id)
    services.change(uow, before, changed(before.content, MISTAKE, uow.today))
    clock += timedelta(days=5)
    browser, url = signed_in(DR_SMITH), f"/patients/{patient}/lists/"

    def on(days_later: int) -> str:
        day = (begun + timedelta(days=days_later)).date().isoformat()
        return browser.get(url, {"day": day}).content.decode().partition("past-title")[0]

    assert "Passing thing" not in on(-2)
    assert "Passing thing" in on(2)
    assert "Passing thing" not in on(7)
    assert "Change the lists" not in on(2)
    assert "There is no such day" in browser.get(url, {"day": "31/02/2026"}).content.decode()
    assert cost_of(browser, f"{url}?day=2026-01-01").sequential <= 3
    own = signed_in(patient).get(url, {"day": "2026-01-01"}).content.decode()
    assert "As it could be read" not in own


def test_versions_are_in_the_care_of_nobody_else(
    smith: Smith, acting: Callable[[str, str], UnitOfWork], patient: str
) -> None:
    services.keep(smith(), patient, Condition(description="x"))
    assert len(ListVersions(smith()).of(patient)) == 1
    assert ListVersions(acting("provider", DR_OTHER)).of(patient) == []


def test_an_entry_of_twenty_four_findings_is_signed_and_struck_out_in_one_transaction(
    smith: Smith, patient: str
) -> None:
    """Struck out, each takes more room: then it is refused, and nothing is half done."""
    many = [Condition(description=f"d{n}") for n in range(24)]
    uow = smith()
    with uow:
        services.sign(uow, patient, [], many, services.source_of(uow, "record_of_many"))
    uow = smith()
    items = Lists(uow).now(patient)
    assert len(items) == 24
    with pytest.raises(Conflict), uow:
        services.take_back(uow, items, "record_of_many")
    assert len(Lists(smith()).now(patient)) == 24
    uow = smith()
    items = Lists(uow).now(patient)
    with uow:
        services.take_back(uow, items[:19], "record_of_many")
    assert len(Lists(smith()).now(patient)) == 5
    with pytest.raises(Invalid):
        services.sign(smith(), patient, [], [*many, *many[:1], Condition(description="d24"),
                      Condition(description="d25")], services.source_of(smith()))  # fmt: skip
