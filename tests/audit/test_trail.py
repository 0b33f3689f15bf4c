"""The trail says who did what to whose record, in the fewest entries that say all of it."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medisecure.access.actor import PURPOSES, Actor, RequestContext, Role
from medisecure.audit.actions import Action
from medisecure.audit.event import LONGEST_AGENT, MOST_RESOURCES, Result
from medisecure.audit.sequence import Numbers, give_back, next_place
from medisecure.audit.trail import Access, Trail, grouped
from medisecure.dynamodb.item_types import AUDIT
from medisecure.dynamodb.sealing import codec
from tests.dynamodb.sealing.test_codec import CIPHER

SMITH = Actor(user_id="provider_98765", role=Role.PROVIDER)


def trail() -> Trail:
    asked = RequestContext(
        request_id="r1", page="patients:chart", ip_address="10.0.0.1", user_agent="x" * 500
    )
    return Trail(SMITH, asked)


def read(patient: str, thing: str = "t", action: str = Action.READ_PATIENT,
         result: Result = Result.SUCCESS, *, in_list: bool = False) -> Access:  # fmt: skip
    return Access(Action(action), thing, patient, result, in_list)


def test_a_request_and_patient_is_one_entry_named_after_the_most_telling_look() -> None:
    made = trail()
    for action, thing in (("READ_DEMOGRAPHICS", "p1"), ("READ_APPOINTMENT", "a1"),
                          ("READ_MEDICAL_RECORD", "r1"), ("READ_DOCUMENT", "d1")):  # fmt: skip
        made.record(read("p1", thing, action))
    [event] = made.take()
    assert (event.action, event.resource_id, event.patient_id) == (
        "READ_MEDICAL_RECORD",
        "r1",
        "p1",
    )
    assert set(event.resources or []) == {"p1", "a1", "r1", "d1"}
    assert made.take() == []


class Halting(list[Access]):
    """A list to which something is added only once somebody says so."""

    def __init__(self) -> None:
        self.begun, self.may_end = Event(), Event()

    def append(self, access: Access) -> None:
        self.begun.set()
        self.may_end.wait(5)
        super().append(access)


def test_what_one_lane_remembers_while_another_takes_ahead_is_never_lost() -> None:
    made, halting = trail(), Halting()
    made.accesses = halting
    with ThreadPoolExecutor(2) as pool:
        remembered = pool.submit(made.record, read("p1"))
        halting.begun.wait(5)
        taken = pool.submit(made.take_ahead)
        wait([taken], timeout=0.2)
        halting.may_end.set()
        remembered.result(5)
        assert [each.patient_id for each in [*taken.result(5), *made.take()]] == ["p1"]


def test_looks_that_were_refused_are_an_entry_of_their_own() -> None:
    made = trail()
    made.record(read("p1"))
    made.record(read("p1", "r1", result=Result.DENIED))
    made.record(read("p1", "r2", result=Result.ABSENT))
    assert sorted(each.result for each in made.take()) == ["ABSENT", "DENIED", "SUCCESS"]


def test_every_change_is_an_entry_of_its_own() -> None:
    made = trail()
    for thing in ("a", "b"):
        made.record(read("p1", thing, "BOOK_APPOINTMENT"))
    assert [each.resource_id for each in made.take()] == ["a", "b"]


ACCESSES = st.lists(
    st.builds(
        Access,
        action=st.sampled_from([Action.READ_PATIENT, Action.READ_MEDICAL_RECORD,
                                Action.LIST_DEMOGRAPHICS, Action.BOOK_APPOINTMENT,
                                Action.DOWNLOAD_DOCUMENT, Action.SIGN_IN]),
        resource_id=st.sampled_from([f"t{n}" for n in range(60)]),
        patient_id=st.sampled_from(["", "p1", "p2", "p3"]),
        result=st.sampled_from(list(Result)),
        in_list=st.booleans(),
    ),
    max_size=120,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ACCESSES)
def test_nothing_that_was_touched_is_missing_and_nothing_is_mixed(accesses: list[Access]) -> None:
    groups = list(grouped(accesses))
    said = {(each.resource_id, each.patient_id, each.result) for group in groups for each in group}
    listed = {(each.resource_id, each.result) for group in groups for each in group if each.in_list}
    for each in accesses:
        whole = (each.resource_id, each.patient_id, each.result) in said
        assert whole or (each.in_list and (each.resource_id, each.result) in listed)
    for group in groups:
        assert len({each.result for each in group}) == 1
        if group[0].in_list and len(group) > 1:
            assert len({each.resource_id for each in group}) <= MOST_RESOURCES
        else:
            assert len({each.patient_id for each in group}) == 1
    single = [group[0] for group in groups if not group[0].in_list
              and group[0].action.startswith("READ_")]  # fmt: skip
    assert len({(each.patient_id, each.result) for each in single}) == len(single)


JOB = Actor(user_id="system_tests", role=Role.SYSTEM)


@settings(deadline=None)
@given(st.integers(1, 100))
def test_a_jobs_list_has_twenty_ids_to_an_entry(count: int) -> None:
    made = Trail(JOB, RequestContext(request_id="r1"))
    for n in range(count):
        made.record(read(f"p{n}", f"p{n}", "LIST_DEMOGRAPHICS", in_list=True))
    events = made.take()
    assert len(events) == -(-count // MOST_RESOURCES)
    assert sum(len(each.resources or [each.resource_id]) for each in events) == count
    assert not any(each.patient_id for each in events)


def test_an_entry_says_who_for_what_and_from_where_at_bounded_length() -> None:
    made = trail()
    made.record(read("p1"))
    [event] = made.take()
    assert (event.user_id, event.role, event.purpose) == (SMITH.user_id, "provider", "TREAT")
    assert (event.request_id, event.page, event.ip_address) == ("r1", "patients:chart", "10.0.0.1")
    assert len(event.user_agent) == LONGEST_AGENT
    assert set(PURPOSES) == set(Role)


# Its place


def test_numbers_run_without_gaps_and_never_twice_however_many_threads_ask() -> None:
    begin = next_place()[1]
    with ThreadPoolExecutor(8) as pool:
        places = list(pool.map(lambda _: next_place(), range(500)))
    assert len({writer for writer, _ in places}) == 1
    assert sorted(number for _, number in places) == list(range(begin + 1, begin + 501))


def test_a_number_that_was_given_back_is_the_next_one_taken() -> None:
    numbers = Numbers("w")
    taken = [numbers.take() for _ in range(5)]
    for each in (3, 1):
        numbers.give_back(each)
    assert taken == [0, 1, 2, 3, 4]
    assert [numbers.take() for _ in range(3)] == [1, 3, 5]


def test_the_numbers_of_another_process_are_not_ours_to_give_back() -> None:
    begin = next_place()[1]
    give_back("another", begin)
    assert next_place()[1] == begin + 1


def test_a_forked_worker_is_a_writer_of_its_own() -> None:
    """Two processes that go on counting from one number would overwrite each other."""
    mine = next_place()[0]
    with multiprocessing.get_context("fork").Pool(1) as pool:
        theirs = pool.apply(next_place)
    assert theirs[0] != mine
    assert theirs[1] == 0


def test_two_accesses_in_one_millisecond_are_two_items() -> None:
    made = trail()
    made.record(read("p1", "a", "BOOK_APPOINTMENT"))
    made.record(read("p1", "b", "BOOK_APPOINTMENT"))
    first, second = made.take()
    at = datetime(2025, 6, 1, 12, 37, 16, tzinfo=UTC)
    keys = [AUDIT.keys_of(replace(each, timestamp=at)) for each in (first, second)]
    assert keys[0] != keys[1]
    assert keys[0]["SK"].startswith("ACCESS#12:37:16.000Z#provider_98765#")


def test_an_entry_round_trips_and_stays_small() -> None:
    made = trail()
    for n in range(40):
        made.record(read("patient_12345", f"record_{n:05d}", "READ_MEDICAL_RECORD"))
    [event] = made.take()
    item = codec.encode(AUDIT, event, CIPHER, "T")
    assert codec.decode(AUDIT, item, CIPHER, "T").resource_count == 40
    assert len(str(codec.to_plain(event))) < 1300
