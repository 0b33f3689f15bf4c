"""Spellings of medical words made one: ischaemic and ischemic, tumour and tumor.

Applied alike to the index and to what is typed, so that only the outcome must agree. Each rule
works on letters that stand side by side, so that a word still being typed folds to the beginning
of the folded word, but for the letter before the last one (see `beginnings`).
"""

import re

from medisecure.written.characters import plain

# British and American spelling, by the letters that differ.
_RULES = (
    ("ae", "e"),
    ("oe", "e"),
    ("ou", "o"),
    ("ph", "f"),
    ("z", "s"),  # generalized, generalised
    ("y", "i"),  # paralyse, tyre, syndrome typed "sindrome"
    ("leuc", "leuk"),
)
_WORDS = {
    "fibre": "fiber",
    "centre": "center",
    "litre": "liter",
}
# Everyday words beside those of the classification, by their folded forms. Our own short list.
_EVERYDAY = {
    "cancer": ("malignant",),
    "tumor": ("neoplasm",),
    "kidnei": ("renal",),
    "lung": ("pulmonari",),
    "liver": ("hepatic",),
    "stomach": ("gastric",),
    "clot": ("thrombosis", "embolism"),
    "broken": ("fracture",),
    "child": ("childhood", "pediatric"),
}
_WORD = re.compile(r"[^\W_]+")
_LITTLE = frozenset(
    {"a", "an", "and", "by", "due", "for", "in", "of", "on", "or", "the", "to", "with"}
)


def folded(word: str) -> str:
    """One plain word with its spelling made common.

    >>> folded("ischaemic"), folded("haemorrhoids"), folded("tumour")
    ('ischemic', 'hemorrhoids', 'tumor')
    """
    for spelled, common in _RULES:
        word = word.replace(spelled, common)
    return _WORDS.get(word, word)


def words_of(text: str) -> list[str]:
    """The folded words of a text in their order, marks and little words left out.

    >>> words_of("Disease of the heart, Crohn's")
    ['disease', 'heart', 'crohns']
    """
    found = [folded(word) for word in _WORD.findall(plain(text))]
    told = [word for word in found if word not in _LITTLE]
    return told or found


def beginnings(word: str) -> tuple[str, ...]:
    """What a folded word may be the beginning of: `ischa` is half of `ischae`, a clot a thrombosis.

    >>> beginnings("ischa"), beginnings("heart"), beginnings("clot")
    (('ischa', 'ische'), ('heart',), ('clot', 'thrombosis', 'embolism'))
    """
    return (*_half_typed(word), *_EVERYDAY.get(word, ()))


def _half_typed(word: str) -> tuple[str, ...]:
    if len(word) > 2 and word.endswith(("a", "o")):  # noqa: PLR2004 - of one letter all begin
        return word, f"{word[:-1]}e"
    if len(word) > 2 and word.endswith("p"):  # noqa: PLR2004
        return word, f"{word[:-1]}f"
    return (word,)
