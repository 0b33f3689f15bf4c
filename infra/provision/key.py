"""The master key in KMS, found by its alias."""

from functools import partial
from typing import Any

from infra.provision.outcome import Difference, Outcome, State, settle
from medisecure.resources.kinds import Key


def ensure_key(kms: Any, key: Key, *, apply: bool = True) -> tuple[str, Outcome]:
    """The key's ARN and what was done: a symmetric key under the declared alias, rotated yearly.

    While it is only planned its ARN is empty.
    """
    arn, made = _arn(kms, key.alias), False
    if arn is None:
        if not apply:
            return "", Outcome("key", key.alias, State.TO_CREATE)
        new = kms.create_key(Description=key.description)["KeyMetadata"]
        kms.create_alias(AliasName=key.alias, TargetKeyId=new["KeyId"])
        arn, made = str(new["Arn"]), True
    rotated = kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"]
    lacking = [Difference("yearly rotation", partial(kms.enable_key_rotation, KeyId=arn))]
    differences = lacking if key.yearly_rotation and not rotated else []
    return arn, settle("key", key.alias, differences, apply=apply, made=made)


def _arn(kms: Any, alias: str) -> str | None:
    try:
        found: str = kms.describe_key(KeyId=alias)["KeyMetadata"]["Arn"]
    except kms.exceptions.NotFoundException:
        return None
    return found
