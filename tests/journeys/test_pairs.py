"""What the round of every page leaves to the drill are triples, no pairs."""

from itertools import combinations, product

from tests.journeys.looking import EVERY, LANGUAGES, PAIRS


def pairs_of(shown: list[tuple[object, ...]]) -> set[tuple[object, object]]:
    return {pair for each in shown for pair in combinations(each, 2)}


def test_each_two_of_width_scheme_and_language_meet_on_every_page() -> None:
    looked_at = [(*each, language) for language, round_ in PAIRS.items() for each in round_]
    everything = [(*each, language) for each, language in product(EVERY, LANGUAGES)]
    assert pairs_of(looked_at) == pairs_of(everything)


def test_a_page_is_loaded_at_every_width() -> None:
    assert {loaded[0] for loaded, *_ in PAIRS.values()} == {width for width, _ in EVERY}
