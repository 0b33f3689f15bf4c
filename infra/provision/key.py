"""The master key in KMS, found by its alias."""

from typing import Any

from infra.provision.outcome import Outcome, State
from medisecure.resources import Key


def ensure_key(kms: Any, key: Key) -> tuple[str, Outcome]:
    """The key's ARN and what was done: a symmetric key under the declared alias, rotated yearly."""
    arn = _arn(kms, key.alias)
    state = State.EXISTS
    if arn is None:
        made = kms.create_key(Description=key.description)["KeyMetadata"]
        kms.create_alias(AliasName=key.alias, TargetKeyId=made["KeyId"])
        arn, state = made["Arn"], State.CREATED
    if key.yearly_rotation and not kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"]:
        kms.enable_key_rotation(KeyId=arn)
        state = State.CREATED if state is State.CREATED else State.CHANGED
    return arn, Outcome("key", key.alias, state)


def _arn(kms: Any, alias: str) -> str | None:
    try:
        found: str = kms.describe_key(KeyId=alias)["KeyMetadata"]["Arn"]
    except kms.exceptions.NotFoundException:
        return None
    return found
