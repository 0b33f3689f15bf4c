"""How well the warning finds duplicates in a file that names them, in the shape of FEBRL's."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from medisecure.written.characters import plain
from patients.duplicates.likeness import WARNS_AT, Traits, blocks, likeness

COLUMNS = (
    "rec_id", "given_name", "surname", "street_number", "address_1", "suburb", "postcode", "state",
    "date_of_birth", "phone", "soc_sec_id",
)  # fmt: skip
NEEDED = ("rec_id", "given_name", "surname")
LARGEST_BLOCK = 100  # a block of more entries tells nothing about any two of them
_REC = re.compile(r"rec-(\d+)")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Pairs that are one person, pairs that were warned of, and pairs that are both."""

    true: int
    warned: int
    right: int
    compared: int

    @property
    def precision(self) -> float:
        """Of the warnings, how many were right."""
        return self.right / self.warned if self.warned else 1.0

    @property
    def recall(self) -> float:
        """Of the duplicates, how many were warned of."""
        return self.right / self.true if self.true else 1.0


def read_rows(lines: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a CSV file, all texts trimmed; `ValueError` if a needed column is missing."""
    reader = csv.DictReader(lines, skipinitialspace=True)
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ValueError(f"columns missing: {', '.join(missing)}")
    reader.fieldnames = names
    return [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]


def traits_of(row: Mapping[str, str]) -> Traits:
    """What is compared of one row."""
    number = row.get("soc_sec_id", "")
    return Traits(
        given=row.get("given_name", ""),
        family=row.get("surname", ""),
        born=re.sub(r"\D", "", row.get("date_of_birth", "")),
        phone=re.sub(r"\D", "", row.get("phone", "") or row.get("phone_number", "")),
        numbers=(number,) if number else (),
        house=row.get("street_number", ""),
        street=plain(row.get("address_1", "") or row.get("address_2", "")),
        place=plain(row.get("suburb", "")),
        code=row.get("postcode", ""),
        state=plain(row.get("state", "")),
    )


def evaluate(rows: Sequence[Mapping[str, str]], threshold: float = WARNS_AT) -> Evaluation:
    """Compare all rows that share a block, and count."""
    people = [traits_of(row) for row in rows]
    clusters = [_cluster(row["rec_id"]) for row in rows]
    compared = candidate_pairs(people)
    warned = [(a, b) for a, b in compared if likeness(people[a], people[b]) >= threshold]
    return Evaluation(
        true=sum(size * (size - 1) // 2 for size in _sizes(clusters)),
        warned=len(warned),
        right=sum(clusters[a] == clusters[b] for a, b in warned),
        compared=len(compared),
    )


def candidate_pairs(people: Sequence[Traits]) -> set[tuple[int, int]]:
    """The pairs of entries that share a block."""
    filed: dict[str, list[int]] = defaultdict(list)
    for n, who in enumerate(people):
        for block in set(blocks(who)) - {""}:
            filed[block].append(n)
    return {
        pair
        for entries in filed.values()
        if len(entries) <= LARGEST_BLOCK
        for pair in combinations(entries, 2)
    }


def _cluster(rec_id: str) -> str:
    found = _REC.search(rec_id)
    return found[1] if found else rec_id


def _sizes(clusters: Iterable[str]) -> Iterator[int]:
    counts: dict[str, int] = defaultdict(int)
    for cluster in clusters:
        counts[cluster] += 1
    yield from counts.values()
