"""DynamoDB's requests by the straight way are answered as by the engine's whole way."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.tools.local_cloud.callers import REGION, Caller, Table, code_of, item, text, user_with
from tools.local_cloud.straight import TARGET, plain_headers

KEY = item("p", "1")
ALL_ITEMS = "arn:aws:dynamodb:*:*:table/*"
Asks = Callable[[Table], Any]


def by_the_whole_way(caller: Caller) -> Any:
    """A client whose requests have something odd, so that the engine looks at all of them."""
    client = caller.client("dynamodb")

    def odd(request: Any, **_: Any) -> None:
        request.headers["X-Forwarded-Proto"] = "http"

    client.meta.events.register("before-send.dynamodb", odd)
    return client


def went_straight(answer: dict[str, Any]) -> bool:
    """The engine adds a header for browsers, which DynamoDB itself does not."""
    return "access-control-allow-origin" not in answer["ResponseMetadata"]["HTTPHeaders"]


@pytest.fixture(scope="module")
def app(admin: Caller) -> Caller:
    """May read and write items, but no entry whose key begins with AUDIT may be changed."""
    names = "PutItem UpdateItem DeleteItem ConditionCheckItem GetItem BatchGetItem Query"
    on_audit = {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": ["AUDIT#*"]}}
    return user_with(
        admin, f"straight-{uuid4().hex[:8]}",
        {"Effect": "Allow", "Action": [f"dynamodb:{each}" for each in names.split()],
         "Resource": ALL_ITEMS},
        {"Effect": "Deny", "Action": ["dynamodb:UpdateItem"], "Resource": ALL_ITEMS,
         "Condition": on_audit},
    )  # fmt: skip


def told(ask: Asks, table: Table) -> Any:
    """An answer or a refusal without what is each request's own, nor the table's name."""
    try:
        answer = ask(table)
    except ClientError as error:
        answer = error.response
    answer = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    return str(answer).replace(table.name, "TABLE")


def stored(table: Table) -> Any:
    return table.dynamodb.scan(TableName=table.name)["Items"]


def adds_to(*keys: str) -> Asks:
    """A transaction that puts an item, and changes one of each of these partitions."""
    return lambda table: table.transact(
        {"Put": {"Item": item("q", "1", n=1)}},
        *({"Update": {"Key": item(key, "1"), "UpdateExpression": "SET n = :n",
                      "ExpressionAttributeValues": {":n": {"N": "2"}}}} for key in keys),
    )  # fmt: skip


ASKED: list[Asks] = [
    lambda table: table.put(item("p", "1", n=1, name="Zoë – ليلى"), ReturnValues="ALL_OLD"),
    lambda table: table.put(KEY, ConditionExpression="attribute_not_exists(PK)"),
    lambda table: table.dynamodb.get_item(TableName=table.name, Key=KEY),
    lambda table: table.dynamodb.get_item(TableName=table.name, Key={"PK": text("p")}),
    lambda table: table.dynamodb.get_item(TableName="nowhere", Key=KEY),
    lambda table: table.update(KEY, "SET n = n + :one", {":one": {"N": "1"}},
                               ReturnValues="ALL_NEW"),
    lambda table: table.update(KEY, "SET n = = :one", {":one": {"N": "1"}}),
    lambda table: table.query("p", Limit=1),
    lambda table: table.query("p", IndexName="GSI1", attribute="GSI1PK"),
    lambda table: table.query("p", ProjectionExpression="n"),
    lambda table: table.dynamodb.batch_get_item(RequestItems={table.name: {"Keys": [KEY]}}),
    adds_to("p", "r"),
    lambda table: table.transact({"ConditionCheck": {
        "Key": KEY, "ConditionExpression": "attribute_not_exists(PK)"}}),
    lambda table: table.dynamodb.delete_item(TableName=table.name, Key=KEY,
                                             ReturnValues="ALL_OLD"),
    # What this user may not do
    lambda table: table.update(item("AUDIT#1", "1"), "SET n = :one", {":one": {"N": "1"}}),
    adds_to("p", "AUDIT#1"),
    lambda table: table.dynamodb.scan(TableName=table.name),
    lambda table: table.dynamodb.list_tables(),
    lambda table: table.dynamodb.update_item(
        TableName=table.name, Key=item("AUDIT#1", "1"), UpdateExpression="REMOVE n"),
]  # fmt: skip


def test_both_ways_answer_alike_and_store_alike(admin: Caller, app: Caller) -> None:
    tables = [Table(admin.dynamodb, f"table-{uuid4().hex[:12]}").create() for _ in range(2)]
    straight = Table(app.dynamodb, tables[0].name)
    whole = Table(by_the_whole_way(app), tables[1].name)
    for number, ask in enumerate(ASKED):
        assert told(ask, straight) == told(ask, whole), number
        assert stored(tables[0]) == stored(tables[1]), number
    assert stored(tables[0])


def test_what_is_allowed_goes_straight_and_what_is_odd_does_not(
    admin: Caller, app: Caller, table: Table
) -> None:
    for caller in (admin, app):
        assert went_straight(Table(caller.dynamodb, table.name).put(KEY))
    assert not went_straight(Table(by_the_whole_way(app), table.name).put(KEY))


@pytest.mark.parametrize(
    ("key", "secret", "code"),
    [("own", "wrong", "InvalidSignatureException"), ("AKIANOBODY", "own",
                                                     "UnrecognizedClientException")],
)  # fmt: skip
def test_nobody_unknown_comes_in(
    app: Caller, table: Table, key: str, secret: str, code: str
) -> None:
    false = Caller(app.endpoint, app.key if key == "own" else key,
                   app.secret if secret == "own" else secret)  # fmt: skip
    with pytest.raises(ClientError) as refusal:
        Table(false.dynamodb, table.name).put(KEY)
    assert code_of(refusal.value) == code
    assert table.get("p", "1") is None


def test_a_right_that_is_taken_away_is_gone_at_once(admin: Caller, table: Table) -> None:
    name = f"leaving-{uuid4().hex[:8]}"
    leaving = user_with(
        admin, name, {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": ALL_ITEMS}
    )  # fmt: skip
    mine = Table(leaving.dynamodb, table.name)
    assert went_straight(mine.put(KEY))
    admin.iam.delete_user_policy(UserName=name, PolicyName="rights")
    with pytest.raises(ClientError, match="AccessDenied"):
        mine.put(KEY)


PLAIN = {
    "x-amz-target": f"{TARGET}GetItem", "content-length": "2",
    "authorization": f"AWS4-HMAC-SHA256 Credential=k/20260101/{REGION}/dynamodb/aws4_request, x",
}  # fmt: skip


def scope(*more: tuple[str, str], **changes: Any) -> dict[str, Any]:
    headers = [(name.encode(), value.encode()) for name, value in [*PLAIN.items(), *more]]
    return {"type": "http", "method": "POST", "path": "/", "query_string": b"",
            "headers": headers, **changes}  # fmt: skip


@pytest.mark.parametrize(
    "odd",
    [
        scope(method="GET"),
        scope(path="/bucket"),
        scope(query_string=b"X-Amz-Algorithm=AWS4-HMAC-SHA256"),
        scope(("x-amz-target", f"{TARGET}PutItem")),  # twice: which of them was signed?
        scope(("content-encoding", "gzip")),
        scope(("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")),
        scope(headers=[(b"x-amz-target", b"DynamoDB_20120810.GetItem")]),
        scope(headers=[(b"authorization", b"AWS4-HMAC-SHA256"), (b"x-amz-target", b"Logs.Get")]),
    ],
)
def test_what_is_odd_is_left_to_the_engine(odd: dict[str, Any]) -> None:
    assert plain_headers(scope()) == PLAIN
    assert plain_headers(odd) is None
