"""People who come from another system as rows of a file: read by the registration's own rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from ulid import ULID

from medisecure.written.letters import plain
from patients.registration.forms import RegisterForm
from patients.registration.services import NewPatient

COLUMNS = (
    "first_name", "last_name", "date_of_birth", "gender", "national_id", "passport_number",
    "phone_number", "email", "language", "communication_method", "guardian_name",
    "guardian_relationship", "guardian_phone", "guardian_email", "street", "city", "postal_code",
    "country", "contact_name", "contact_relationship", "contact_phone", "insurance_provider",
    "insurance_number",
)  # fmt: skip
_SEXES = {
    "f": "F", "female": "F", "w": "F", "انثي": "F", "m": "M", "male": "M", "ذكر": "M",
    "o": "OTHER", "other": "OTHER", "u": "UNKNOWN", "unknown": "UNKNOWN",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrival:
    """One row: the registration it makes, or what is wrong with it, column by column."""

    line: int
    new: NewPatient | None
    problems: Mapping[str, str]


def columns_of(header: Iterable[str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Our column → the file's, by the given mapping or by the same name.

    `ValueError` names every wanted column the file lacks, and a mapping to what is no column.

    >>> columns_of(["First Name", "Tel"], {"phone_number": "Tel"})
    {'first_name': 'First Name', 'phone_number': 'Tel'}
    """
    there = list(header)
    wrong = [name for name in wanted if name not in COLUMNS]
    wrong += [theirs for theirs in wanted.values() if theirs not in there]
    if wrong:
        raise ValueError(f"no such column: {', '.join(wrong)}")
    by_name = {plain(name).strip().replace(" ", "_"): name for name in there}
    found = {name: by_name[name] for name in COLUMNS if name in by_name} | dict(wanted)
    if not {"first_name", "last_name"} & found.keys():
        raise ValueError("a column for first_name or last_name is needed")
    return {name: found[name] for name in COLUMNS if name in found}


def arrivals(
    rows: Iterable[Mapping[str, str]],
    columns: Mapping[str, str],
    *,
    today: date,
    language: str,
    first_line: int = 2,
) -> Iterator[Arrival]:
    """Each row as a registration, checked as if somebody had typed it."""
    for line, row in enumerate(rows, start=first_line):
        typed = {name: (row.get(theirs) or "").strip() for name, theirs in columns.items()}
        form = RegisterForm(_completed(typed, language), today=today)
        if form.is_valid():
            yield Arrival(line, form.new_patient(), {})
        else:
            yield Arrival(line, None, {name: str(each[0]) for name, each in form.errors.items()})


def _completed(typed: Mapping[str, str], language: str) -> dict[str, str]:
    """The row as the form would send it; what the file does not say is said as unknown."""
    reached = "phone" if typed.get("phone_number") or typed.get("guardian_phone") else "email"
    return {
        **dict.fromkeys(COLUMNS, ""),
        **typed,
        "patient_id": arrival_id(typed),
        "gender": _SEXES.get(plain(typed.get("gender", "")), typed.get("gender", "")),
        "language": typed.get("language") or language,
        "communication_method": typed.get("communication_method") or reached,
        "birth_date_unknown": "" if typed.get("date_of_birth") else "on",
    }


def arrival_id(typed: Mapping[str, str]) -> str:
    """The id this row makes, the same whenever it is read: a file read twice registers once."""
    told = "\x1f".join(f"{name}={typed[name]}" for name in sorted(typed) if typed[name])
    return f"patient_{ULID.from_bytes(bytes(6) + sha256(told.encode()).digest()[:10])}"
