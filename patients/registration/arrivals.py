"""People who come from another system as rows of a file: read by the registration's own rules."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from ulid import ULID

from medisecure.web.display.words.channels import BY_A_PERSON, reaches
from medisecure.written.characters import plain
from patients.registration.arrival_file import FileRow
from patients.registration.forms import RegisterForm
from patients.registration.services import NewPatient

COLUMNS = (
    "first_name", "last_name", "date_of_birth", "gender", "national_id", "passport_number",
    "phone_number", "email", "language", "communication_method", "guardian_name",
    "guardian_relationship", "guardian_phone", "guardian_email", "street", "city", "postal_code",
    "country", "contact_name", "contact_relationship", "contact_phone", "insurance_provider",
    "insurance_number",
)  # fmt: skip
_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
ROUNDED = "a spreadsheet rounded this number: format the column as text, and save the file again"
COUNTED = "a spreadsheet's count of days: format the column as a date, and save the file again"
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


def columns_of(header: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """Our column → the file's, by the given mapping or by the same name.

    `ValueError` names every wanted column the file lacks, and a mapping to what is no column.

    >>> columns_of(["First Name", "Tel"], {"phone_number": "Tel"})
    {'first_name': 'First Name', 'phone_number': 'Tel'}
    """
    there = list(header)
    wrong = [name for name in names if name not in COLUMNS]
    wrong += [theirs for theirs in names.values() if theirs not in there]
    if wrong:
        raise ValueError(f"no such column: {', '.join(wrong)}")
    by_name = {plain(name).strip().replace(" ", "_"): name for name in there}
    found = {name: by_name[name] for name in COLUMNS if name in by_name} | dict(names)
    if not {"first_name", "last_name"} & found.keys():
        raise ValueError("a column for first_name or last_name is needed")
    return {name: found[name] for name in COLUMNS if name in found}


def arrivals(
    rows: Iterable[FileRow],
    columns: Mapping[str, str],
    *,
    today: date,
    language: str,
) -> Iterator[Arrival]:
    """Each row as a registration, checked as if somebody had typed it."""
    for row in rows:
        if row.problem:
            yield Arrival(row.line, None, {"row": row.problem})
            continue
        typed = {name: row.cells.get(theirs, "").strip() for name, theirs in columns.items()}
        misread = _misread(typed)
        if misread:
            yield Arrival(row.line, None, misread)
            continue
        completed = _completed(typed, language)
        # A channel the file names is kept, also while it is not set up here.
        asked = {"communication_method": completed["communication_method"]}
        form = RegisterForm(completed, today=today, initial=asked)
        if form.is_valid():
            yield Arrival(row.line, form.new_patient(), {})
        else:
            told = {name: str(each[0]) for name, each in form.errors.items()}
            yield Arrival(row.line, None, told)


def _misread(typed: Mapping[str, str]) -> dict[str, str]:
    """What a spreadsheet made of a number or a day: it is gone, and cannot be guessed."""
    wrong = {name: ROUNDED for name, text in typed.items() if _ROUNDED.fullmatch(text)}
    if re.fullmatch(r"\d{5}(?:\.\d+)?", typed.get("date_of_birth", "")):
        wrong["date_of_birth"] = COUNTED
    return wrong


def _completed(typed: Mapping[str, str], language: str) -> dict[str, str]:
    """The row as the form would send it; what the file does not say is said as unknown."""
    return {
        **dict.fromkeys(COLUMNS, ""),
        **typed,
        "patient_id": arrival_id(typed),
        "gender": _SEXES.get(plain(typed.get("gender", "")), typed.get("gender", "")),
        "language": typed.get("language") or language,
        "communication_method": _channel(typed),
        "birth_date_unknown": "" if typed.get("date_of_birth") else "on",
    }


def _channel(typed: Mapping[str, str]) -> str:
    """The channel the file names, where it leads to them; a phone is asked first, as ever."""
    phone, email = (
        any(typed.get(name) for name in (whose, f"guardian_{kind}"))
        for whose, kind in (("phone_number", "phone"), ("email", "email"))
    )
    named = typed.get("communication_method", "")
    if named and (reaches(named, email=email, phone=phone) or not (email or phone)):
        return named
    return BY_A_PERSON if phone else "email"


def arrival_id(typed: Mapping[str, str]) -> str:
    """The id this row makes, the same whenever it is read: a file read twice registers once."""
    told = "\x1f".join(f"{name}={typed[name]}" for name in sorted(typed) if typed[name])
    return f"patient_{ULID.from_bytes(bytes(6) + sha256(told.encode()).digest()[:10])}"
