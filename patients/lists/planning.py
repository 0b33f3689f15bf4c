"""What signing an entry does to the lists: which items come, which change. Pure, nothing is stored.

A diagnosis that is on the list already is left as the doctor keeps it there, one that was over
returns, a new one is added. A medicine that is taken already goes on as newly prescribed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from patients.lists.medicines import MedicationStatement, MedicineStatus
from patients.lists.models import Content, ListItem, ListName, Source, new_item
from patients.lists.problems import Condition, ProblemStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`added` are new items; `changed` pairs of an item as read and as it will be."""

    added: list[ListItem] = field(default_factory=list)
    changed: list[tuple[ListItem, ListItem]] = field(default_factory=list)


def planned(
    items: Sequence[ListItem],
    contents: Iterable[Content],
    source: Source,
    *,
    patient_id: str,
    next_id: Callable[[Content], str],
) -> Plan:
    """The changes that put `contents` on the lists that hold `items`; each item changes once."""
    known = {list_key(each): each for each in items if not _is_struck_out(each)}
    said = [new_item(content, source, item_id="", patient_id=patient_id) for content in contents]
    plan = Plan()
    for place, new in {list_key(each): each for each in said}.items():
        before = known.get(place)
        if before is None:
            plan.added.append(replace(new, item_id=next_id(new.content)))
            continue
        after = _joined(before.content, new.content)
        if after is not None or before.hides(source) != before.is_sensitive:
            plan.changed.append((before, before.saying(after or before.content, source)))
    return plan


def tidied(items: Iterable[ListItem], source: Source) -> list[tuple[ListItem, ListItem]]:
    """The medicines that came to their planned end since, each with what becomes of it."""
    ended = []
    for item in items:
        taken = item.medication
        if taken is None or taken.status is not MedicineStatus.ACTIVE:
            continue
        if taken.status_on(source.today) is MedicineStatus.COMPLETED:
            ended.append((item, item.saying(taken.completed(source.today), source)))
    return ended


def list_key(item: ListItem) -> tuple[ListName, str]:
    """What tells an item from all others of a patient: its list and its name there."""
    return item.list_name, item.name


def _joined(before: Content, said: Content) -> Content | None:
    """What the item says after both; None if it says so already."""
    if isinstance(before, Condition) and isinstance(said, Condition):
        if before.status is ProblemStatus.ACTIVE:
            joined = replace(before, severity=said.severity or before.severity)
            return None if joined == before else joined
        return replace(before.returned(), severity=said.severity or before.severity)
    if isinstance(before, MedicationStatement) and isinstance(said, MedicationStatement):
        return None if said == before else said
    return None


def _is_struck_out(item: ListItem) -> bool:
    content = item.content
    if isinstance(content, Condition):
        return content.status is ProblemStatus.ENTERED_IN_ERROR
    if isinstance(content, MedicationStatement):
        return content.status is MedicineStatus.ENTERED_IN_ERROR
    return not content.is_now
