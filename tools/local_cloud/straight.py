"""The straight way of DynamoDB's requests, which are nearly all there are.

The engine asks of each request whether it is for one of a hundred services, by host, path and
headers, and reads the caller's rights anew for each item: of a read two thirds of the work. A
signed POST with DynamoDB's target can be for nothing else. It is authenticated, allowed and
answered here by the engine's own functions, each asked once. Whatever is not allowed or is odd in
any way goes the engine's whole way, which says why; so nothing is refused here.
"""

import json
import logging
import re
import uuid
from collections.abc import Iterator
from typing import Any

from tools.local_cloud import engine
from tools.local_cloud.conditions import LEADING_KEYS, leading_keys
from tools.local_cloud.gate import App, Receive, Scope, Send
from tools.local_cloud.memoised import date_now

Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]
TARGET = "DynamoDB_20120810."
SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/, ]+)/\d{8}/([^/, ]+)/dynamodb/aws4_request, ?"
)
# With one of these the body is not what it seems, or the caller not where it seems.
ODD = {"content-encoding", "transfer-encoding", "x-amz-decoded-content-length", "x-forwarded-proto"}


class Straight:
    """The engine's application with this way beside it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._main, self._answers = engine.part("app"), engine.part("core.responses")
        self._actions = engine.part("core.iam_actions")
        self._rights = engine.part("core.iam_evaluator")
        self._dynamodb = engine.service("dynamodb")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = plain_headers(scope)
        if headers is None:
            await self._app(scope, receive, send)
            return
        body = await whole(receive)
        if body is None:
            return
        if not self._may(scope, headers, body):
            await self._app(scope, told_again(body, receive), send)
            return
        status, told, content = await self._answer(headers, body)
        await send({"type": "http.response.start", "status": status, "headers": raw(told, content)})
        await send({"type": "http.response.body", "body": content})

    def _may(self, scope: Scope, headers: Headers, body: bytes) -> bool:
        """Whether all of it is certainly allowed; the request is the engine's current one then."""
        signed = SIGNED.match(headers["authorization"])
        if signed is None:
            return False
        key, region = signed.groups()
        operation = headers["x-amz-target"].removeprefix(TARGET)
        try:
            account = self._main._request_account_scope(key)
        except self._rights.AmbiguousAccessKeyError:
            return False
        self._answers.set_request_account_id(account)
        self._answers.set_request_region(region)
        address, _ = scope.get("client") or ("127.0.0.1", 0)
        self._rights.pin_request_origin(address, secure_transport=False)
        principal = self._principal(key, headers, body)
        if principal is None or operation in self._actions._tag_operations("dynamodb"):
            return False
        return principal.policies is None or all(
            self._rights.evaluate(asked, principal.policies, *principal.limits).decision == "Allow"
            for asked in self._asked(principal, region, f"dynamodb:{operation}", body)
        )

    def _principal(self, key: str, headers: Headers, body: bytes) -> Any:
        """Who signed it, with all rights; None if it is not signed by them just now."""
        rights, account = self._rights, self._answers.get_account_id()
        is_root = rights.is_root_access_key(key)
        request = rights.SignedRequest(key, "POST", "/", {}, headers, body=body)
        rights._verified_key.set("")
        rights._anonymous.set(False)
        rights._signed_request.set(None if is_root else request)
        credential = rights.authenticate(key, account)
        if isinstance(credential, rights.AuthError) or (credential is None and not is_root):
            return None
        principal = rights.resolve_principal(key, account, credential)
        if isinstance(principal, rights.AuthError):
            return None
        policies = principal.policies or []
        return None if rights._names_condition_key(policies, "aws:resourcetag/") else principal

    def _asked(self, principal: Any, region: str, action: str, body: bytes) -> Iterator[Any]:
        """What has to be allowed: one action on one table each, as `enforce` asks for them."""
        account = self._answers.get_account_id()
        found = self._actions.dynamodb_service_context(body)
        keys = found.pop(LEADING_KEYS)
        context = {"aws:tagkeys": None, **{name.lower(): value for name, value in found.items()}}
        checks = self._actions.dynamodb_transaction_checks(action, body, region, account)
        if checks:
            context["dynamodb:enclosingoperation"] = [action.partition(":")[2]]
        else:
            places = self._actions.dynamodb_resource_arns(body, region, account) or ["*"]
            checks = [(action, place) for place in places]
        for each, place in checks:
            chosen = leading_keys(keys, each, place)
            yield self._rights.EvalContext(
                principal_arn=principal.arn, principal_type=principal.type,
                principal_account=principal.account, action=each, resource_arn=place, region=region,
                service_context=context | ({LEADING_KEYS.lower(): chosen} if chosen else {}),
                principal_keys=principal.keys,
            )  # fmt: skip

    async def _answer(self, headers: Headers, body: bytes) -> Answer:
        try:
            status, told, content = await self._dynamodb.handle_request(
                "POST", "/", headers, body, {}
            )
        except Exception as error:  # as the engine answers whatever its services raise
            logging.getLogger("ministack").exception("Error handling dynamodb request")
            problem = {"__type": "InternalError", "message": str(error)}
            return 500, {"Content-Type": "application/json"}, json.dumps(problem).encode()
        self._answers.fix_error_content_type("dynamodb", status, told)
        self._answers.fix_success_content_type("dynamodb", status, told)
        return status, told, content if isinstance(content, bytes) else content.encode()


def plain_headers(scope: Scope) -> Headers | None:
    """The headers of a signed request to DynamoDB with nothing odd about it; None for any other."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    if scope["path"] != "/" or scope.get("query_string"):
        return None
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if len(headers) != len(scope["headers"]) or ODD & headers.keys():
        return None
    if not headers.get("x-amz-target", "").startswith(TARGET) or "authorization" not in headers:
        return None
    return None if headers.get("x-amz-content-sha256", "").startswith("STREAMING-") else headers


async def whole(receive: Receive) -> bytes | None:
    """All of the body; None if the caller has gone."""
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def told_again(body: bytes, receive: Receive) -> Receive:
    """The body once more, for the engine; then whatever comes."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def tell() -> dict[str, Any]:
        return waiting.pop() if waiting else await receive()

    return tell


def raw(told: Headers, content: bytes) -> list[tuple[bytes, bytes]]:
    """An answer's headers, those among them that DynamoDB sends with each."""
    own = {
        **told,
        "x-amzn-requestid": str(uuid.uuid4()),
        "Content-Length": str(len(content)),
        "date": date_now(usegmt=True),
    }
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in own.items()]
