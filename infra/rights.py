"""What the running application may do in AWS, made from what its code calls; the rest is refused.

`CALLS` lists every operation the code sends to a service. A test reads the code and fails when it
calls something that is not here, or when something here is called no longer.
"""

from collections.abc import Iterable, Mapping

from medisecure.resources import KEYSET_CONTEXT, Resources

APPLICATION_ROLE = "medisecure-application"
CONFIGURATION_SET = "medisecure"
_CHANGES = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")

# service → operation → the rights it needs, as IAM names them
CALLS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "dynamodb": {
        "GetItem": ("dynamodb:GetItem",),
        "BatchGetItem": ("dynamodb:BatchGetItem",),
        "Query": ("dynamodb:Query",),
        "PutItem": ("dynamodb:PutItem",),
        "UpdateItem": ("dynamodb:UpdateItem",),
        "DeleteItem": ("dynamodb:DeleteItem",),
        "TransactWriteItems": (*_CHANGES, "dynamodb:ConditionCheckItem"),
    },
    "s3": {
        "head_object": ("s3:GetObject", "s3:GetObjectVersion"),
        "get_object": ("s3:GetObject", "s3:GetObjectVersion"),
        "put_object": ("s3:PutObject",),
        "put_object_legal_hold": ("s3:PutObjectLegalHold",),
        "create_multipart_upload": ("s3:PutObject",),
        "upload_part": ("s3:PutObject",),
        "complete_multipart_upload": ("s3:PutObject",),
        "abort_multipart_upload": ("s3:AbortMultipartUpload",),
        "delete_object": ("s3:DeleteObject",),
    },
    "kms": {"decrypt": ("kms:Decrypt",)},
    "ses": {"send_email": ("ses:SendEmail",)},
    "sqs": {
        "get_queue_url": ("sqs:GetQueueUrl",),
        "receive_message": ("sqs:ReceiveMessage",),
        "delete_message": ("sqs:DeleteMessage",),
    },
    "cognito-idp": {
        "admin_add_user_to_group": ("cognito-idp:AdminAddUserToGroup",),
        "admin_create_user": ("cognito-idp:AdminCreateUser",),
        "admin_disable_user": ("cognito-idp:AdminDisableUser",),
        "admin_enable_user": ("cognito-idp:AdminEnableUser",),
        "admin_set_user_mfa_preference": ("cognito-idp:AdminSetUserMFAPreference",),
        "admin_get_user": ("cognito-idp:AdminGetUser",),
        "admin_update_user_attributes": ("cognito-idp:AdminUpdateUserAttributes",),
        "admin_user_global_sign_out": ("cognito-idp:AdminUserGlobalSignOut",),
    },
}
# What the services do in the application's name with the key: open and seal what lies at rest.
AT_REST: Mapping[str, tuple[str, ...]] = {
    "dynamodb": ("kms:Decrypt",),
    "s3": ("kms:Decrypt", "kms:GenerateDataKey"),
    "sqs": ("kms:Decrypt",),
}
# What is kept is never deleted by the application; what comes in is cleared away.
INCOMING_ONLY = frozenset({"s3:DeleteObject"})
# Sessions need no index and no check beside their own condition.
CLINICAL_ONLY = frozenset({"dynamodb:Query", "dynamodb:ConditionCheckItem"})


def rights_of(service: str) -> list[str]:
    """Every right the application needs at one service, each once, in the order of `CALLS`.

    >>> rights_of("s3")
    ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:PutObjectLegalHold', \
's3:AbortMultipartUpload', 's3:DeleteObject']
    """
    return list(dict.fromkeys(right for needed in CALLS[service].values() for right in needed))


def application_policy(resources: Resources, *, account: str, key_arn: str) -> dict[str, object]:
    """The application's rights as an IAM policy; `key_arn` is the master key's.

    Audit entries are insert-only and keysets read-only, whatever the code above them does.
    There is no Scan and no table management. Of people it may invite, end and resume the sign-in
    and change its e-mail; it sets no password and takes nobody out of a group. What a sign-in
    opens is said by our own table, and never by the pool (docs/adr/0052-invitations.md).
    """
    health, sessions = table_arns(resources, account)
    items = rights_of("dynamodb")
    plain = [right for right in items if right not in CLINICAL_ONLY]
    files = rights_of("s3")
    kept = [right for right in files if right not in INCOMING_ONLY]
    purpose = {"kms:EncryptionContext:purpose": KEYSET_CONTEXT["purpose"]}
    sender = {"ses:FromAddress": resources.mail_identity}
    statements = [
        _allow("HealthItems", items, health),
        _allow("HealthIndexes", ["dynamodb:Query"], f"{health}/index/*"),
        _deny_keys("AuditIsInsertOnly", _CHANGES[1:], health, "AUDIT#*"),
        _deny_keys("KeysetsAreReadOnly", _CHANGES, health, "KEYSET#*"),
        _allow("Sessions", plain, sessions),
        _allow("Documents", kept, f"arn:aws:s3:::{resources.documents.name}/*"),
        _allow("Incoming", files, f"arn:aws:s3:::{resources.incoming.name}/*"),
        _allow("Exports", kept, f"arn:aws:s3:::{resources.exports.name}/*"),
        _allow("OpenKeysets", rights_of("kms"), key_arn, purpose),
        _allow("TablesAtRest", AT_REST["dynamodb"], key_arn, _through("dynamodb", resources)),
        _allow("DocumentsAtRest", AT_REST["s3"], key_arn, _through("s3", resources)),
        _allow("SignIns", rights_of("cognito-idp"), pools(resources, account)),
        _allow("ReadMailFailures", rights_of("sqs"), mail_failures_arn(resources, account)),
        _allow("MailFailuresAtRest", AT_REST["sqs"], key_arn, _through("sqs", resources)),
        _allow("MailFromUs", rights_of("ses"), senders(resources, account), sender),
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def table_arns(resources: Resources, account: str) -> list[str]:
    """The ARNs of both tables, the clinical one first."""
    here = f"arn:aws:dynamodb:{resources.region}:{account}:table"
    return [f"{here}/{table.name}" for table in resources.tables]


def pools(resources: Resources, account: str) -> str:
    """The account's sign-in pools: which of them is ours is known only once it is made."""
    return f"arn:aws:cognito-idp:{resources.region}:{account}:userpool/*"


def senders(resources: Resources, account: str) -> list[str]:
    """What SES checks a mail against: our domain or address, whichever it knows, and our rules."""
    here = f"arn:aws:ses:{resources.region}:{account}"
    return [
        f"{here}:identity/{resources.mail_domain}",
        f"{here}:identity/{resources.mail_identity}",
        f"{here}:configuration-set/{CONFIGURATION_SET}",
    ]


def mail_failures_arn(resources: Resources, account: str) -> str:
    """The queue of mails that came back."""
    return f"arn:aws:sqs:{resources.region}:{account}:{resources.mail_failures.name}"


def _through(service: str, resources: Resources) -> dict[str, str]:
    return {"kms:ViaService": f"{service}.{resources.region}.amazonaws.com"}


def _allow(
    name: str,
    actions: Iterable[str],
    resource: str | list[str],
    equals: Mapping[str, str] | None = None,
) -> dict[str, object]:
    statement = {"Sid": name, "Effect": "Allow", "Action": list(actions), "Resource": resource}
    return statement | ({"Condition": {"StringEquals": dict(equals)}} if equals else {})


def _deny_keys(name: str, actions: Iterable[str], table: str, keys: str) -> dict[str, object]:
    """No such action on an item whose partition key looks like `keys`, alone or in a batch."""
    return {
        "Sid": name,
        "Effect": "Deny",
        "Action": [*actions, "dynamodb:BatchWriteItem"],
        "Resource": table,
        "Condition": {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": [keys]}},
    }
