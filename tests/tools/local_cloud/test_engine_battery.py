"""What the application takes for granted about DynamoDB when it writes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.tools.local_cloud.callers import Item, Table, code_of, item, number, text

NEW = "attribute_not_exists(PK)"
ADD_ONE: dict[str, Any] = {
    "UpdateExpression": "ADD seen :one",
    "ExpressionAttributeValues": {":one": number(1)},
}


def succeeds(table: Table, key: Item, expression: str, values: Item, **more: Any) -> bool:
    """Whether an update's condition held; any other error is passed on."""
    try:
        table.update(key, expression, values, **more)
    except table.dynamodb.exceptions.ConditionalCheckFailedException:
        return False
    return True


def test_an_item_is_created_once(table: Table) -> None:
    table.put(item("p", "a", value=1), ConditionExpression=NEW)
    with pytest.raises(ClientError) as refused:
        table.put(item("p", "a", value=2), ConditionExpression=NEW)
    assert code_of(refused.value) == "ConditionalCheckFailedException"
    assert table.get("p", "a") == item("p", "a", value=1)


def test_a_failed_condition_can_show_the_item_in_the_way(table: Table) -> None:
    table.put(item("p", "a", value=1))
    with pytest.raises(ClientError) as refused:
        table.put(
            item("p", "a", value=2),
            ConditionExpression=NEW,
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert refused.value.response["Item"] == item("p", "a", value=1)


def test_a_stale_version_is_refused(table: Table) -> None:
    table.put(item("p", "a", version=1))
    step = "SET version = version + :one"
    values = {":one": number(1), ":read": number(1)}
    table.update(item("p", "a"), step, values, ConditionExpression="version = :read")
    with pytest.raises(ClientError) as refused:
        table.update(item("p", "a"), step, values, ConditionExpression="version = :read")
    assert code_of(refused.value) == "ConditionalCheckFailedException"
    assert table.get("p", "a") == item("p", "a", version=2)


@pytest.mark.parametrize(
    ("condition", "values", "holds"),
    [
        ("attribute_exists(nickname)", {}, True),
        ("attribute_not_exists(nickname)", {}, False),
        ("begins_with(nickname, :v)", {":v": text("Mar")}, True),
        ("contains(nickname, :v)", {":v": text("ria")}, True),
        ("size(nickname) = :v", {":v": number(5)}, True),
        ("age BETWEEN :v AND :w", {":v": number(1), ":w": number(9)}, False),
        ("age IN (:v, :w)", {":v": number(40), ":w": number(41)}, True),
        ("NOT (age > :v) OR nickname = :w", {":v": number(1), ":w": text("Maria")}, True),
        ("absent = :v", {":v": number(1)}, False),
        ("absent <> :v", {":v": number(1)}, True),
        ("age = :v", {":v": number("40.0")}, True),
        ("age > :v", {":v": text("1")}, False),
        ("details.room = :v", {":v": number(3)}, True),
        ("attribute_type(details, :v)", {":v": text("M")}, True),
    ],
)
def test_conditions_mean_what_they_say(
    table: Table, condition: str, values: dict[str, Any], *, holds: bool
) -> None:
    table.put(item("p", "a", nickname="Maria", age=40, details={"M": {"room": number(3)}}))
    values = {":yes": number(1), **values}
    assert holds is succeeds(
        table, item("p", "a"), "SET touched = :yes", values, ConditionExpression=condition
    )


def test_a_day_cell_is_claimed_by_one_only(table: Table) -> None:
    """The booking's own form: one attribute per grid cell, free or expired."""

    def claim(visit: str) -> bool:
        return succeeds(
            table,
            item("PROVIDER#d", "DAY#2025-06-01"),
            "SET #cell = :visit",
            {":visit": text(visit)},
            ConditionExpression="attribute_not_exists(#cell)",
            ExpressionAttributeNames={"#cell": "c0830"},
        )

    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(claim, [f"visit-{n}" for n in range(16)]))
    assert claims.count(True) == 1


def test_updates_set_add_append_and_remove(table: Table) -> None:
    table.put(
        item("p", "a", count=5, notes={"L": [text("one")]}, gone="x", tags={"SS": ["a", "b"]})
    )
    found = table.update(
        item("p", "a"),
        "SET notes = list_append(notes, :more), kept = if_not_exists(kept, :new) "
        "ADD #count :less DELETE tags :tag REMOVE gone",
        {
            ":more": {"L": [text("two")]},
            ":new": text("n"),
            ":less": number(-2),
            ":tag": {"SS": ["a"]},
        },
        ExpressionAttributeNames={"#count": "count"},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    notes = {"L": [text("one"), text("two")]}
    assert found == item("p", "a", count=3, notes=notes, kept="n", tags={"SS": ["b"]})


def test_a_transaction_writes_all_of_its_items(table: Table) -> None:
    table.put(item("p", "there"))
    table.transact(
        {"Put": {"Item": item("p", "new"), "ConditionExpression": NEW}},
        {"Update": {"Key": item("p", "counter"), **ADD_ONE}},
        {
            "ConditionCheck": {
                "Key": item("p", "there"),
                "ConditionExpression": "attribute_exists(PK)",
            }
        },
        {"Delete": {"Key": item("p", "absent")}},
    )
    assert table.get("p", "new") is not None
    assert table.get("p", "counter") == item("p", "counter", seen=1)


def test_a_cancelled_transaction_writes_nothing_and_names_each_reason(table: Table) -> None:
    table.put(item("p", "taken", value=1))
    with pytest.raises(ClientError) as refused:
        table.transact(
            {"Put": {"Item": item("p", "new")}},
            {
                "Put": {
                    "Item": item("p", "taken"),
                    "ConditionExpression": NEW,
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                }
            },
            {"Update": {"Key": item("p", "counter"), **ADD_ONE}},
        )
    reasons = refused.value.response["CancellationReasons"]
    assert code_of(refused.value) == "TransactionCanceledException"
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed", "None"]
    assert reasons[1]["Item"] == item("p", "taken", value=1)
    assert table.get("p", "new") is None
    assert table.get("p", "counter") is None


def test_an_invalid_member_stops_the_whole_transaction(table: Table) -> None:
    with pytest.raises(ClientError):
        table.transact({"Put": {"Item": item("p", "good")}}, {"Put": {"Item": item("p", "")}})
    assert table.get("p", "good") is None


def test_a_repeated_token_is_recognised(table: Table) -> None:
    token = str(uuid4())
    for _ in range(3):
        table.transact({"Update": {"Key": item("p", "a"), **ADD_ONE}}, ClientRequestToken=token)
    assert table.get("p", "a") == item("p", "a", seen=1)


def test_a_token_with_other_contents_is_refused(table: Table) -> None:
    token = str(uuid4())
    table.transact({"Put": {"Item": item("p", "a", value=1)}}, ClientRequestToken=token)
    with pytest.raises(ClientError) as refused:
        table.transact({"Put": {"Item": item("p", "a", value=2)}}, ClientRequestToken=token)
    assert code_of(refused.value) == "IdempotentParameterMismatchException"
    assert table.get("p", "a") == item("p", "a", value=1)


def test_two_members_for_one_item_are_refused(table: Table) -> None:
    with pytest.raises(ClientError) as refused:
        table.transact({"Put": {"Item": item("p", "a")}}, {"Delete": {"Key": item("p", "a")}})
    assert code_of(refused.value) == "ValidationException"


def test_readers_see_a_transaction_whole_or_not_at_all(table: Table) -> None:
    rounds = 60

    def write() -> None:
        for value in range(rounds):
            table.transact(*({"Put": {"Item": item("p", sort, value=value)}} for sort in "abcd"))

    def torn(_: int) -> bool:
        gets = [{"Get": {"TableName": table.name, "Key": item("p", sort)}} for sort in "ad"]
        found = table.dynamodb.transact_get_items(TransactItems=gets)["Responses"]
        first, last = (answer.get("Item", {}).get("value") for answer in found)
        return bool(first != last)

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(write)
        assert not any(torn(n) for n in range(rounds))
        writing.result()
