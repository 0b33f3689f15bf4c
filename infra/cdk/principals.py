"""The roles that may touch patients' data, by name: policies of both stacks refer to them."""

from infra.rights import APPLICATION_ROLE

KEEPER_ROLE = "medisecure-keeper"
BACKUP_ROLE = "medisecure-backup"


def role_arn(account: str, name: str) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def trusted_with_data(account: str) -> list[str]:
    """The application, and the keeper: whoever repairs, restores or moves data, by hand."""
    return [role_arn(account, name) for name in (APPLICATION_ROLE, KEEPER_ROLE)]
