"""The checker of histories, on histories known to be good and known to be bad."""

import pytest

from tools.drills.history import Kind, Outcome, Press, is_linearizable

HOLD, BOOK, MOVE, CANCEL, FOUND = Kind.HOLD, Kind.BOOK, Kind.MOVE, Kind.CANCEL, Kind.FOUND
NO, UNKNOWN = Outcome.REFUSED, Outcome.UNKNOWN
A, B = "a", "b"


def press(
    kind: Kind, form: str, began: float, ended: float, *quarters: int, **more: object
) -> Press:
    return Press(kind=kind, form=form, began=began, ended=ended, quarters=quarters, **more)  # type: ignore[arg-type]


def found(*visits: str | None) -> Press:
    return Press(kind=FOUND, form="", began=99, ended=100, found=visits)


GOOD = {
    "nothing": [],
    "one books, the other is refused": [
        press(BOOK, A, 0, 2, 0), press(BOOK, B, 1, 3, 0, outcome=NO)],
    "the refusal came first but they overlapped": [
        press(BOOK, B, 0, 2, 0, outcome=NO), press(BOOK, A, 1, 9, 0)],
    "touching lengths both win": [press(BOOK, A, 0, 1, 0, 1), press(BOOK, B, 0, 1, 2)],
    "an unanswered booking took place": [
        press(BOOK, A, 0, 1, 0, outcome=UNKNOWN), press(BOOK, B, 5, 6, 0, outcome=NO), found(A)],
    "an unanswered booking never took place": [
        press(BOOK, A, 0, 1, 0, outcome=UNKNOWN), press(BOOK, B, 5, 6, 0), found(B)],
    "a hold is booked by its own": [
        press(HOLD, A, 0, 1, 0, at=100, until=700), press(BOOK, A, 2, 3, 0, at=200), found(A)],
    "a hold lapses": [
        press(HOLD, A, 0, 1, 0, at=100, until=700), press(BOOK, B, 2, 3, 0, at=701), found(B)],
    "its own books a lapsed hold": [
        press(HOLD, A, 0, 1, 0, at=100, until=700), press(BOOK, A, 2, 3, 0, at=900), found(A)],
    "a hold nobody heard of lapses, and its repeat is refused": [
        press(HOLD, A, 0, 1, 0, 1, at=100, until=700, outcome=UNKNOWN),
        press(BOOK, B, 0, 4, 0, at=701), press(BOOK, "c", 2, 3, 1, at=200, outcome=NO),
        press(HOLD, A, 5, 6, 0, 1, at=100, until=700, outcome=NO), found(B)],
    "another hold of the same form is given back": [
        press(HOLD, A, 0, 1, 0, at=100, until=700), press(HOLD, A, 2, 3, 1, at=110, until=710),
        press(BOOK, B, 4, 5, 0, at=120), found(B)],
    "a booking gives the rest of its hold back": [
        press(HOLD, A, 0, 1, 0, 1, at=100, until=700), press(BOOK, A, 2, 3, 0, at=110),
        press(BOOK, B, 4, 5, 1, at=120)],
    "a visit moves over part of itself": [
        press(BOOK, A, 0, 1, 0, 1), press(MOVE, A, 2, 3, 1, 2), press(BOOK, B, 4, 5, 0)],
    "a cancelled time is free": [
        press(BOOK, A, 0, 1, 0), press(CANCEL, A, 2, 3), press(BOOK, B, 4, 5, 0), found(B)],
}  # fmt: skip

BAD = {
    "both book one time": [press(BOOK, A, 0, 2, 0), press(BOOK, B, 1, 3, 0)],
    "unequal lengths overlap": [press(BOOK, A, 0, 2, 0, 1), press(BOOK, B, 1, 3, 1, 2)],
    "refused though nobody had it": [press(BOOK, A, 0, 1, 0, outcome=NO)],
    "refused before the other had begun": [
        press(BOOK, B, 0, 1, 0, outcome=NO), press(BOOK, A, 2, 3, 0)],
    "an acknowledged visit is gone": [press(BOOK, A, 0, 1, 0), found(None)],
    "somebody who was refused has it": [
        press(BOOK, A, 0, 1, 0), press(CANCEL, A, 2, 3), press(BOOK, B, 0, 1, 0, outcome=NO),
        found(B)],
    "a visit nobody asked for": [found(A)],
    "a live hold is taken": [
        press(HOLD, A, 0, 1, 0, at=100, until=700), press(BOOK, B, 2, 3, 0, at=700)],
    "a lapsed hold still refuses": [
        press(HOLD, A, 0, 1, 0, at=100, until=700), press(BOOK, B, 2, 3, 0, at=701, outcome=NO)],
    "a held time is refused to its own": [
        press(HOLD, A, 0, 1, 0, at=100, until=700), press(BOOK, A, 2, 3, 0, at=200, outcome=NO)],
    "a move leaves its old time taken": [
        press(BOOK, A, 0, 1, 0), press(MOVE, A, 2, 3, 1), press(BOOK, B, 4, 5, 0, outcome=NO)],
    "a move onto somebody else": [
        press(BOOK, A, 0, 1, 0), press(BOOK, B, 0, 1, 1), press(MOVE, A, 2, 3, 1)],
    "a cancelled visit is still there": [
        press(BOOK, A, 0, 1, 0), press(CANCEL, A, 2, 3), found(A)],
    "an unanswered booking explains only itself": [
        press(BOOK, A, 0, 1, 0, outcome=UNKNOWN), press(BOOK, B, 2, 3, 1, outcome=NO)],
}  # fmt: skip


def whole(history: list[Press]) -> list[Press]:
    """The history with what was found filled up to three quarters."""
    return [
        each if each.kind is not FOUND
        else found(*each.found, *[None] * (3 - len(each.found)))
        for each in history
    ]  # fmt: skip


@pytest.mark.parametrize("history", GOOD.values(), ids=GOOD)
def test_a_history_that_can_be_explained_passes(history: list[Press]) -> None:
    assert is_linearizable(whole(history), 3)


@pytest.mark.parametrize("history", BAD.values(), ids=BAD)
def test_a_history_nothing_explains_is_caught(history: list[Press]) -> None:
    assert not is_linearizable(whole(history), 3)


def test_a_crowd_of_refused_and_unanswered_presses_is_checked_in_no_time() -> None:
    refused = [press(BOOK, f"r{n}", 0, 9, n % 3, outcome=NO) for n in range(12)]
    unanswered = [press(BOOK, f"u{n}", 0, 9, n % 3, outcome=UNKNOWN) for n in range(8)]
    assert is_linearizable([*refused, *unanswered, press(BOOK, A, 0, 9, 0, 1, 2)], 3)
