"""The application's own identity in IAM: a user with one policy and nothing else."""

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from infra.provision.outcome import Difference, Outcome, State, settle

POLICY_NAME = "medisecure"
MOST_KEYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """The pair the application signs its calls with."""

    id: str
    secret: str = field(repr=False)


def ensure_application_user(
    iam: Any, name: str, policy: dict[str, object], *, apply: bool = True
) -> Outcome:
    """The user with exactly the declared policy; a policy that differed is replaced."""
    made = False
    try:
        iam.get_user(UserName=name)
    except iam.exceptions.NoSuchEntityException:
        if not apply:
            return Outcome("application user", name, State.TO_CREATE)
        iam.create_user(UserName=name)
        made = True
    put = partial(
        iam.put_user_policy,
        UserName=name,
        PolicyName=POLICY_NAME,
        PolicyDocument=json.dumps(policy),
    )
    differences = [Difference("rights", put)] if _policy(iam, name) != policy else []
    return settle("application user", name, differences, apply=apply, made=made)


def ensure_access_key(iam: Any, name: str, known: AccessKey | None) -> AccessKey:
    """`known` while the user still has it, else a new key; the oldest makes room for it."""
    keys = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    if known and known.id in {key["AccessKeyId"] for key in keys}:
        return known
    if len(keys) >= MOST_KEYS:
        oldest = min(keys, key=lambda key: key["CreateDate"])
        iam.delete_access_key(UserName=name, AccessKeyId=oldest["AccessKeyId"])
    made = iam.create_access_key(UserName=name)["AccessKey"]
    return AccessKey(id=made["AccessKeyId"], secret=made["SecretAccessKey"])


def _policy(iam: Any, name: str) -> dict[str, object] | None:
    """The policy the user has now; botocore hands it over already parsed."""
    try:
        found: dict[str, object] = iam.get_user_policy(UserName=name, PolicyName=POLICY_NAME)[
            "PolicyDocument"
        ]
    except iam.exceptions.NoSuchEntityException:
        return None
    return found
