"""Reading the free texts of the schema's prescriptions into codes, where they say one thing only.

"20mg", "Once daily before breakfast", "30 days", "مرتين يوميًا بعد الأكل": every word must be
understood, else nothing is read and the text stays as it was written. A wrong reading would be a
wrong dose, so whatever could be meant in two ways ("1-2 tablets", "250mg/5ml") is left alone.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from medisecure.written.characters import plain
from patients.prescribing.models import Amount, Dosage, Duration

MOST_READ = 200

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "twelve": 12,
    "ثلاث": 3, "ثلاثه": 3, "اربع": 4, "اربعه": 4, "ست": 6, "سته": 6, "ثماني": 8, "خمس": 5,
}  # fmt: skip
_N = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})"
_DAILY = r"(?:daily|a day|per day|each day|every day|/ ?day|in a day)"
_YAWM = r"(?:يوميا|في اليوم|باليوم|كل يوم)"
_MARRAT = r"(?:مرات|مره)"

# What may stand in a frequency: the first pattern that fits at the front is taken off.
_WHENS: tuple[tuple[str, str], ...] = (
    (r"before (?:the )?breakfast|قبل (?:ال)?(?:فطور|افطار)", "ACM"),
    (r"after (?:the )?breakfast|بعد (?:ال)?(?:فطور|افطار)", "PCM"),
    (r"with (?:the )?breakfast|مع (?:ال)?(?:فطور|افطار)", "CM"),
    (r"before (?:the )?lunch|قبل (?:ال)?غدا", "ACD"),
    (r"after (?:the )?lunch|بعد (?:ال)?غدا", "PCD"),
    (r"with (?:the )?lunch|مع (?:ال)?غدا", "CD"),
    (r"before (?:the )?(?:dinner|supper)|قبل (?:ال)?عشا", "ACV"),
    (r"after (?:the )?(?:dinner|supper)|بعد (?:ال)?عشا", "PCV"),
    (r"with (?:the )?(?:dinner|supper)|مع (?:ال)?عشا", "CV"),
    (r"before (?:food|meals?|eating)|on an empty stomach|قبل (?:ال)?(?:اكل|طعام|وجبات)|ac\b", "AC"),
    (r"after (?:food|meals?|eating)|بعد (?:ال)?(?:اكل|طعام|وجبات)|pc\b", "PC"),
    (r"with (?:food|meals?)|مع (?:ال)?(?:اكل|طعام|وجبات)", "C"),
    (r"at bedtime|before (?:sleep|bed|sleeping)|(?:عند|قبل) النوم|hs\b", "HS"),
    (r"at night|every night|nightly|nocte|ليلا", "NIGHT"),
    (r"in the morning|every morning|each morning|mane|صباحا|في الصباح", "MORN"),
    (r"in the evening|every evening|مسا\b|في المسا", "EVE"),
)
_TIMINGS: tuple[tuple[str, str], ...] = (
    (rf"(?:once|one time|1 time|1x|1 ?x) ?{_DAILY}|مره(?: واحده)? {_YAWM}", "QD"),
    (rf"(?:twice|two times|2 times|2x|2 ?x) ?{_DAILY}|(?:مرتين|مرتان) {_YAWM}", "BID"),
    (rf"(?:thrice|three times|3 times|3x|3 ?x) ?{_DAILY}|(?:ثلاث|3) {_MARRAT} {_YAWM}", "TID"),
    (rf"(?:four times|4 times|4x|4 ?x) ?{_DAILY}|(?:اربع|4) {_MARRAT} {_YAWM}", "QID"),
    (r"every other day|(?:on )?alternate days|every (?:2|two|second) days?|يوم بعد يوم", "QOD"),
    (r"(?:once|one time) (?:weekly|a week|per week|every week)|weekly|every week"
     r"|(?:مره(?: واحده)? )?اسبوعيا|مره(?: واحده)? في الاسبوع", "WK"),
    (r"(?:once|one time) (?:monthly|a month|per month)|monthly|every month|(?:مره )?شهريا", "MO"),
    (r"daily|every day|each day|qd\b|od\b|يوميا|كل يوم", "QD"),
    (r"bd\b|bid\b", "BID"),
    (r"tds\b|tid\b", "TID"),
    (r"qds\b|qid\b", "QID"),
    (r"stat\b|once only|single dose|one dose only|جرعه واحده(?: فقط)?|مره واحده فقط", "ONCE"),
)  # fmt: skip
_HOURLY = rf"(?:every|each) {_N} hours?|{_N} hourly|q ?{_N} ?h(?:rs?|ours?)?\b|كل {_N} ساع(?:ات|ه)"
_HOURS = {4: "Q4H", 6: "Q6H", 8: "Q8H", 12: "Q12H"}
_NEEDED = (
    r"(?:only )?(?:when|as|if) (?:needed|required|necessary)|prn\b|sos\b|عند (?:الحاجه|اللزوم)"
)
_MOST = (
    rf"(?:max(?:imum)?(?: of)?|up to|no more than|not more than) {_N}"
    rf"(?: (?:times|doses))? ?{_DAILY}"
    rf"|(?:ب?حد اقصي) {_N} (?:{_MARRAT}|جرعات) {_YAWM}"
)
_JOINS = r"(?:and|for|to be taken|take|taken|,|;|\.|-|–|و|تؤخذ|يؤخذ)\s*"

_UNIT_WORDS: tuple[tuple[str, str], ...] = (
    (r"mg|milligrams?|ملغم?|مجم|ملليجرام|مليغرام|مليجرام", "mg"),
    (r"mcg|ug|µg|μg|micrograms?|ميكروغرام|ميكروجرام", "ug"),
    (r"g|gm|grams?|غرام|جرام|غم", "g"),
    (r"ml|millilit(?:er|re)s?|مل|ملليلتر|مليلتر", "mL"),
    (r"iu|units?|وحده|وحدات", "[iU]"),
    (r"tab(?:let)?s?|قرص|اقراص|حبه|حبات|حبوب", "{tablet}"),
    (r"cap(?:sule)?s?|كبسوله|كبسولات", "{capsule}"),
    (r"puffs?|بخه|بخات", "{puff}"),
    (r"drops?|قطره|قطرات|نقطه|نقاط", "{drop}"),
    (r"sprays?|رشه|رشات", "{spray}"),
    (r"sachets?|كيس|اكياس", "{sachet}"),
    (r"suppositor(?:y|ies)|تحميله|تحاميل", "{suppository}"),
    (r"patch(?:es)?|لصقه|لصقات", "{patch}"),
)
_AMOUNT = re.compile(r"(\d{1,7}(?:[.]\d{1,4})?|one|two|three|نصف)\s*(.+)")
_SPAN_WORDS: tuple[tuple[str, str], ...] = (
    (r"days?|يوما?|ايام", "d"),
    (r"weeks?|wks?|اسبوعا?|اسابيع", "wk"),
    (r"months?|شهرا?|شهور|اشهر", "mo"),
    (r"years?|سنه|سنوات", "yr"),
)
_WORDED_SPANS = {
    "يوم": (1, "d"), "يومين": (2, "d"), "يوم واحد": (1, "d"), "اسبوع": (1, "wk"),
    "اسبوعين": (2, "wk"), "شهر": (1, "mo"), "شهرين": (2, "mo"), "سنه": (12, "mo"),
}  # fmt: skip
_ONGOING = re.compile(
    r"ongoing|long[- ]term|continuous(?:ly)?|lifelong|until (?:stopped|further notice)"
    r"|مستمر|باستمرار|مدى الحياه"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The three free texts of a prescription, as the schema keeps them."""

    dosage: str | None = None
    frequency: str | None = None
    duration: str | None = None


def read(texts: Written) -> Dosage | None:
    """All texts as codes; None unless each text that is there could be read whole."""
    parts = _each(texts)
    if not parts or any(part is None for part in parts.values()):
        return None
    return _joined(parts)


def readable(texts: Written) -> Dosage:
    """As `read`, but keeps what could be read: what could not is absent from the codes."""
    return _joined({name: part for name, part in _each(texts).items() if part is not None})


def dose(text: str) -> Amount | None:
    """A dose such as `20mg`, `1 tablet`, `٢ قرص`; None if it is anything more or else."""
    fitted = _AMOUNT.fullmatch(_plain(text))
    if fitted is None:
        return None
    unit = next((code for words, code in _UNIT_WORDS if re.fullmatch(words, fitted[2])), None)
    number = {"one": "1", "two": "2", "three": "3", "نصف": "0.5"}.get(fitted[1], fitted[1])
    value = Decimal(number)
    return Amount(value=_whole(value), unit=unit) if unit and value else None


def frequency(text: str) -> Dosage | None:
    """How often, at what time of day and whether only when needed; None if a word is not known."""
    left, found = _plain(text), Dosage()
    while left:
        taken = _front(left)
        if taken is None or any(getattr(found, name) for name in taken[1]):
            return None
        left, found = taken[0], replace(found, **taken[1])
    if found == Dosage():
        return None
    once_a_day = found.when in {"HS", "NIGHT", "MORN", "EVE", "ACM", "PCM", "CM"}
    if found.timing is None and once_a_day and not found.as_needed:
        return replace(found, timing="QD")
    return found


def duration(text: str) -> Duration | None:
    """How long, such as `30 days` or `لمدة أسبوعين`; None if it names no such span."""
    told = re.sub(r"^(?:for|x|لمده)\s*", "", _plain(text))
    if told in _WORDED_SPANS:
        count, unit = _WORDED_SPANS[told]
        return Duration(count=count, unit=unit)
    fitted = re.fullmatch(rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})\s*(\S+)", told)
    if fitted is None:
        return None
    unit = next((code for words, code in _SPAN_WORDS if re.fullmatch(words, fitted[2])), "")
    count = _number(fitted[1]) * (12 if unit == "yr" else 1)
    unit = "mo" if unit == "yr" else unit
    return Duration(count=count, unit=unit) if unit and 0 < count <= 999 else None  # noqa: PLR2004


def is_ongoing(text: str) -> bool:
    """Whether the duration says "until stopped"."""
    return _ONGOING.fullmatch(_plain(text)) is not None


def _each(texts: Written) -> dict[str, dict[str, Any] | None]:
    parts: dict[str, dict[str, Any] | None] = {}
    if texts.dosage and texts.dosage.strip():
        amount = dose(texts.dosage)
        parts["dosage"] = {"dose": amount} if amount else None
    if texts.frequency and texts.frequency.strip():
        often = frequency(texts.frequency)
        names = ("timing", "when", "as_needed", "most_per_day")
        parts["frequency"] = {name: getattr(often, name) for name in names} if often else None
    if texts.duration and texts.duration.strip():
        parts["duration"] = _long(texts.duration)
    return parts


def _long(text: str) -> dict[str, Any] | None:
    if is_ongoing(text):
        return {"is_ongoing": True}
    span = duration(text)
    return {"duration": span} if span else None


def _joined(parts: dict[str, Any]) -> Dosage:
    return Dosage(**{name: value for part in parts.values() for name, value in part.items()})


def _front(text: str) -> tuple[str, dict[str, Any]] | None:
    """The rest of the text and what its front says; None if the front says nothing known."""
    for pattern, said in _RULES:
        fitted = pattern.match(text)
        if fitted and fitted.end():
            told = said(fitted)
            return None if told is None else (text[fitted.end() :].lstrip(), told)
    return None


def _hourly(fitted: re.Match[str]) -> dict[str, Any] | None:
    hours = _HOURS.get(_number(next(filter(None, fitted.groups()))))
    return {"timing": hours} if hours else None


def _most(fitted: re.Match[str]) -> dict[str, Any] | None:
    count = _number(next(filter(None, fitted.groups())))
    return {"most_per_day": count} if 0 < count <= 24 else None  # noqa: PLR2004


def _rule(pattern: str, said: Any) -> tuple[re.Pattern[str], Any]:
    return re.compile(rf"(?:{pattern})(?!\w)"), said


def _means(**told: Any) -> Any:
    return lambda _: told


_RULES = (
    _rule(_MOST, _most),
    _rule(_NEEDED, _means(as_needed=True)),
    _rule(_HOURLY, _hourly),
    *(_rule(pattern, _means(when=code)) for pattern, code in _WHENS),
    *(_rule(pattern, _means(timing=code)) for pattern, code in _TIMINGS),
    (re.compile(_JOINS), _means()),
)


def _plain(text: str) -> str:
    return " ".join(plain(text[:MOST_READ]).replace("(", " ").replace(")", " ").split()).rstrip(
        " ."
    )


def _number(text: str) -> int:
    return _NUMBERS.get(text) or int(text)


def _whole(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value
