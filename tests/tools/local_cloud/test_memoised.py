"""What is worked out once is still right when something changes."""

import json
import socket
from collections import defaultdict

import pytest
from botocore.exceptions import ClientError

from tests.tools.local_cloud.callers import Caller, Table, code_of, item, text, user_with
from tools.local_cloud import supervisor
from tools.local_cloud.memoised import copied


def test_a_copy_has_nothing_in_common_with_the_original() -> None:
    original = defaultdict(dict, {"a": {"L": [{"S": "x"}, {"M": {"b": {"N": "1"}}}]}})
    copy = copied(original)
    assert copy == original
    assert type(copy) is dict
    copy["a"]["L"][1]["M"]["b"]["N"] = "2"
    copy["a"]["L"].append({"BOOL": True})
    assert original == {"a": {"L": [{"S": "x"}, {"M": {"b": {"N": "1"}}}]}}


def test_what_is_not_json_is_copied_too() -> None:
    original = {"tags": {"one"}, "raw": bytearray(b"x")}
    copy = copied(original)
    copy["tags"].add("two")
    copy["raw"].append(1)
    assert original == {"tags": {"one"}, "raw": bytearray(b"x")}


def test_a_page_is_a_megabyte_of_the_items_as_they_are_now(table: Table) -> None:
    for sort in "abc":
        table.put(item("p", sort, note="small"))
    assert table.query("p")["Count"] == 3
    for sort in "abc":
        key = {"PK": text("p"), "SK": text(sort)}
        table.update(key, "SET note = :long", {":long": text("x" * 390_000)})
    assert [len(page) for page in table.pages("p")] == [2, 1]
    table.put(item("p", "a", note="small"))
    assert [len(page) for page in table.pages("p")] == [3]


def test_changed_rights_count_from_the_next_request(admin: Caller, table: Table) -> None:
    def statement(effect: str) -> dict[str, str]:
        return {"Effect": effect, "Action": "dynamodb:Query", "Resource": "*"}

    name = f"reader-of-{table.name}"
    reader = user_with(admin, name, statement("Allow"))
    for effect in ("Deny", "Allow", "Deny"):
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement(effect)]})
        admin.iam.put_user_policy(UserName=name, PolicyName="rights", PolicyDocument=policy)
        read = Table(reader.dynamodb, table.name)
        if effect == "Allow":
            assert read.query("p")["Count"] == 0
            continue
        with pytest.raises(ClientError) as refused:
            read.query("p")
        assert code_of(refused.value) == "AccessDeniedException"


def test_an_answer_arrives_in_one_piece(cloud: supervisor.RunningCloud) -> None:
    """Never in more: what is read first is all there is, also of the next on the same line."""
    with socket.create_connection(("127.0.0.1", cloud.port), timeout=10) as line:
        for _ in range(5):
            line.sendall(b"GET /_ministack/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            head, _, body = line.recv(1 << 20).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert json.loads(body)["services"]
