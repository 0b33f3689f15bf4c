"""The DynamoDB client: one signed POST and its JSON, without the general machinery around it.

botocore asks dozens of hooks on the way to the service and rebuilds every answer along its model;
that is most of the cost of a call. DynamoDB's JSON is what the store works with, so it is sent and
taken as it is. Configuration, credentials, signature, connections, TLS and exceptions stay
botocore's. See docs/adr/0005-lean-parser.md.
"""

from base64 import b64encode
from http import HTTPStatus
from typing import Any
from zlib import crc32

import orjson
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError, NoCredentialsError
from botocore.session import get_session

from medisecure.dynamodb.parallel import LANES, THREADS

CONNECT_SECONDS, READ_SECONDS = 1.0, 2.0
CONNECTIONS = THREADS + 2 * LANES  # whoever may be on the wire at once
CONTENT_TYPE, TARGET = "application/x-amz-json-1.0", "DynamoDB_20120810"
DETAILS = ("CancellationReasons", "Item")  # what the store reads of an error beside its code
Answer = dict[str, Any]


def config() -> Config:
    """Short time-outs; the retries are the table's own, under its deadline."""
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=CONNECTIONS,
        tcp_keepalive=True,
    )


def dynamodb_client(
    *, region: str, endpoint: str | None, key_id: str = "", key: str = ""
) -> "DynamoDB":
    """A client for one region, under the given pair or, without one, whoever AWS's chain finds."""
    session = get_session()
    if key_id and key:
        session.set_credentials(key_id, key)
    general = session.create_client(
        "dynamodb", region_name=region, endpoint_url=endpoint, config=config()
    )
    return DynamoDB(
        address=general.meta.endpoint_url.rstrip("/") + "/",
        region=region,
        credentials=session.get_credentials(),
        # Its own, and no other: it has the time-outs, proxies and certificates of the environment.
        http=general._endpoint.http_session,
    )


class DynamoDB:
    """The operations the store uses; requests and answers are those of the service's own API.

    One attempt a call. Raises botocore's `ClientError` for what the service refuses and a
    `BotoCoreError` for everything that went wrong on the way.
    """

    def __init__(self, *, address: str, region: str, credentials: Any, http: Any) -> None:
        self._address, self._region = address, region
        self._credentials, self._http = credentials, http

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
        response = self._http.send(self._signed(operation, orjson.dumps(request, default=_binary)))
        body: bytes = response.content
        if response.status_code != HTTPStatus.OK:
            raise ClientError(refusal(response.status_code, body), operation)
        return answer(body, response.headers.get("x-amz-crc32"))

    def _signed(self, operation: str, body: bytes) -> Any:
        if self._credentials is None:
            raise NoCredentialsError
        headers = {"Content-Type": CONTENT_TYPE, "X-Amz-Target": f"{TARGET}.{operation}"}
        request = AWSRequest("POST", self._address, headers=headers, data=body)
        frozen = self._credentials.get_frozen_credentials()
        SigV4Auth(frozen, "dynamodb", self._region).add_auth(request)
        return request.prepare()


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
