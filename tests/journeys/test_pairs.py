"""What the round of every page leaves to the drill are triples, no pairs."""

from itertools import combinations, product

import pytest

from tests.journeys.looking import EVERY, LANGUAGES, PAIRS, order_at


def pairs_of(shown: list[tuple[object, ...]]) -> set[tuple[object, object]]:
    return {pair for each in shown for pair in combinations(each, 2)}


def test_each_two_of_width_scheme_and_language_meet_on_every_page() -> None:
    looked_at = [(*each, language) for language, round_ in PAIRS.items() for each in round_]
    everything = [(*each, language) for each, language in product(EVERY, LANGUAGES)]
    assert pairs_of(looked_at) == pairs_of(everything)


@pytest.mark.parametrize("place", [0, 1])
def test_a_page_is_loaded_at_every_width(place: int) -> None:
    loaded = [order_at(place, renderings)[0] for renderings in PAIRS.values()]
    assert {width for width, _ in loaded} == {width for width, _ in EVERY}


def test_a_page_is_loaded_as_the_one_before_it_was_left() -> None:
    for renderings in PAIRS.values():
        assert order_at(1, renderings)[0] == order_at(0, renderings)[-1]
