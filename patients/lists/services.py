"""Keeping the lists: adding, changing, ending, and what signing an entry does to them.

Every function that stores is called inside an open `with uow:` or opens one itself, as its first
line says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from patients.lists.allergies import AllergyIntolerance
from patients.lists.allergy_words import change_allergy, keep_allergy
from patients.lists.changes import MISTAKE, changed
from patients.lists.medicines import MedicationStatement
from patients.lists.models import (
    Content,
    ListItem,
    ListName,
    Source,
    list_of,
    new_item,
    next_id,
)
from patients.lists.planning import list_key, planned, tidied
from patients.lists.repository import ACTIONS, Lists

ON_LIST = _("This is on the list already.")
# One transaction holds a hundred operations. A new or changed item takes three of them (itself, its
# entry in the trail, its version), one that goes to the other shelf four.
ROOM, CHANGED, MOVED = 76, 3, 4
TOO_MANY = _("This changes too much on the lists at once: change single items there first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsNow:
    """What is on the lists now. `allergies` None = not asked, [] = none known."""

    problems: list[ListItem] = field(default_factory=list)
    medicines: list[ListItem] = field(default_factory=list)
    vaccines: list[ListItem] = field(default_factory=list)
    allergies: list[ListItem] | None = None
    items: list[ListItem] = field(default_factory=list)

    def taking(self, today: date) -> list[MedicationStatement]:
        """The medicines taken on that day."""
        told = [each.medication for each in self.medicines if each.medication]
        return [each for each in told if each.is_taken_on(today)]


def lists_now(uow: UnitOfWork, patient_id: str) -> ListsNow:
    """The lists as they are now, in one question that costs the same after any number of years."""
    return sorted_out(Lists(uow).now(patient_id))


def sorted_out(items: Sequence[ListItem]) -> ListsNow:
    """Items of the shelf NOW, list by list; the newest medicine and problem first."""
    by_list: dict[ListName, list[ListItem]] = {name: [] for name in ListName}
    for item in sorted(items, key=lambda each: each.created_at, reverse=True):
        by_list[item.list_name].append(item)
    told = by_list[ListName.ALLERGY]
    known = [each for each in told if each.allergy and not each.allergy.is_none_known]
    return ListsNow(
        problems=by_list[ListName.CONDITION],
        medicines=by_list[ListName.MEDICATION],
        vaccines=by_list[ListName.IMMUNIZATION],
        allergies=known if told else None,
        items=list(items),
    )


def source_of(
    uow: UnitOfWork, record_id: str | None = None, *, is_sensitive: bool = False
) -> Source:
    """Whence a change of this unit of work comes: now, by its actor, out of that entry."""
    today = uow.today
    return Source(at=uow.at, today=today, provider_id=uow.actor.user_id, record_id=record_id,
                  is_sensitive=is_sensitive)  # fmt: skip


def keep(uow: UnitOfWork, patient_id: str, content: Content, *, record_id: str = "") -> ListItem:
    """Put one thing on its list, in a transaction of its own; `Conflict` if it is there."""
    lists, source = Lists(uow), source_of(uow, record_id or None)
    items = lists.now(patient_id)
    item = new_item(content, source, item_id=next_id(content), patient_id=patient_id)
    if any(list_key(each) == list_key(item) for each in items):
        raise Conflict(ON_LIST)
    if item.allergy:
        keep_allergy(uow, items, item)
        return item
    with uow:
        lists.add(item, ACTIONS[item.list_name][0])
    return item


def change(uow: UnitOfWork, before: ListItem, content: Content) -> ListItem:
    """Store what `before`, read through this unit of work, says from now on. Own transaction."""
    lists = Lists(uow)
    source = source_of(uow, before.record_id, is_sensitive=before.is_sensitive)
    after = before.saying(content, source)
    if after.allergy:
        return change_allergy(uow, before, after)
    with uow:
        return lists.change(before, after, ACTIONS[before.list_name][1])


def sign(
    uow: UnitOfWork,
    patient_id: str,
    items: Sequence[ListItem],
    contents: Iterable[Content],
    source: Source,
    *,
    spent: int = 0,
) -> None:
    """Inside the open transaction that signs an entry: its problems and medicines on their lists.

    `items` are the lists as read through the same unit of work (`lists_now(…).items`), `source`
    is `source_of(uow, record_id)`. Medicines that came to their planned end are put away on the
    way. The entry itself is to be stored with `is_listed`. `spent` is how much of the transaction's
    room is taken. `Invalid` for more changes than there is room for.
    """
    lists = Lists(uow)
    told = [each for each in contents if not isinstance(each, AllergyIntolerance)]
    plan = planned(items, told, source, patient_id=patient_id, next_id=next_id)
    room = ROOM - spent - CHANGED * len(plan.added)
    room -= sum(_cost(before, after) for before, after in plan.changed)
    if room < 0:
        raise Invalid({"diagnosis": TOO_MANY})
    for item in plan.added:
        lists.add(item, ACTIONS[item.list_name][0])
    for before, after in plan.changed:
        lists.change(before, after, ACTIONS[before.list_name][1])
    touched = {before.item_id for before, _after in plan.changed}
    ended = [pair for pair in tidied(items, source) if pair[0].item_id not in touched]
    for before, after in ended[: room // MOVED]:
        lists.change(before, after, Action.COMPLETE_MEDICINE)


def take_back(
    uow: UnitOfWork,
    items: Iterable[ListItem],
    record_id: str,
    *,
    keeping: Iterable[Content] = (),
) -> set[str]:
    """Inside the open transaction: what that entry put on the lists, struck out; the items' ids.

    Only what it added and nobody has changed since; what it changed of earlier items, and what
    somebody has changed after it, is left for a doctor to judge. `keeping` stays. `Conflict` for
    more than one transaction takes.
    """
    lists, source, struck = Lists(uow), source_of(uow, record_id), set()
    kept = {(list_of(each), each.name) for each in keeping}
    for item in items:
        added = item.record_id == record_id and item.version == 0
        if not added or list_key(item) in kept or item.allergy or item.immunization:
            continue
        whence = replace(source, is_sensitive=item.is_sensitive)
        mistaken = item.saying(changed(item.content, MISTAKE, source.today), whence)
        lists.change(item, mistaken, ACTIONS[item.list_name][1])
        struck.add(item.item_id)
    if len(struck) * MOVED > ROOM:
        raise Conflict(TOO_MANY)
    return struck


def _cost(before: ListItem, after: ListItem) -> int:
    return CHANGED if before.shelf is after.shelf else MOVED
