"""A file of a hundred and fifty people is told for a thousand."""

from medisecure.dynamodb.calls.meter import Call, Meter
from tools.bench.people import for_a_thousand


def test_what_some_people_took_is_told_for_a_thousand() -> None:
    one = Call("transact_write_items", 0, 1, read_units=1, write_units=5)
    row = for_a_thousand(Meter([one, Call("query", 1, 2, read_units=2, depth=2)]), 2, 1.0, 0.25)
    assert row.what == "import per 1,000 people: 500 s, 125 of them CPU"
    assert (row.round_trips_sequential, row.round_trips_total) == (1000, 1000)
    assert (row.read_units, row.write_units, row.transactions) == (1500, 2500, 500)
    assert row.breaches() == []


def test_more_than_three_round_trips_a_person_are_too_many() -> None:
    slow = Meter([Call("query", 0, 1, depth=4)])
    assert for_a_thousand(slow, 1, 1.0, 1.0).breaches()
