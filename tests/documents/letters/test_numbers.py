"""The number of a letter: as people type it, and as nobody guesses it."""

import pytest

from documents.letters.numbers import LENGTH, SIGNS, new_number, read, spoken


def test_a_number_is_sixty_random_bits_that_can_be_read_aloud() -> None:
    made = {new_number() for _ in range(200)}
    assert len(made) == 200
    assert all(len(each) == LENGTH and set(each) <= set(SIGNS) for each in made)
    assert len(SIGNS) ** LENGTH == 2**60
    assert not set("ILOU") & set(SIGNS)


def test_what_is_printed_is_what_is_read() -> None:
    number = new_number()
    for typed in (spoken(number), number.lower(), f" {spoken(number)} ", " ".join(number)):
        assert read(typed) == number


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-9PQ2-XR4", "7K3M-9PQ2-XR4TT", "🫀" * 12])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert read(typed) is None
