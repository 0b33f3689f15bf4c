"""What is worked out once is still right when something changes."""

import json
import socket
import time
from collections import defaultdict
from email.utils import formatdate

import pytest
from botocore.exceptions import ClientError

from tests.tools.local_cloud.callers import Caller, Table, code_of, item, text, user_with
from tools.local_cloud import supervisor
from tools.local_cloud.memoised import copied, date_now, once_each, read, written


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


@pytest.mark.parametrize(
    "answer",
    [{"Items": [{"n": {"S": "آية “é”"}, "b": {"B": "AA=="}}], "Count": 1, "None": None}, {1: "one"},
     {"large": 1 << 70}],
)  # fmt: skip
def test_an_answer_says_what_json_would_write(answer: object) -> None:
    assert json.loads(written(answer, ensure_ascii=False)) == json.loads(json.dumps(answer))


def test_what_is_no_json_is_an_error_of_values_as_it_is_to_json() -> None:
    assert read(b'{"Key": {"S": "x"}}') == {"Key": {"S": "x"}}
    with pytest.raises(json.JSONDecodeError):
        read(b"{")


def test_what_a_service_answers_as_is_looked_up_once_for_each_type_and_table() -> None:
    asked: list[tuple[str, str]] = []

    def look_up(service: str, emitted: str, exceptions: dict[str, str]) -> str | None:
        asked.append((service, emitted))
        return exceptions.get(service)

    errors, answers = {"s3": "application/xml"}, {"s3": "text/xml"}
    remembered = once_each(look_up)
    for _ in range(2):
        assert remembered("s3", "text/xml", errors) == "application/xml"
        assert remembered("s3", "text/xml", answers) == "text/xml"
        assert remembered("kms", "application/json", errors) is None
    assert len(asked) == 3


def test_an_answer_is_dated_in_its_own_second(monkeypatch: pytest.MonkeyPatch) -> None:
    for second in (1_750_000_000.2, 1_750_000_000.9, 1_750_000_001.0):
        monkeypatch.setattr(time, "time", lambda second=second: second)
        assert date_now(usegmt=True) == formatdate(second, usegmt=True)


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
