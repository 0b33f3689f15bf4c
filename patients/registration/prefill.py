"""What was typed in a search, sorted into the fields of a registration."""

from datetime import date

from patients.naming.identifiers import qid
from patients.search.typed import name_and_rest

FEWEST_PHONE_DIGITS = 4


def typed_parts(typed: str, *, today: date) -> dict[str, str | date]:
    """A search sorted into the fields of a registration, as far as it can be told.

    >>> typed_parts("mohamed al-kuwari 3312 3456", today=date(2026, 1, 1))
    {'phone_number': '33123456', 'first_name': 'Mohamed', 'last_name': 'Al-Kuwari'}
    """
    names, rest = name_and_rest(typed, today=today)
    parts: dict[str, str | date] = {}
    if rest.days and len(rest.days[0]) == 1:
        parts["date_of_birth"] = rest.days[0][0]
    if rest.mails:
        parts["email"] = rest.mails[0]
    for digits in rest.digits:
        if qid(digits).isdigit():
            parts["national_id"] = digits
        elif sum(map(str.isdigit, digits)) >= FEWEST_PHONE_DIGITS:
            parts.setdefault("phone_number", digits)
    if names:
        first = 2 if names[1:2] and names[1].isdigit() else 1
        parts["first_name"], parts["last_name"] = _as_name(names[:first]), _as_name(names[first:])
    return parts


def _as_name(words: list[str]) -> str:
    name = " ".join(words)
    return name.title() if name.islower() else name
