"""The DynamoDB client: one signed POST and its JSON, without the general machinery around it.

botocore asks dozens of hooks on the way to the service and rebuilds every answer along its model;
that is most of the cost of a call. DynamoDB's JSON is what the store works with, so it is sent and
taken as it is, over connections of our own. Configuration, endpoint, credentials, proxies and
exceptions stay botocore's. See docs/adr/0005-lean-parser.md and 0087-own-connections.md.
"""

import ssl
from base64 import b64encode
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlsplit
from zlib import crc32

import orjson
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError, NoCredentialsError
from botocore.httpsession import get_cert_path
from botocore.session import Session

from medisecure.dynamodb.calls.connection import Connections, Reply
from medisecure.dynamodb.calls.parallel import CALLS_AT_ONCE, THREADS
from medisecure.dynamodb.calls.signature import Headers, signed
from medisecure.resources.descriptions import new_session

CONNECT_SECONDS, READ_SECONDS = 1.0, 2.0
CONNECTIONS = THREADS * CALLS_AT_ONCE  # whoever may be on the wire at once
SERVICE, CONTENT_TYPE, TARGET = "dynamodb", "application/x-amz-json-1.0", "DynamoDB_20120810"
DETAILS = ("CancellationReasons", "Item")  # what the store reads of an error beside its code
Answer = dict[str, Any]


def config(read_seconds: float = READ_SECONDS) -> Config:
    """Short time-outs; the retries are the table's own, under its deadline."""
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        max_pool_connections=CONNECTIONS,
        tcp_keepalive=True,
    )


def dynamodb_client(
    *,
    region: str,
    endpoint: str | None,
    key_id: str = "",
    key: str = "",
    read_seconds: float = READ_SECONDS,
    session: Session | None = None,
) -> "DynamoDB":
    """A client for one region, under the given pair or, without one, whoever AWS's chain finds.

    It waits `read_seconds` for an answer: longer than a page may where nobody sits before one.
    """
    session = session or new_session()
    if key_id and key:
        session.set_credentials(key_id, key)
    general = session.create_client(
        "dynamodb", region_name=region, endpoint_url=endpoint, config=config(read_seconds)
    )
    address = general.meta.endpoint_url.rstrip("/") + "/"
    # Its own, and no other: it knows the proxies and certificates of the environment.
    way = transport_to(address, general._endpoint.http_session, read_seconds)
    return DynamoDB(address=address, region=region, credentials=session.get_credentials(), way=way)


class Transport(Protocol):
    """How a request gets to the service."""

    def post(self, headers: Headers, body: bytes) -> Reply: ...


def transport_to(address: str, session: Any, read_seconds: float = READ_SECONDS) -> Transport:
    """Straight, or through botocore's session where the environment has a proxy on the way."""
    if session._proxy_config.proxy_url_for(address):
        return ThroughProxy(address, session)
    return Straight(address, verify=session._verify, read_seconds=read_seconds)


class Straight:
    """Over connections of our own."""

    def __init__(
        self, address: str, *, verify: bool | str, read_seconds: float = READ_SECONDS
    ) -> None:
        self.tls = partial(ssl.create_default_context, cafile=get_cert_path(verify or True))
        self._connections = Connections(
            address, tls=self.tls, connect_seconds=CONNECT_SECONDS, read_seconds=read_seconds,
            most=CONNECTIONS,
        )  # fmt: skip

    def post(self, headers: Headers, body: bytes) -> Reply:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        head = f"POST / HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n"
        return self._connections.post(head.encode("latin-1"), body)


class ThroughProxy:
    """By botocore's session, which knows how proxies are spoken to."""

    def __init__(self, address: str, session: Any) -> None:
        self._address, self._session = address, session

    def post(self, headers: Headers, body: bytes) -> Reply:
        request = AWSRequest("POST", self._address, headers=dict(headers), data=body)
        answered = self._session.send(request.prepare())
        by_name = {name.lower(): value for name, value in answered.headers.items()}
        return Reply(answered.status_code, by_name, answered.content)


class DynamoDB:
    """The operations the store uses; requests and answers are those of the service's own API.

    One attempt a call. Raises botocore's `ClientError` for what the service refuses and a
    `BotoCoreError` for everything that went wrong on the way.
    """

    def __init__(self, *, address: str, region: str, credentials: Any, way: Transport) -> None:
        self._region, self._credentials, self._way = region, credentials, way
        self._host = urlsplit(address).netloc

    def get_item(self, **request: Any) -> Answer:
        return self._call("GetItem", request)

    def batch_get_item(self, **request: Any) -> Answer:
        return self._call("BatchGetItem", request)

    def query(self, **request: Any) -> Answer:
        return self._call("Query", request)

    def put_item(self, **request: Any) -> Answer:
        return self._call("PutItem", request)

    def update_item(self, **request: Any) -> Answer:
        return self._call("UpdateItem", request)

    def delete_item(self, **request: Any) -> Answer:
        return self._call("DeleteItem", request)

    def transact_write_items(self, **request: Any) -> Answer:
        return self._call("TransactWriteItems", request)

    def _call(self, operation: str, request: dict[str, Any]) -> Answer:
        body = orjson.dumps(request, default=_binary)
        reply = self._way.post(self._signed(operation, body), body)
        if reply.status != HTTPStatus.OK:
            raise ClientError(refusal(reply.status, reply.body), operation)
        return answer(reply.body, reply.headers.get("x-amz-crc32"))

    def _signed(self, operation: str, body: bytes) -> Headers:
        if self._credentials is None:
            raise NoCredentialsError
        headers = [
            ("content-type", CONTENT_TYPE), ("host", self._host),
            ("x-amz-target", f"{TARGET}.{operation}"),
        ]  # fmt: skip
        pair = self._credentials.get_frozen_credentials()
        at = datetime.now(UTC)  # the machine's clock: AWS holds it against its own
        return signed(pair, self._region, SERVICE, headers, body=body, at=at)


def answer(body: bytes, checksum: str | None) -> Answer:
    """What the service said; a `BotoCoreError`, which is worth another try, if it came garbled.

    Binary values stay the base64 text of the wire. Nothing of the body gets into the exception.
    """
    if checksum is not None and checksum != str(crc32(body)):
        raise HTTPClientError(error="the answer does not match its checksum")
    parsed = _json_object(body)
    if parsed is None:
        raise HTTPClientError(error="the answer is no JSON object")
    return parsed


def refusal(status: int, body: bytes) -> Answer:
    """The parts of botocore's error response that the store looks at.

    A proxy's page or an empty body has no code of the service's: then the status is the code.

    >>> refusal(400, b'{"__type": "com.amazon.coral#ThrottlingException"}')["Error"]["Code"]
    'ThrottlingException'
    """
    said = _json_object(body) or {}
    code = str(said.get("__type") or status).partition(":")[0].rpartition("#")[2]
    message = str(said.get("message") or said.get("Message") or "")
    return {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **{name: said[name] for name in DETAILS if name in said},
    }


def _json_object(body: bytes) -> Answer | None:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _binary(value: Any) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no place in a request")
