"""Babies without a name of their own: filed under the mother's, as maternity wards write them.

The Joint Commission (NPSG.01.01.01) asks for a name that tells them apart: the mother's name, the
sex where it was said, and a number or letter for each of several.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BABIES = frozenset({"baby", "newborn", "infant", "twin", "triplet"})
SEXES = {"girl": "F", "boy": "M"}
# A ward's Arabic words say the sex; مولود is left out: it is a name as well.
ARABIC = {"رضيعة": "F", "رضيع": "M", "مولودة": "F"}
OF = "of"


@dataclass(frozen=True, slots=True)
class Newborn:
    """What goes into the fields: the given name, the family's (empty: to type), and the sex."""

    given: str
    family: str
    sex: str = ""


def newborn(names: Sequence[str]) -> Newborn | None:
    """The words of a name sorted for a baby who has none yet; None for anybody else.

    >>> newborn("baby girl 2 of noor al-kuwari".split())
    Newborn(given='Baby Girl 2 Noor', family='Al-Kuwari', sex='F')
    >>> newborn("Baby 2 of Noor".split()).family, newborn("رضيعة نور الكواري".split()).given
    ('', 'رضيعة نور')
    >>> newborn(["Noor", "Baby"])
    """
    if not names or names[0].lower() not in (BABIES | ARABIC.keys()):
        return None
    said, rest = 1, names
    sex = ARABIC.get(names[0], "")
    if rest[said:] and rest[said].lower() in SEXES:
        sex = SEXES[rest[said].lower()]
        said += 1
    if rest[said:] and rest[said].isdigit():
        said += 1
    begins, after = [_written(each) for each in rest[:said]], rest[said:]
    mother = (bool(after[1:]) and after[0].lower() == OF) or names[0] in ARABIC
    if not mother:
        return Newborn(" ".join(begins), " ".join(map(_written, after)), sex)
    after = after[1:] if after and after[0].lower() == OF else after
    given = [*begins, *map(_written, after[:1])]
    return Newborn(" ".join(given), " ".join(map(_written, after[1:])), sex)


def without_of(names: Sequence[str]) -> list[str]:
    """A baby's name as it is looked for: "of" stands in none.

    >>> without_of(["baby", "2", "of", "noor"]), without_of(["of", "baby"])
    (['baby', '2', 'noor'], ['of', 'baby'])
    """
    is_baby = bool(names) and names[0].lower() in BABIES
    return [each for each in names if not (is_baby and each.lower() == OF)]


def _written(word: str) -> str:
    return word.title() if word.islower() else word
