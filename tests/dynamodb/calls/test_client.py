"""The lean client against a server of our own: every shape an answer or a refusal can have."""

import base64
import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any
from zlib import crc32

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
)
from botocore.parsers import JSONParser

from medisecure.dynamodb.calls import faults
from medisecure.dynamodb.calls.client import DynamoDB, answer, dynamodb_client, refusal
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.calls.wire import plain
from medisecure.dynamodb.table import Table
from medisecure.errors import Conflict, Unavailable
from tests.environment import free_port

REGION = "me-central-1"
THROTTLED = b'{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow"}'
CONDITION = (
    b'{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",'
    b'"message":"The conditional request failed","Item":{"PK":{"S":"USER#1"}}}'
)
CANCELLED = (
    b'{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",'
    b'"Message":"Transaction cancelled","CancellationReasons":[{"Code":"None"},'
    b'{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"}]}'
)
INVALID = b'{"__type":"com.amazon.coral.validate#ValidationException","message":"bad key"}'
PROXY = b"<html><body><b>Http/1.1 Service Unavailable</b></body></html>"


class Service(ThreadingHTTPServer):
    """Answers what the test says, in turn, the last one for good, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, bytes, dict[str, str]]] = []
        self.seen: list[tuple[dict[str, str], bytes]] = []

    def says(self, status: int, body: bytes, **headers: str) -> None:
        self.answers.append((status, body, {k.replace("_", "-"): v for k, v in headers.items()}))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(({name.title(): v for name, v in self.headers.items()}, body))
        answers = self.server.answers
        status, said, headers = answers.pop(0) if len(answers) > 1 else answers[0]
        self.close_connection = status == 0
        if status:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(said)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(service: Service) -> DynamoDB:
    return dynamodb_client(
        region=REGION, endpoint=f"http://127.0.0.1:{service.server_port}", key_id="AKIA", key="hush"
    )


@pytest.fixture
def table(client: DynamoDB) -> Iterator[Table]:
    with deadline(0.4):
        yield Table(client, "table")


# answers


def test_an_answer_is_handed_over_as_it_is(service: Service, client: DynamoDB) -> None:
    said = {"Items": [{"PK": {"S": "ليلى 🙂"}, "n": {"N": "98.60"}}], "Count": 1}
    service.says(200, json.dumps(said).encode())
    assert client.query(TableName="t") == said


def test_an_empty_object_is_no_error(service: Service, client: DynamoDB) -> None:
    service.says(200, b"{}")
    assert client.transact_write_items(TransactItems=[]) == {}


def test_binary_values_come_and_go_unharmed(service: Service, client: DynamoDB) -> None:
    blob = bytes(range(256))
    service.says(200, json.dumps({"Item": {"b": {"B": base64.b64encode(blob).decode()}}}).encode())
    answered = client.put_item(TableName="t", Item={"b": {"B": blob}})
    sent = json.loads(service.seen[0][1])
    assert base64.b64decode(sent["Item"]["b"]["B"]) == blob
    assert plain(answered["Item"]["b"]) == blob


def test_what_has_no_place_in_a_request_is_refused_here(client: DynamoDB) -> None:
    with pytest.raises(TypeError):
        client.put_item(TableName="t", Item={"when": {"S": object()}})


@pytest.mark.parametrize(
    ("method", "operation"),
    [
        ("get_item", "GetItem"), ("batch_get_item", "BatchGetItem"), ("query", "Query"),
        ("put_item", "PutItem"), ("update_item", "UpdateItem"), ("delete_item", "DeleteItem"),
        ("transact_write_items", "TransactWriteItems"),
    ],
)  # fmt: skip
def test_each_verb_asks_for_its_own_operation(
    service: Service, client: DynamoDB, method: str, operation: str
) -> None:
    service.says(200, b"{}")
    getattr(client, method)(TableName="t")
    headers, body = service.seen[0]
    assert headers["X-Amz-Target"] == f"DynamoDB_20120810.{operation}"
    assert headers["Content-Type"] == "application/x-amz-json-1.0"
    assert json.loads(body) == {"TableName": "t"}


def test_a_request_is_signed_as_botocore_signs_it(
    service: Service, client: DynamoDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime(2025, 6, 1, 10, 30, tzinfo=UTC)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: moment)
    clock = SimpleNamespace(now=lambda _zone: moment)
    monkeypatch.setattr("medisecure.dynamodb.calls.client.datetime", clock)
    service.says(200, b"{}")
    client.get_item(TableName="t")
    headers, body = service.seen[0]
    address = f"http://127.0.0.1:{service.server_port}/"
    signed = {name: headers[name] for name in ("Content-Type", "X-Amz-Target")}
    again = AWSRequest("POST", address, headers=signed, data=body)
    SigV4Auth(Credentials("AKIA", "hush"), "dynamodb", REGION).add_auth(again)
    assert headers["Authorization"] == again.headers["Authorization"]


def test_temporary_credentials_send_their_session_token(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "the-token")
    address = f"http://127.0.0.1:{service.server_port}"
    service.says(200, b"{}")
    dynamodb_client(region=REGION, endpoint=address).get_item(TableName="t")
    assert service.seen[0][0]["X-Amz-Security-Token"] == "the-token"


def test_without_credentials_nothing_is_sent(service: Service, client: DynamoDB) -> None:
    client._credentials = None
    with pytest.raises(NoCredentialsError):
        client.get_item(TableName="t")
    assert service.seen == []


def test_without_an_endpoint_it_speaks_to_the_regions_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    found = dynamodb_client(region=REGION, endpoint=None, key_id="AKIA", key="hush")
    assert found._host == "dynamodb.me-central-1.amazonaws.com"
    tls = found._way.tls()  # type: ignore[attr-defined]
    assert tls.verify_mode is ssl.CERT_REQUIRED, "certificates are checked"
    assert tls.check_hostname
    assert tls.get_ca_certs(), "by the authorities botocore brings along"


def test_a_proxy_of_the_environment_is_spoken_to_as_botocore_does(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{service.server_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    service.says(200, b'{"Item": {"PK": {"S": "USER#1"}}}')
    found = dynamodb_client(region=REGION, endpoint="http://far.away", key_id="AKIA", key="hush")
    assert found.get_item(TableName="t") == {"Item": {"PK": {"S": "USER#1"}}}
    headers, _ = service.seen[0]
    assert headers["Host"] == "far.away"
    assert headers["Authorization"]


# refusals


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, CONDITION, "ConditionalCheckFailedException"),
        (400, CANCELLED, "TransactionCanceledException"),
        (400, THROTTLED, "ThrottlingException"),
        (400, INVALID, "ValidationException"),
        (400, b'{"__type":"ResourceNotFoundException:http://internal.amazon.com/"}',
         "ResourceNotFoundException"),
        (500, b'{"__type":"InternalServerError","message":"we are sorry"}', "InternalServerError"),
        (500, b"", "500"),
        (503, PROXY, "503"),
        (403, b"<html>Forbidden</html>", "403"),
        (413, b"", "413"),
        (307, b"", "307"),
    ],
)  # fmt: skip
def test_a_refusal_has_botocores_code_and_status(
    service: Service, client: DynamoDB, status: int, body: bytes, code: str
) -> None:
    service.says(status, body)
    with pytest.raises(ClientError) as caught:
        client.get_item(TableName="t")
    response = caught.value.response
    assert response["Error"]["Code"] == code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status
    theirs = JSONParser().parse({"status_code": status, "headers": {}, "body": body}, None)
    assert status == 307 or theirs["Error"]["Code"] == code
    if body[:1] == b"{":
        assert theirs["Error"]["Message"] == response["Error"]["Message"]


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"null", b"7", b"{\xff}", b'{"__type":null}'])
def test_a_refusal_of_any_other_form_still_has_a_code(body: bytes) -> None:
    assert refusal(500, body)["Error"]["Code"] == "500"


def test_a_cancelled_transaction_keeps_its_reasons(service: Service, client: DynamoDB) -> None:
    service.says(400, CANCELLED)
    with pytest.raises(ClientError) as caught:
        client.transact_write_items(TransactItems=[])
    assert faults.cancel_reasons(caught.value) == {"None", "ConditionalCheckFailed"}
    assert faults.lost_a_race(caught.value)


def test_a_failed_condition_keeps_the_item_that_was_there() -> None:
    assert refusal(400, CONDITION)["Item"] == {"PK": {"S": "USER#1"}}


@pytest.mark.parametrize("body", [CONDITION, CANCELLED])
def test_the_table_calls_a_lost_race_a_conflict(
    service: Service, table: Table, body: bytes
) -> None:
    service.says(400, body)
    with pytest.raises(Conflict):
        table.put({"Item": {}})
    assert len(service.seen) == 1


# what goes wrong on the way


@pytest.mark.parametrize(
    "said",
    [
        (0, b"", {}),
        (400, THROTTLED, {}),
        (500, b"", {}),
        (503, PROXY, {}),
        (200, PROXY, {}),
        (200, b"", {}),
        (200, b"[]", {}),
        (200, b'{"Item": {"PK"', {}),
        (200, b'{"Item": {"PK": {"S": "changed"}}}', {"x_amz_crc32": "1"}),
    ],
)
def test_a_passing_fault_is_tried_again_and_the_next_answer_counts(
    service: Service, table: Table, said: tuple[int, bytes, dict[str, str]]
) -> None:
    status, body, headers = said
    service.says(status, body, **headers)
    service.says(200, b'{"Item": {"PK": {"S": "USER#1"}}}')
    assert table.get({"PK": "USER#1"}) == {"PK": {"S": "USER#1"}}
    assert len(service.seen) == 2


def test_an_answer_cut_off_on_the_way_is_not_taken_for_a_short_one(
    service: Service, table: Table
) -> None:
    whole = json.dumps({"Items": [{"PK": {"S": "USER#1"}}]}).encode()
    service.says(200, whole[:-9], x_amz_crc32=str(crc32(whole)))
    with pytest.raises(Unavailable):
        table.get({"PK": "USER#1"})


def test_a_matching_checksum_passes() -> None:
    body = b'{"Item": {}}'
    assert answer(body, str(crc32(body))) == {"Item": {}}


@pytest.mark.parametrize("body", [b'{"name": "John Doe"', b"John Doe"])
def test_nothing_of_a_garbled_answer_gets_into_the_error(body: bytes) -> None:
    with pytest.raises(HTTPClientError) as caught:
        answer(body, None)
    chain, said = caught.value, ""
    while chain is not None:
        said += repr(chain) + repr(getattr(chain, "doc", ""))
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)  # type: ignore[assignment]
    assert "John" not in said


def test_a_connection_that_ends_early_is_a_fault_on_the_way(
    service: Service, client: DynamoDB
) -> None:
    service.says(0, b"")
    with pytest.raises(ConnectionClosedError):
        client.get_item(TableName="t")


def test_nobody_there_is_a_fault_on_the_way() -> None:
    nowhere = dynamodb_client(
        region=REGION, endpoint=f"http://127.0.0.1:{free_port()}", key_id="AKIA", key="hush"
    )
    with pytest.raises(EndpointConnectionError) as caught:
        nowhere.get_item(TableName="t")
    assert isinstance(caught.value, BotoCoreError)


def test_a_validation_error_is_ours_to_fix_and_not_tried_again(
    service: Service, table: Table
) -> None:
    service.says(400, INVALID)
    with pytest.raises(ClientError):
        table.get({"PK": "USER#1"})
    assert len(service.seen) == 1


def test_no_answer_in_time_is_unavailable(service: Service, table: Table) -> None:
    service.says(503, PROXY)
    with pytest.raises(Unavailable):
        table.get({"PK": "USER#1"})
    assert len(service.seen) > 1
