"""Keys are spelled in one place, refuse what would make them ambiguous, and sort as time does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medisecure import wiring
from medisecure.audit.event import AuditEvent
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.gate import cursor
from medisecure.dynamodb.item_types import AUDIT
from medisecure.dynamodb.query import END, Mark, Query, read_page
from medisecure.dynamodb.table import Table

PATTERNS = {name: each for name, each in vars(keys).items() if isinstance(each, keys.Pattern)}
SPREAD = keys.Pattern(keys.TABLE, "SPREAD#{name}", "AT#{at}", shards=4)


@pytest.mark.parametrize("part", ["", None, "a#b", "#", "USER#x"])
def test_a_part_that_would_make_a_key_ambiguous_is_refused(part: str | None) -> None:
    with pytest.raises(ValueError, match="neither '#' nor nothing"):
        keys.PERSON.key(user_id=part)
    with pytest.raises(ValueError, match="neither '#' nor nothing"):
        keys.PERSON.start(user_id=part)


def test_a_key_lacking_a_part_is_refused() -> None:
    with pytest.raises(KeyError):
        keys.RECORD.key(patient_id="p1", record_id="r1")


def test_a_start_needs_the_whole_partition() -> None:
    with pytest.raises(KeyError):
        keys.RECORD.start(record_id="r1")


def test_a_key_longer_than_the_table_takes_is_refused() -> None:
    keys.PERSON.key(user_id="x" * (2048 - len("USER#")))
    with pytest.raises(ValueError, match="bytes"):
        keys.PERSON.key(user_id="x" * 2048)
    with pytest.raises(ValueError, match="bytes"):
        keys.CARE.key(patient_id="p", provider_id="ي" * 520)


def test_a_start_ends_where_the_next_part_would_begin() -> None:
    """`c1` must not find `c10`."""
    found = keys.RECORD.start(patient_id="p1", record_id="c1")
    assert found == {"PK": "USER#p1", "SK": "RECORD#c1#"}


def test_an_index_without_its_attribute_holds_nothing() -> None:
    class WithoutEmail:
        email, patient_id = None, "p1"

    assert keys.PATIENT_BY_EMAIL.key_of(WithoutEmail()) == {}


def test_times_are_written_in_utc_whatever_zone_they_come_in() -> None:
    doha = datetime(2025, 6, 1, 13, 30, tzinfo=timezone(timedelta(hours=3)))
    assert keys.RECORD_TIMELINE.key(patient_id="p", seen_at=doha)["GSI4SK"] == (
        "RECORD#2025-06-01T10:30:00Z"
    )
    with pytest.raises(ValueError, match="zone"):
        keys.RECORD_TIMELINE.key(patient_id="p", seen_at=datetime(2025, 6, 1))  # noqa: DTZ001


@given(st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)), min_size=2, max_size=9))  # noqa: DTZ001
def test_the_trail_sorts_as_time_does_in_the_table_and_in_its_indexes(
    times: list[datetime],
) -> None:
    """A whole second is written as wide as any other, or it would sort behind its own end."""
    instants = [each.replace(tzinfo=UTC) for each in times]
    instants += [instants[0].replace(microsecond=0), instants[0].replace(microsecond=999_000)]
    ordered = sorted(each.replace(microsecond=each.microsecond // 1000 * 1000) for each in instants)
    entries = [entry_at(each) for each in ordered]
    for name in ("SK", "GSI1SK", "GSI4SK"):
        texts = [AUDIT.keys_of(each)["PK"] * (name == "SK") + AUDIT.keys_of(each)[name]
                 for each in entries]  # fmt: skip
        assert texts == sorted(texts)
        assert len({len(text) for text in texts}) == 1


def entry_at(instant: datetime) -> AuditEvent:
    return AuditEvent(
        action="READ_PATIENT", user_id="u1", role="staff", resource_id="p1", patient_id="p1",
        timestamp=instant, writer="w", sequence=0,
    )  # fmt: skip


IDS = st.text(st.characters(exclude_characters="#", exclude_categories=["Cs"]), min_size=1,
              max_size=20)  # fmt: skip


@given(name=st.sampled_from(sorted(PATTERNS)), parts=st.lists(IDS, min_size=4, max_size=4))
def test_what_went_into_a_partition_key_is_read_back_out_of_it(name: str, parts: list[str]) -> None:
    pattern = PATTERNS[name]
    filled = dict(zip(dict.fromkeys(keys.blanks(pattern.pk + pattern.sk)), parts, strict=False))
    wanted = {blank: filled[blank] for blank in keys.blanks(pattern.pk)}
    assert pattern.parts_of(pattern.key(**filled)) == wanted


def test_a_key_of_another_pattern_gives_no_parts() -> None:
    assert keys.PERSON.parts_of({"PK": "SEARCH#x", "SK": "PROFILE#main"}) == {}
    assert keys.PERSON.parts_of({"PK": "USER#x#y", "SK": "PROFILE#main"}) == {}


def test_with_one_shard_the_key_is_the_schemas_own() -> None:
    [only] = keys.AUDIT.partitions(keys.AUDIT.start(on_date=date(2025, 6, 1)))
    assert only["PK"] == "AUDIT#2025-06-01"


def spread(table: Table, name: str, count: int) -> list[str]:
    """`count` items over the shards, and one from before there were any."""
    unspread = replace(SPREAD, shards=1)
    written = []
    for n in range(count):
        pattern = unspread if n == count // 2 else SPREAD
        key = pattern.key(name=name, at=f"{n:03d}")
        table.put({"Item": {each: {"S": text} for each, text in key.items()}})
        written.append(key["SK"])
    return written


def walk(table: Table, asked: Query) -> tuple[list[str], int]:
    """Every sort key in the order of the pages, and how many pages there were."""
    found, pages, mark = [], 0, None
    while True:
        items, mark = read_page(table, asked, mark)
        assert len(items) <= asked.limit
        found += [item["SK"]["S"] for item in items]
        pages += 1
        if mark is None:
            return found, pages


@pytest.mark.parametrize("newest_first", [False, True], ids=["oldest first", "newest first"])
@pytest.mark.parametrize("limit", [1, 7, 50])
def test_shards_are_read_as_one_list_page_by_page(
    table: Table, *, newest_first: bool, limit: int
) -> None:
    name = uuid4().hex
    written = spread(table, name, 23)
    asked = Query(
        pattern=SPREAD, start=SPREAD.start(name=name), limit=limit, newest_first=newest_first,
        consistent=True,
    )  # fmt: skip
    found, pages = walk(table, asked)
    assert found == sorted(written, reverse=newest_first)
    assert pages >= len(written) // limit


def test_writes_are_spread_and_what_lay_there_before_stays_readable(table: Table) -> None:
    name = uuid4().hex
    spread(table, name, 40)
    used = {SPREAD.key(name=name, at=f"{n:03d}")["PK"] for n in range(40)}
    assert len(used) == SPREAD.shards
    places = SPREAD.partitions(SPREAD.start(name=name))
    assert {each["PK"] for each in places} == used | {f"SPREAD#{name}"}


def test_a_list_begun_before_there_were_more_shards_goes_on(table: Table) -> None:
    name = uuid4().hex
    unspread = replace(SPREAD, shards=1)
    for n in range(3):
        key = unspread.key(name=name, at=f"{n:03d}")
        table.put({"Item": {each: {"S": text} for each, text in key.items()}})
    asked = Query(pattern=unspread, start=unspread.start(name=name), limit=2, newest_first=False)
    first, mark = read_page(table, asked, None)
    rest, end = read_page(table, replace(asked, pattern=SPREAD), mark)
    assert [item["SK"]["S"] for item in first + rest] == [f"AT#{n:03d}" for n in range(3)]
    assert end is None


def test_a_release_that_writes_one_shard_reads_what_the_next_one_writes(table: Table) -> None:
    """While a release rolls out, old and new servers write and read side by side."""
    name = uuid4().hex
    ahead = replace(SPREAD, shards=1, shards_read=4)
    for n in range(12):
        key = (SPREAD if n % 2 else ahead).key(name=name, at=f"{n:03d}")
        table.put({"Item": {each: {"S": text} for each, text in key.items()}})
    for pattern in (ahead, SPREAD):
        asked = Query(pattern=pattern, start=pattern.start(name=name), limit=5, newest_first=False)
        assert walk(table, asked)[0] == [f"AT#{n:03d}" for n in range(12)]


@pytest.mark.parametrize("numbers", [(0, 1), (33, 1), (1, 33)])
def test_a_number_of_shards_is_one_that_a_page_mark_can_name(numbers: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="shards"):
        replace(SPREAD, shards=numbers[0], shards_read=numbers[1])


WIDE = keys.Pattern(keys.TABLE, "WIDE#{name}", "AT#{at}", shards=keys.MOST_SHARDS)
WIDE_INDEX = keys.Pattern(keys.GSI2, "WIDE#{name}", "{at}", shards=keys.MOST_SHARDS)


@pytest.fixture(scope="module")
def wide(clinic: None) -> str:
    """Two hundred items of one list over thirty-two shards, in the table and in an index."""
    name, table = uuid4().hex, wiring.health_table()
    for n in range(200):
        key = WIDE.key(name=name, at=f"{n:03d}") | WIDE_INDEX.key(name=name, at=f"{n:03d}")
        table.put({"Item": {each: {"S": text} for each, text in key.items()}})
    return name


@pytest.mark.parametrize("pattern", [WIDE, WIDE_INDEX], ids=["table", "index"])
@pytest.mark.parametrize("newest_first", [False, True], ids=["oldest first", "newest first"])
def test_the_widest_list_is_one_list(
    table: Table, wide: str, pattern: keys.Pattern, *, newest_first: bool
) -> None:
    asked = Query(
        pattern=pattern, start=pattern.start(name=wide), limit=25, newest_first=newest_first
    )
    found, pages = walk(table, asked)
    assert found == sorted((f"AT#{n:03d}" for n in range(200)), reverse=newest_first)
    assert pages in (8, 9)


@pytest.mark.parametrize("pattern", [WIDE, WIDE_INDEX], ids=["table", "index"])
def test_its_page_mark_fits_into_an_address(table: Table, wide: str, pattern: keys.Pattern) -> None:
    asked = Query(pattern=pattern, start=pattern.start(name=wide), limit=25)
    _, mark = read_page(table, asked, None)
    sealed = cursor.sealed(wiring.cipher(), mark, "omar|list")
    assert len(sealed) < cursor.LONGEST
    assert cursor.opened(wiring.cipher(), sealed, "omar|list") == mark


def test_a_page_of_the_widest_list_reads_little_more_than_it_shows(table: Table, wide: str) -> None:
    asked = Query(pattern=WIDE, start=WIDE.start(name=wide), limit=25)
    with metered() as counting:
        items, _ = read_page(table, asked, None)
    assert len(items) == 25
    assert counting.total <= 2 * (WIDE.shards + 1)
    assert counting.sequential <= 2


def test_a_shard_at_its_end_is_not_asked_again(table: Table) -> None:
    done: Mark = [END] * 5
    assert read_page(table, Query(pattern=SPREAD, start=SPREAD.start(name="x")), done) == ([], None)
