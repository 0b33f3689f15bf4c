"""Text of ASCII letters goes a shorter way, and comes out as on the long one."""

from itertools import product

import pytest

from medisecure.written.characters import plain
from patients.naming.names import words

ASCII = [chr(number) for number in range(128)]
STRANGE = "é"  # with it a text goes the long way


@pytest.mark.parametrize("first", ASCII)
def test_the_shorter_way_of_plain_letters_says_the_same(first: str) -> None:
    for pair in map("".join, product([first], ASCII)):
        assert plain(pair) == plain(pair + STRANGE).removesuffix("e")


@pytest.mark.parametrize("between", ASCII)
def test_the_shorter_way_to_the_words_says_the_same(between: str) -> None:
    name = f"Al{between}Kuwari {between} O'Brien1"

    assert words(name) == words(f"{name} {STRANGE}")[:-1]
