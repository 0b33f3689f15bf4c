"""The words a patient is found by: names, phone, birth date, e-mail and numbers, as people type.

A token is `kind:text`, such as `name:moh`, `phone:3312` or `dob:1985-06-15`; the index blinds it.
Typed words keep their full length: `most_selective` gives the one token to look up first, and
`matches` checks every word against the patients found that way.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import phonenumbers

from medisecure.identity.person import PersonalInfo
from patients.search.spelling import name_words, plain, stored_forms, take_dates, typed_forms

REGION = "QA"  # a number without a country code is read as this country's
QUERY_LENGTH = 200
NAME_PREFIXES = (2, 3, 4, 5, 6)
PHONE_PREFIXES = (2, 4, 6, 8)
PHONE_ENDING = 4
NAME_WORDS = 6  # bounds what one patient costs in the index

# Exact answers come before broad ones; a digit of a phone tells about as much as two letters.
_EXACT = ("dob", "ins", "mail", "id")
_TELLS = {"phone": 2, "name": 1}
_COUNTRY_CODE = str(phonenumbers.country_code_for_region(REGION))
_SURELY_WITH_CODE = len(_COUNTRY_CODE) + 3
_IDEOGRAPHS_FROM = "\u2e80"
_PHONE = re.compile(r"\(?\+?[\d().\-/]*\d[\d().\-/]*")


class Findable(Protocol):
    """What must be known of a patient to find them; an insurance number only if it is there."""

    @property
    def patient_id(self) -> str:
        """The patient's own id."""

    @property
    def personal_info(self) -> PersonalInfo:
        """Name, phone, birth date and e-mail."""


def search_words(patient: Findable) -> frozenset[str]:
    """The tokens to index the patient under: for most people 20 to 40, at most 70."""
    person = patient.personal_info
    exact = [_number_word(number) for number in _numbers(patient)]
    if person.date_of_birth:
        exact.append(f"dob:{person.date_of_birth.isoformat()}")
    if person.email:
        exact.append(f"mail:{plain(person.email)}")
    tokens = {token for word in exact if (token := _token(word))}
    return frozenset(tokens.union(_phone_tokens(person), _name_tokens(person)))


def query_words(text: str) -> list[str]:
    """What was typed, as words in full and each once; a patient must match them all."""
    rest, dates = take_dates(plain(text[:QUERY_LENGTH]))
    words = [f"dob:{day.isoformat()}" for day in dates]
    names: list[str] = []
    for part in _parts(rest):
        if "@" in part:
            words.append(f"mail:{part}")
        elif "_" in part or any(letter.isdigit() for letter in part):
            words.append(_number_word(part))
        else:
            names.append(part)
    for word in name_words(" ".join(names)):
        words += [f"name:{form}" for form in typed_forms(word)]
    return [word for word in dict.fromkeys(words) if not word.endswith(":")]


def most_selective(words: Sequence[str]) -> str | None:
    """The token fewest patients share, to look up first; None if all words are too short.

    Every patient whom `matches` accepts has this token among their `search_words`, except one
    with more than `NAME_WORDS` names of whom only a name left out of the index was typed.
    """
    tokens = [token for word in words if (token := _token(word))]
    return max(tokens, key=_selectivity, default=None)


def matches(patient: Findable, words: Iterable[str]) -> bool:
    """Whether the patient is one who was meant: every typed word fits them."""
    return all(_FITS[_kind(word)](patient, word.partition(":")[2]) for word in words)


def _parts(text: str) -> Iterator[str]:
    """The text cut at spaces, except that the groups of one phone number stay together."""
    phone = ""
    for part in (piece.strip("<>,;\"'") for piece in text.split()):
        if _PHONE.fullmatch(part) and not (phone and "+" in part):
            phone += part
            continue
        yield from filter(None, (phone, "" if _PHONE.fullmatch(part) else part))
        phone = part if _PHONE.fullmatch(part) else ""
    if phone:
        yield phone


def _number_word(number: str) -> str:
    """The word of an id, an insurance number or a phone number: they are told by their looks."""
    if _PHONE.fullmatch(number):
        return f"phone:{_national(number)}"
    return f"{'id' if '_' in number else 'ins'}:{_compact(number)}"


def _national(number: str) -> str:
    """The national digits of a phone number, or of the beginning of one.

    >>> _national("+974 3312"), _national("0097433123456"), _national("3312-3456")
    ('3312', '33123456', '33123456')
    """
    digits = re.sub(r"\D", "", number)
    with_code = "+" in number or digits.startswith("00")
    if digits.startswith(_COUNTRY_CODE) and len(digits) >= _SURELY_WITH_CODE:
        with_code = True
    digits = digits.removeprefix("00") if with_code else digits
    try:
        parsed = phonenumbers.parse(f"+{digits}" if with_code else digits, REGION)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed and phonenumbers.is_possible_number(parsed):
        return phonenumbers.national_significant_number(parsed).removeprefix("0")
    return (_without_country_code(digits) if with_code else digits).removeprefix("0")


def _without_country_code(digits: str) -> str:
    for length in (1, 2, 3):
        code, rest = digits[:length], digits[length:]
        if code and int(code) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return rest
    return digits


def _compact(number: str) -> str:
    return "".join(letter for letter in number if letter.isalnum() or letter == "_")


def _numbers(patient: Findable) -> list[str]:
    # A patient keeps it in the medical part; what the index holds for the front desk, by itself.
    medical = getattr(patient, "medical_info", None) or patient
    insurance: str | None = getattr(medical, "insurance_number", None)
    return [plain(number) for number in (patient.patient_id, insurance) if number]


def _phone_tokens(person: PersonalInfo) -> set[str]:
    digits = _national(plain(person.phone_number or ""))
    starts = {digits[:length] for length in PHONE_PREFIXES if length <= len(digits)}
    return {f"phone:{part}" for part in {*starts, digits[-PHONE_ENDING:]} if len(part) > 1}


def _name_tokens(person: PersonalInfo) -> set[str]:
    words = list(dict.fromkeys(_words(person)))
    if len(words) > NAME_WORDS:  # then the short ones (de, los, bin) but never the family name
        words = [*sorted(words[:-1], key=len)[1 - NAME_WORDS :], words[-1]]
    forms = [form for word in words for form in stored_forms(word)]
    tokens = {
        f"name:{form[:size]}" for form in forms for size in NAME_PREFIXES if size <= len(form)
    }
    return tokens | {f"name:{form[0]}" for form in forms if form >= _IDEOGRAPHS_FROM}


def _words(person: PersonalInfo) -> list[str]:
    return name_words(plain(f"{person.first_name} {person.last_name}"))


def _kind(word: str) -> str:
    return word.partition(":")[0]


def _token(word: str) -> str | None:
    """The indexed token that finds every patient the word may mean; None if it is too short."""
    kind, _, text = word.partition(":")
    if kind == "mail":  # the domain may still be half typed
        mailbox, at, _ = text.partition("@")
        return f"mail:{mailbox}{at}" if mailbox else None
    if kind in {"name", "phone"}:
        sizes = NAME_PREFIXES if kind == "name" else PHONE_PREFIXES
        size = max((size for size in sizes if size <= len(text)), default=0)
        if kind == "name" and text >= _IDEOGRAPHS_FROM:
            size = size or 1
        return f"{kind}:{text[:size]}" if size else None
    return word if text else None


def _selectivity(token: str) -> tuple[int, int]:
    kind, _, text = token.partition(":")
    exact = _EXACT.index(kind) if kind in _EXACT else -1
    return exact, len(text) * _TELLS.get(kind, 1)


def _fits_number(patient: Findable, text: str) -> bool:
    return any(text == _number_word(number).partition(":")[2] for number in _numbers(patient))


def _fits_phone(patient: Findable, text: str) -> bool:
    digits = _national(plain(patient.personal_info.phone_number or ""))
    ending = len(text) == PHONE_ENDING and digits.endswith(text)
    return digits.startswith(text) or ending or _fits_number(patient, text)


def _fits_name(patient: Findable, text: str) -> bool:
    forms = (form for word in _words(patient.personal_info) for form in stored_forms(word))
    return any(form.startswith(text) for form in forms)


def _fits_birth_date(patient: Findable, text: str) -> bool:
    born = patient.personal_info.date_of_birth
    return born is not None and born.isoformat() == text


def _fits_mail(patient: Findable, text: str) -> bool:
    return plain(patient.personal_info.email or "").startswith(text)


_FITS: Mapping[str, Callable[[Findable, str], bool]] = {
    "id": _fits_number,
    "ins": _fits_number,
    "dob": _fits_birth_date,
    "phone": _fits_phone,
    "name": _fits_name,
    "mail": _fits_mail,
}
