"""What an allergy means for prescribing: which medicines it speaks against, and by which source.

The table is `allergens.csv`; its head names the sources. An allergy whose words are not in the
table nor in the list of medicines is *unknown*: nothing was checked for it, and that is said.
"""

import csv
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from medisecure.written.characters import plain
from patients.prescribing import medicines
from patients.prescribing.medicines import Medicine

_FILE = Path(__file__).with_name("allergens.csv")
_REMARK = "#"
_MEDICINE, _OTHER = "medicine", "other"
# Words around an allergen that say nothing of what it is.
_AROUND = re.compile(
    r"\b(?:allergy|allergies|allergic|to|the|drug|drugs|medicine|medicines|antibiotic|antibiotics"
    r"|severe|mild|anaphylaxis|rash|all|حساسيه|من|دوا|مضاد|حيوي|شديده)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One row: medicines that are avoided together. ATC beginnings; `source` says by whom."""

    name: str
    kind: str
    typed: tuple[str, ...]
    members: tuple[str, ...]
    related: tuple[str, ...]
    source: str

    def holds(self, atc: str) -> bool:
        """Whether the medicine is of the group itself."""
        return atc.startswith(self.members) if self.members else False

    def touches(self, atc: str) -> bool:
        """Whether a cross-reaction is named for the medicine."""
        return atc.startswith(self.related) if self.related else False


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergen:
    """What the words of an allergy were understood as; neither a medicine nor a group: unknown."""

    said: str
    medicine: Medicine | None = None
    groups: tuple[Group, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it could be checked at all."""
        return self.medicine is not None or bool(self.groups)

    @property
    def is_no_medicine(self) -> bool:
        """Whether it is food, an animal or a material: no medicine of the list is of its kind."""
        told = self.medicine is None and bool(self.groups)
        return told and not any(group.kind != _OTHER for group in self.groups)


def understood(said: str) -> Allergen:
    """An allergy's free words as medicine or group, by exact words only: a guess is no check.

    >>> understood("Penicillin").groups[0].name, understood("بنسلين").groups[0].name
    ('penicillins', 'penicillins')
    >>> understood("the blue tablets").is_known
    False
    """
    for words in (_key(said), _key(_AROUND.sub(" ", plain(said)))):
        group = _by_words().get(words)
        medicine = None if group else medicines.named(words)
        if group:
            return Allergen(said=said, groups=(group,))
        if medicine:
            return Allergen(said=said, medicine=medicine, groups=groups_of(medicine))
    return Allergen(said=said)


def groups_of(medicine: Medicine) -> tuple[Group, ...]:
    """The groups a medicine, or a part of it, is of; not those that only their name stands for."""
    groups = (group for group in table() if group.kind == _MEDICINE)
    return tuple(g for g in groups if any(g.holds(code) for code in codes_of(medicine)))


def codes_of(medicine: Medicine) -> tuple[str, ...]:
    """Its own code and those of its parts."""
    return tuple(dict.fromkeys((medicine.atc, *medicine.substances)))


@cache
def table() -> tuple[Group, ...]:
    """All groups, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith(_REMARK))
        return tuple(
            Group(
                name=row["group"],
                kind=row["kind"],
                typed=_split(row["typed"]),
                members=_split(row["members"]),
                related=_split(row["related"]),
                source=row["source"],
            )
            for row in rows
        )


@cache
def version() -> str:
    """A short mark of the table as it is, kept with every check that used it."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:8]


@cache
def _by_words() -> dict[str, Group]:
    return {_key(words): group for group in table() for words in (group.name, *group.typed)}


def _key(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
