"""Keys, people, rights and bucket settings: written whole, before the answer, when they change."""

import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tools.local_cloud import durable, engine

# What each service is called for without changing anything; all else is compared and kept.
READS: dict[str, tuple[str, ...]] = {
    "kms": ("Describe", "List", "Get", "Encrypt", "Decrypt", "Generate", "Verify", "Sign"),
    "cognito": ("Describe", "List", "Get", "AdminGet", "AdminList"),
    "iam": (),
    "s3": (),
    "ses": (),
    "sqs": ("Get", "List"),
}
Handler = Callable[..., Awaitable[tuple[int, dict[str, str], Any]]]


class SnapshotUnreadableError(Exception):
    """A state file cannot be read; starting without it would lose what it holds."""


class Snapshots:
    """The state files of a folder, one for each service."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: dict[str, bytes] = {}

    def load(self, name: str) -> dict[str, Any] | None:
        """A service's state, or None if it has none yet. Raises `SnapshotUnreadableError`."""
        path = self._path(name)
        if not path.exists():
            return None
        try:
            found = json.loads(path.read_bytes(), object_hook=_persistence()._json_object_hook)
            payload: dict[str, Any] = found["payload"]
        except (ValueError, KeyError, TypeError) as error:
            raise SnapshotUnreadableError(f"{path.name}: {error}") from error
        return payload

    def save(self, name: str, state: dict[str, Any]) -> None:
        """Keep a service's state unless it is what was written last. Stops if it cannot."""
        with durable.or_stop(name):
            content = json.dumps({"payload": state}, default=_persistence()._json_default).encode()
            if content != self._written.get(name):
                durable.replace(self._path(name), content)
                self._written[name] = content

    def forget(self, name: str) -> None:
        """Free the memory that `save` uses to notice an unchanged state."""
        self._written.pop(name, None)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"


def install(snapshots: Snapshots) -> None:
    """Restore each service and keep it from now on."""
    s3 = engine.service("s3")
    # The engine forgets these on a restart, and with them Object Lock.
    s3._PERSISTED_BUCKET_DICTS["object_retention"] = s3._object_retention
    s3._PERSISTED_BUCKET_DICTS["object_legal_hold"] = s3._object_legal_hold
    for name in READS:
        module = engine.service(name)
        state = snapshots.load(name)
        if state:
            module.load_persisted_state(state)
        module.handle_request = _keeping(name, module, snapshots)


def _keeping(name: str, module: Any, snapshots: Snapshots) -> Handler:
    handle = module.handle_request

    async def handle_and_keep(*args: Any, **named: Any) -> tuple[int, dict[str, str], Any]:
        response: tuple[int, dict[str, str], Any] = await handle(*args, **named)
        method, headers = args[0], args[2]
        if response[0] < HTTPStatus.BAD_REQUEST and not _only_reads(name, method, headers):
            snapshots.save(name, _state(module))
        return response

    return handle_and_keep


def _only_reads(name: str, method: str, headers: dict[str, str]) -> bool:
    if name == "s3":
        return method in {"GET", "HEAD"}
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    return bool(READS[name]) and operation.startswith(READS[name])


def _state(module: Any) -> dict[str, Any]:
    """The service's state; again if a token was being signed on another thread meanwhile."""
    while True:
        try:
            state: dict[str, Any] = module.get_state()
        except RuntimeError:  # "dictionary changed size during iteration"
            continue
        return state


def _persistence() -> Any:
    return engine.part("core.persistence")
