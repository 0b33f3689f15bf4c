"""Every slot and every claim against an oracle that counts single minutes."""

from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from appointments.scheduling.availability import (
    Beside,
    claimed_cells,
    day_slots,
)
from providers.directory.rules import (
    VisitType,
)
from tests.appointments.scheduling.minute_by_minute import (
    DAYS,
    MINUTE,
    claims_of,
    expected,
    goes_on_over_midnight,
    minutes_of,
    situations,
)


@settings(max_examples=150, deadline=None)
@given(each=situations())
def test_every_slot_is_what_counting_single_minutes_says(each: dict[str, Any]) -> None:
    """Within one day: hours that go on over midnight have tests of their own."""
    assume(not goes_on_over_midnight(each["rules"], each["day"]))
    before, after = each["buffers"]
    claims = claims_of(each)
    slots = day_slots(
        each["rules"],
        each["day"],
        each["zone"],
        claims.get(each["day"], {}),
        minutes=each["minutes"],
        visit_type=VisitType(
            code="X", name="X", minutes=30, buffer_before=before, buffer_after=after
        ),
        now=each["now"],
        own_ids=frozenset({"me", "visit_mine"}),
        audience=each["audience"],
        time_off=each["time_off"],
        neighbours={one: Beside(own) for one, own in claims.items()},
        step=each["step"],
    )
    assert [(slot.starts_at, slot.reason) for slot in slots] == expected(each)


@settings(max_examples=60, deadline=None)
@given(
    day=DAYS,
    at=st.integers(0, 1379),
    minutes=st.integers(1, 120),
    before=st.integers(0, 120),
    after=st.integers(0, 120),
)
def test_a_claim_is_every_cell_it_touches(
    day: tuple[date, str], at: int, minutes: int, before: int, after: int
) -> None:
    local, zone = day
    start = minutes_of(local, zone)[at]
    span = {start + MINUTE * n for n in range(-before, minutes + after)}
    touched = {}
    for shift in (-1, 0, 1):
        every = minutes_of(local + timedelta(days=shift), zone)
        names = [f"c{n // 5}" for n in range(0, len(every), 5) if span & set(every[n : n + 5])]
        if names:
            touched[local + timedelta(days=shift)] = names
    assert claimed_cells(start, minutes, zone, before, after) == touched
