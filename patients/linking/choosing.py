"""What is kept about the one person two records are: field by field from one or the other. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from medisecure.identity.person import Identifiers, PersonalInfo, Preferences
from patients.linking.models import ProfileFields
from patients.profile.models import MedicalInfo

Write = Callable[[ProfileFields, Any], ProfileFields]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is chosen as a whole, and how it is read and written."""

    read: Callable[[ProfileFields], Any]
    write: Write


def _of_person(*names: str) -> Field:
    return Field(
        read=lambda kept: tuple(getattr(kept.personal_info, name) for name in names),
        write=lambda kept, values: replace(
            kept, personal_info=replace(kept.personal_info, **dict(zip(names, values, strict=True)))
        ),
    )


def _of_record(*names: str) -> Field:
    return Field(
        read=lambda kept: tuple(getattr(kept.medical_info, name) for name in names),
        write=lambda kept, values: replace(
            kept, medical_info=replace(kept.medical_info, **dict(zip(names, values, strict=True)))
        ),
    )


def _of_wishes(name: str) -> Field:
    return Field(
        read=lambda kept: (getattr(kept.preferences, name),),
        write=lambda kept, values: replace(
            kept, preferences=replace(kept.preferences, **{name: values[0]})
        ),
    )


def _number(name: str) -> Field:
    def write(kept: ProfileFields, values: Any) -> ProfileFields:
        ids = replace(kept.personal_info.identifiers or Identifiers(), **{name: values[0]})
        info = replace(kept.personal_info, identifiers=None if ids == Identifiers() else ids)
        return replace(kept, personal_info=info)

    return Field(
        read=lambda kept: (getattr(kept.personal_info.identifiers or Identifiers(), name),),
        write=write,
    )


FIELDS: Mapping[str, Field] = {
    "first_name": _of_person("first_name"),
    "last_name": _of_person("last_name"),
    "date_of_birth": _of_person("date_of_birth", "birth_date_estimated"),
    "gender": _of_person("gender"),
    "photo": _of_person("photo"),
    "national_id": _number("national_id"),
    "passport_number": _number("passport_number"),
    "phone_number": _of_person("phone_number"),
    "email": _of_person("email"),
    "address": _of_person("address"),
    "guardian": _of_person("guardian"),
    "emergency_contact": _of_record("emergency_contact"),
    "insurance": _of_record("insurance_provider", "insurance_number"),
    "language": _of_wishes("language"),
    "communication_method": _of_wishes("communication_method"),
}


def differs(one: ProfileFields, other: ProfileFields, name: str) -> bool:
    """Whether the two records say something else there."""
    return bool(FIELDS[name].read(one) != FIELDS[name].read(other))


def is_blank(kept: ProfileFields, name: str) -> bool:
    """Whether nothing is kept there."""
    return not any(FIELDS[name].read(kept))


def chosen(survivor: ProfileFields, retired: ProfileFields, take: Collection[str]) -> ProfileFields:
    """The survivor with the fields of `take` from the other record.

    Names that are given up stay findable. What the desk does not see is joined by rule: allergies
    of both, and a blood type only where the two do not contradict each other.
    """
    after = survivor
    for name in take:
        after = FIELDS[name].write(after, FIELDS[name].read(retired))
    after = _with_earlier_names(after, survivor, retired)
    mine, other = survivor.medical_info, retired.medical_info
    medical = replace(
        after.medical_info,
        allergies=all_allergies(mine.allergies, other.allergies),
        blood_type=one_blood_type(mine.blood_type, other.blood_type),
    )
    return replace(after, medical_info=medical)


def _with_earlier_names(after: ProfileFields, *records: ProfileFields) -> ProfileFields:
    names: list[str] = []
    for record in records:
        names += [*(record.personal_info.previous_names or ()), record.personal_info.display_name]
    ids = after.personal_info.identifiers or Identifiers()
    if not ids.record_number:
        other = records[-1].personal_info.identifiers or Identifiers()
        ids = replace(ids, record_number=other.record_number)
    earlier = [each for each in dict.fromkeys(names) if each != after.personal_info.display_name]
    info = replace(
        after.personal_info,
        previous_names=earlier or None,
        identifiers=None if ids == Identifiers() else ids,
    )
    return replace(after, personal_info=info)


def all_allergies(mine: list[str] | None, other: list[str] | None) -> list[str] | None:
    """Those of both records; "none known" where one was asked and neither has any.

    >>> all_allergies(None, ["Latex"]), all_allergies([], None), all_allergies(None, None)
    (['Latex'], [], None)
    """
    if mine is None and other is None:
        return None
    return list(dict.fromkeys([*(mine or ()), *(other or ())]))


def one_blood_type(mine: str | None, other: str | None) -> str | None:
    """What both records agree on: of two that differ none is known.

    >>> one_blood_type("A+", None), one_blood_type("A+", "0-")
    ('A+', None)
    """
    known = {each for each in (mine, other) if each}
    return known.pop() if len(known) == 1 else None


def contradict(one: ProfileFields, other: ProfileFields) -> bool:
    """Whether the blood types speak against their being one person."""
    types = {one.medical_info.blood_type, other.medical_info.blood_type} - {None, ""}
    return len(types) > 1


def given_back(
    now: ProfileFields, before: ProfileFields, after: ProfileFields
) -> tuple[ProfileFields, list[str]]:
    """What is kept once they are parted, and the names of the fields that stay as they are now.

    What the joining left and nobody changed since is as before; what somebody changed stays.
    """
    info, stays = _part_given_back(
        now.personal_info, before.personal_info, after.personal_info, PersonalInfo
    )
    medical, also = _part_given_back(
        now.medical_info, before.medical_info, after.medical_info, MedicalInfo
    )
    wishes, too = _part_given_back(
        now.preferences, before.preferences, after.preferences, Preferences
    )
    kept = ProfileFields(personal_info=info, medical_info=medical, preferences=wishes)
    return kept, [*stays, *also, *too]


def _part_given_back(now: Any, before: Any, after: Any, kind: type) -> tuple[Any, list[str]]:
    back: dict[str, Any] = {}
    stays: list[str] = []
    for each in fields(kind):
        was, left, is_now = (getattr(kept, each.name) for kept in (before, after, now))
        if was in (left, is_now):
            continue
        if is_now == left:
            back[each.name] = was
        else:
            stays.append(each.name)
    return replace(now, **back), stays
