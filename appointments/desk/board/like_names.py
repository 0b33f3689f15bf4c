"""Patients of one day whose names are easily taken for each other: pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from patients.naming.names import is_article, without_article, words
from patients.naming.sounds import alike, index_keys
from patients.profile.models import Demographics, NamedPatient


def like_names(patients: Mapping[str, Demographics | NamedPatient]) -> frozenset[str]:
    """The ids of patients whose first and last words sound like another one's of the same day.

    Only those that share a coarse key are compared: a hundred names are a few comparisons.
    """
    ends = {who: _ends(each.display_name) for who, each in patients.items()}
    shelves: dict[tuple[str, str], set[str]] = defaultdict(set)
    for who, (first, last) in ends.items():
        for key in _keys(first, last):
            shelves[key].add(who)
    return frozenset(
        who
        for shelf in shelves.values()
        if len(shelf) > 1
        for pair in combinations(sorted(shelf), 2)
        if _same(ends[pair[0]], ends[pair[1]])
        for who in pair
    )


def _ends(name: str) -> tuple[str, str]:
    """The first and the last word of a name, without articles."""
    found = [without_article(each) for each in words(name) if not is_article(each)]
    return (found[0], found[-1]) if found else ("", "")


def _keys(first: str, last: str) -> Iterable[tuple[str, str]]:
    if not first:
        return []
    keys = [(one, other) for one in index_keys(first) for other in index_keys(last)]
    return keys or [(first, last)]


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return all(a == b or alike(a, b) for a, b in zip(one, other, strict=True))
