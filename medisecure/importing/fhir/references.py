"""Who is meant: the references of a bundle and the ids people have here."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from medisecure.importing.fhir.bundle import Entry
from medisecure.importing.fhir.elements import Json, codes, listed, object_in, text, words

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

PROBLEM = "problem-list-item"


class References:
    """What a reference of this bundle stands for: a resource's names → its id there.

    Another system's id 12345 is not ours, nor a third system's: ids here are digests of the id and
    of the system it comes from (`source`). Ids that are UUIDs are the same everywhere.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._ids: dict[str, str] = {}

    def learn(self, entry: Entry) -> None:
        """Remember the names of a resource; identifiers too, for conditional references."""
        for name in entry.names:
            self._ids[name] = entry.id
        for each in listed(entry.resource, "identifier"):
            number = f"{text(each, 'system')}|{text(each, 'value')}"
            self._ids.setdefault(f"{entry.type}?identifier={number}", entry.id)

    def id_in(self, reference: Json) -> str:
        """The id of the resource that is meant, in its own system; else empty."""
        written = text(reference, "reference")
        last = "/".join(written.split("/")[-2:])  # an absolute URL ends with Type/id
        return self._ids.get(written) or self._ids.get(last) or ""

    def ours(self, prefix: str, theirs: str) -> str:
        """The id a thing has here: always the same one for the same thing of the same system."""
        whose = "" if _UUID.fullmatch(theirs) else self._source
        digest = blake2b(f"{whose}|{theirs}".encode(), digest_size=13).hexdigest()
        return f"{prefix}_{digest}"


class Names:
    """What is only named elsewhere, and which patients the file tells lists of.

    Where it has a problem list, what was diagnosed at a visit belongs to the visit alone; without
    one the diagnoses are all there is. With prescriptions and medicines taken it is the same.
    """

    def __init__(self) -> None:
        self.medicines: dict[str, Json] = {}
        self.roles: dict[str, Json] = {}
        self._has_list: set[tuple[str, str]] = set()

    def learn(self, entry: Entry) -> None:
        """Remember a Medication's code, or whose role a PractitionerRole is."""
        if entry.type == "Medication":
            for name in entry.names:
                self.medicines[name] = object_in(entry.resource, "code")
        elif entry.type == "PractitionerRole":
            self.roles[text(object_in(entry.resource, "practitioner"), "reference")] = (
                entry.resource
            )
        elif entry.type == "MedicationStatement":
            self._has_list.add(("MedicationRequest", _subject(entry)))
        elif entry.type == "Condition" and PROBLEM in _categories(entry):
            self._has_list.add(("Condition", _subject(entry)))

    def is_of_the_visit_alone(self, entry: Entry) -> bool:
        """Whether a diagnosis or a prescription stands on a list of the file by itself."""
        if entry.type == "Condition" and PROBLEM in _categories(entry):
            return False
        return (entry.type, _subject(entry)) in self._has_list

    def medicine(self, resource: Json) -> tuple[str, Json]:
        """A medicine's words and code, told in place, by reference, or contained."""
        concept = object_in(resource, "medicationCodeableConcept")
        meant = object_in(resource, "medicationReference")
        if not concept and (name := text(meant, "reference")):
            inside: Mapping[str, Any] = next(
                (each for each in listed(resource, "contained") if f"#{each.get('id')}" == name), {}
            )
            concept = object_in(inside, "code") or self.medicines.get(name, {})
        return words(concept) or text(meant, "display"), concept


def _subject(entry: Entry) -> str:
    return text(object_in(entry.resource, "subject"), "reference")


def _categories(entry: Entry) -> list[str]:
    return [each for told in listed(entry.resource, "category") for each in codes(told)]
