"""Keeping what an import found: many small things in one transaction, each of them once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, MediSecureError
from medisecure.importing.loading import LoadOutcome, checked, store
from medisecure.wiring import system_work
from patients.lists.allergy_words import keep_allergy
from patients.lists.models import ListItem
from patients.lists.repository import ACTIONS, Lists
from patients.records.models import Record
from patients.results.models import Result
from patients.results.repository import Results

JOB = "import-fhir"
SECONDS = 20
AT_ONCE = 20  # each with its entry in the trail: well below the 100 of one transaction
Kept = dict[str, LoadOutcome | str]  # id → what became of it, or why it was refused


def in_time(call: Callable[[UnitOfWork], Any]) -> Any:
    """Run one step in a unit of work of its own, ended by its deadline and told in the trail."""
    with deadline(SECONDS):
        uow = system_work(JOB)
        answer = call(uow)
        uow.close()
        return answer


def keep_item(item: dict[str, Any]) -> LoadOutcome | str:
    """Store one item of the schema; a chart entry counts as listed, for its lists come along."""
    try:
        item_type, entity = checked(item)
        if isinstance(entity, Record):
            entity = replace(entity, is_listed=True)
        outcome: LoadOutcome = in_time(lambda uow: store(uow, item_type, entity))
        return outcome
    except Conflict:
        return "overlaps another visit of the same doctor"
    except MediSecureError as error:
        return str(error)


def keep_list_items(items: Sequence[ListItem]) -> Kept:
    """Store entries of one patient's lists; those that are on a shelf already stay as they are."""
    kept: Kept = {}
    for some in _chunks([each for each in items if not each.allergy]):
        known: set[str] = in_time(partial(_known, items=some))
        kept |= dict.fromkeys(known, LoadOutcome.PRESENT)
        new = [each for each in some if each.item_id not in known]
        kept |= _keep(new, [each.item_id for each in new], _add_list_item)
    for each in items:
        if each.allergy:
            kept[each.item_id] = _keep_allergy(each)
    return kept


def keep_results(results: Sequence[Result]) -> Kept:
    """Store laboratory results of one patient."""
    kept: Kept = {}
    for some in _chunks(results):
        known: set[str] = in_time(partial(_known_results, results=some))
        kept |= dict.fromkeys(known, LoadOutcome.PRESENT)
        new = [each for each in some if each.result_id not in known]
        kept |= _keep(new, [each.result_id for each in new], _add_result)
    return kept


def _keep(
    things: Sequence[Any], ids: Sequence[str], add: Callable[[UnitOfWork, Any], None]
) -> Kept:
    """All in one transaction; if one of them is there already, each in its own."""
    if not things:
        return {}
    try:
        in_time(lambda uow: _together(uow, things, add))
    except Conflict:
        if len(things) == 1:
            return {ids[0]: LoadOutcome.PRESENT}
        pairs = zip(things, ids, strict=True)
        return {
            name: told for each, its in pairs for name, told in _keep([each], [its], add).items()
        }
    except MediSecureError as error:
        return dict.fromkeys(ids, str(error))
    return dict.fromkeys(ids, LoadOutcome.LOADED)


def _together(
    uow: UnitOfWork, things: Sequence[Any], add: Callable[[UnitOfWork, Any], None]
) -> None:
    with uow:
        for each in things:
            add(uow, each)


def _add_list_item(uow: UnitOfWork, item: ListItem) -> None:
    Lists(uow).add(item, ACTIONS[item.list_name][0])


def _add_result(uow: UnitOfWork, result: Result) -> None:
    Results(uow).add(result, Action.ADD_RESULT)


def _known(uow: UnitOfWork, items: Sequence[ListItem]) -> set[str]:
    """Which of them are there, on whichever shelf a doctor may have put them since."""
    found = Lists(uow).several(items[0].patient_id, [each.item_id for each in items])
    return {each.item_id for each in found}


def _known_results(uow: UnitOfWork, results: Sequence[Result]) -> set[str]:
    found = Results(uow).several(results[0].patient_id, [each.result_id for each in results])
    return {each.result_id for each in found}


def _keep_allergy(item: ListItem) -> LoadOutcome | str:
    """An allergy stands on the list and on the profile; both change together."""

    def keep(uow: UnitOfWork) -> LoadOutcome:
        if _known(uow, [item]):
            return LoadOutcome.PRESENT
        standing = Lists(uow).now(item.patient_id)
        if any(each.allergy and each.name == item.name for each in standing):
            return LoadOutcome.PRESENT
        keep_allergy(uow, standing, item)
        return LoadOutcome.LOADED

    try:
        outcome: LoadOutcome = in_time(keep)
        return outcome
    except MediSecureError as error:
        return str(error)


def _chunks(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(things), AT_ONCE):
        yield things[start : start + AT_ONCE]
