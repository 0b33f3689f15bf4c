"""The DynamoDB client: botocore with our time-outs and a parser that skips the shape walk.

botocore rebuilds every response along its service model, which is most of the cost of a Query.
DynamoDB's answers are already the JSON we want, so `LeanParser` hands them over as they are;
errors still take botocore's own path. See docs/adr/0005-lean-parser.md.
"""

from typing import Any

import orjson
from botocore.config import Config
from botocore.parsers import JSONParser, ResponseParserFactory
from botocore.session import get_session

CONNECT_SECONDS, READ_SECONDS, CONNECTIONS = 1.0, 2.0, 64


class LeanParser(JSONParser):
    """Parses a successful answer with orjson and nothing else; binary values stay base64 text."""

    def _do_parse(self, response: dict[str, Any], shape: Any) -> dict[str, Any]:
        body = response["body"]
        parsed: dict[str, Any] = orjson.loads(body) if body else {}
        self._inject_response_metadata(parsed, response["headers"])
        return parsed


class LeanParserFactory(ResponseParserFactory):  # type: ignore[misc]
    """Gives every DynamoDB operation the lean parser."""

    def create_parser(self, protocol_name: str) -> LeanParser:
        return LeanParser(**self._defaults)


def config() -> Config:
    """One attempt with short time-outs: the retries are the table's own, under its deadline."""
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 1},
        max_pool_connections=CONNECTIONS,
        parameter_validation=False,
        tcp_keepalive=True,
    )


def dynamodb_client(
    *, region: str, endpoint: str | None, key_id: str | None, key: str | None
) -> Any:
    """A low-level DynamoDB client; without keys it takes the machine's role."""
    session = get_session()
    session.register_component("response_parser_factory", LeanParserFactory())
    return session.create_client(
        "dynamodb",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=key_id,
        aws_secret_access_key=key,
        config=config(),
    )
