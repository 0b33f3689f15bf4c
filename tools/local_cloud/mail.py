"""The mail of the local cloud: nothing leaves this machine; what was sent can be read in a file."""

import json
import os
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from tools.local_cloud import durable, engine

OUTBOX = "mail.jsonl"
_ADMINISTRATOR_FREE = "*"


def install(state_dir: Path) -> None:
    """Write every mail to `mail.jsonl` before the answer; check rights on the sender it names.

    Cognito's own mails are among them.
    """
    ses, actions = engine.service("ses"), engine.part("core.iam_actions")
    resource_of = actions.extract_resource_arn

    def keeping(send: Callable[..., Any]) -> Callable[..., Any]:
        def send_and_keep(*given: Any, **named: Any) -> Any:
            before = len(ses._sent_emails_list())
            answer = send(*given, **named)
            for record in ses._sent_emails_list()[before:]:
                _keep(state_dir / OUTBOX, record)
            return answer

        return send_and_keep

    def resource(service: str, *request: Any) -> str:
        found = str(resource_of(service, *request))
        if service != "ses" or found != _ADMINISTRATOR_FREE:
            return found
        return _identity(*request) or found

    ses._send_email = keeping(ses._send_email)
    ses.send_internal_email = keeping(ses.send_internal_email)
    actions.extract_resource_arn = resource


def sent(state_dir: Path) -> list[dict[str, Any]]:
    """Every mail so far, oldest first: MessageId, Source, To, Subject, BodyText, Timestamp."""
    path = state_dir / OUTBOX
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def _keep(path: Path, record: dict[str, Any]) -> None:
    line = json.dumps(record, ensure_ascii=False, default=str).encode() + b"\n"
    with durable.or_stop("a mail"):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line)
            durable.sync(handle)
        finally:
            os.close(handle)


def _identity(
    _method: str, _path: str, _headers: Any, _body: bytes, params: Any, region: str, account: str
) -> str:
    """The sender's identity, which AWS checks the right to send mail on; the engine does not."""
    given = params.get("Source", "")
    source = given[0] if isinstance(given, list) and given else given
    address = parseaddr(str(source))[1]
    return f"arn:aws:ses:{region}:{account}:identity/{address}" if address else ""
