"""Patient and Practitioner: the people of a bundle as items of the schema."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from medisecure.clock import utc_text
from medisecure.importing.fhir.elements import Json, LeftOut, day, listed, object_in, text, words

GENDERS = {"male": "M", "female": "F", "other": "OTHER", "unknown": "UNKNOWN"}
LANGUAGES = ("en", "ar")
NAMELESS = "has no name"
# Of identifiers, by their type in HL7's table 0203; other numbers belong to other systems.
KEPT_NUMBERS = {"PPN": "passportNumber", "NI": "nationalId", "NNQAT": "nationalId"}
Note = Callable[[str], None]


def patient_item(resource: Json, patient_id: str, at: datetime, note: Note) -> dict[str, Any]:
    """A patient as an item; what of them has no place here goes to `note`."""
    personal = personal_info(resource) | _identifiers(resource, note)
    born = day(resource.get("birthDate"))
    if born:
        personal["dateOfBirth"] = born.on.isoformat()
        if not born.is_exact:
            personal["birthDateEstimated"] = True
    if any(resource.get(name) for name in ("deceasedBoolean", "deceasedDateTime")):
        note("that and when the person died has no place on a profile")
    for name, what in (("photo", "the photo"), ("maritalStatus", "the marital status")):
        if resource.get(name):
            note(f"{what} has no place on a profile")
    item = _user(resource, patient_id, "PATIENT", personal, at)
    contact = _emergency_contact(resource)
    return (
        item
        | ({"medicalInfo": {"emergencyContact": contact}} if contact else {})
        | {
            "preferences": {"language": _language(resource)},
        }
    )


def practitioner_item(resource: Json, provider_id: str, role: Json, at: datetime) -> dict[str, Any]:
    """A practitioner as an item, with what their PractitionerRole says of them."""
    personal = personal_info(resource)
    qualified = next((words(each.get("code")) for each in listed(resource, "qualification")), "")
    specialty = next((words(each) for each in listed(role, "specialty")), "") or qualified
    number = next((text(each, "value") for each in listed(resource, "identifier")), "")
    work = {
        "licenseNumber": number[:64],
        "specialization": specialty[:100],
        "hospital": text(object_in(role, "organization"), "display")[:200],
    }
    item = _user(resource, provider_id, "PROVIDER", personal, at)
    return item | {"professionalInfo": {name: told for name, told in work.items() if told}}


def known_by_name(name: str, number: str, provider_id: str, at: datetime) -> dict[str, Any]:
    """Somebody of whom the bundle tells no more than a name: they sign what they wrote, and cannot
    sign in or be booked until the clinic enables them."""
    given, _, family = name.strip().rpartition(" ")
    personal = {
        "firstName": (given or family or name)[:100],
        "lastName": family[:100] if given else "",
    }
    item = _user({}, provider_id, "PROVIDER", personal, at)
    return item | {"professionalInfo": {"licenseNumber": number[:64]} if number else {},
                   "status": "DISABLED"}  # fmt: skip


def personal_info(resource: Json) -> dict[str, Any]:
    """Name, sex, phone, e-mail and address; `LeftOut` for somebody without a name, or masked."""
    names = [each for each in sorted(listed(resource, "name"), key=_rank) if any(_parts(each))]
    if not names:
        raise LeftOut(NAMELESS)
    given, family = _parts(names[0])
    info: dict[str, Any] = {"firstName": given or family, "lastName": family if given else ""}
    if names[1:]:
        former = [" ".join(filter(None, _parts(each))) for each in names[1:]]
        info["previousNames"] = [each[:200] for each in former]
    for system, name in (("phone", "phoneNumber"), ("email", "email")):
        told = [each for each in listed(resource, "telecom") if each.get("system") == system]
        told.sort(key=lambda each: (each.get("use") == "old", each.get("use") != "mobile"))
        if told and text(told[0], "value"):
            info[name] = text(told[0], "value")
    if gender := GENDERS.get(text(resource, "gender")):
        info["gender"] = gender
    if address := _address(resource):
        info["address"] = address
    return info


def _user(
    resource: Json, user_id: str, user_type: str, personal: dict[str, Any], at: datetime
) -> dict[str, Any]:
    stamp = utc_text(at)
    return {
        "PK": f"USER#{user_id}", "SK": "PROFILE#main", "entityType": "USER", "userType": user_type,
        "personalInfo": personal, "createdAt": stamp, "updatedAt": stamp,
        "status": "DISABLED" if resource.get("active") is False else "ACTIVE",
    }  # fmt: skip


def _rank(name: Json) -> int:
    order = ("official", "usual", "", "nickname", "anonymous", "temp", "old", "maiden")
    use = text(name, "use")
    return order.index(use) if use in order else len(order)


def _parts(name: Json) -> tuple[str, str]:
    """Given names and family name, with prefix for a doctor's title aside."""
    given = " ".join(str(each).strip() for each in name.get("given") or () if each)
    family = text(name, "family")
    if not given and not family:
        given, _, family = text(name, "text").rpartition(" ")
    return given.strip(), family.strip()


def _address(resource: Json) -> dict[str, str]:
    told = sorted(listed(resource, "address"), key=lambda each: each.get("use") == "old")
    if not told:
        return {}
    lines = ", ".join(str(each) for each in told[0].get("line") or () if each)
    parts = {"street": lines or text(told[0], "text")} | {
        name: text(told[0], name) for name in ("city", "state", "country", "postalCode")
    }
    return {name: value[:200] for name, value in parts.items() if value}


def _emergency_contact(resource: Json) -> dict[str, str]:
    for each in listed(resource, "contact"):
        name = " ".join(filter(None, _parts(object_in(each, "name"))))
        if name:
            related = next((words(it) for it in listed(each, "relationship")), "")
            phones = [t for t in listed(each, "telecom") if t.get("system") == "phone"]
            number = text(phones[0], "value") if phones else ""
            told = {"name": name[:100], "relationship": related[:100], "phoneNumber": number[:32]}
            return {key: value for key, value in told.items() if value}
    return {}


def _identifiers(resource: Json, note: Note) -> dict[str, Any]:
    kept: dict[str, str] = {}
    for each in listed(resource, "identifier"):
        kinds = [str(it.get("code")) for it in listed(each.get("type"), "coding")]
        place = next((KEPT_NUMBERS[kind] for kind in kinds if kind in KEPT_NUMBERS), None)
        if place and text(each, "value"):
            kept.setdefault(place, text(each, "value"))
        elif kinds:
            note(f"an identifier of type {kinds[0]} belongs to another system")
    return {"identifiers": kept} if kept else {}


def _language(resource: Json) -> str:
    told = sorted(listed(resource, "communication"), key=lambda each: not each.get("preferred"))
    spoken = [
        str(it.get("code", ""))[:2]
        for each in told
        for it in listed(each.get("language"), "coding")
    ]
    return next((each for each in spoken if each in LANGUAGES), "en")
