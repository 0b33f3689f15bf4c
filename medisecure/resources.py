"""What MediSecure keeps, and where: the tables, the document store, the key and the sign-in pool.

This is the one declaration. The local set-up, the tests and the infrastructure in AWS read it;
it is data only and knows neither AWS libraries nor the web.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr

DEFAULT_REGION = "me-central-1"
DEFAULT_MAIL_FROM = "MediSecure <no-reply@medisecure.example>"
APPLICATION_USER = "medisecure-application"
KEYSET_CONTEXT = {"purpose": "medisecure-keyset"}
GROUPS = ("patient", "provider", "staff", "compliance")
END_SIGN_INS = [
    f"cognito-idp:Admin{deed}" for deed in ("DisableUser", "EnableUser", "UserGlobalSignOut")
]
CALLBACK_PATH = "/oidc/callback/"
SIGNED_OUT_PATH = "/signed-out/"
SCOPES = ("openid", "email", "profile", "aws.cognito.signin.user.admin")
# Who works here: they see other people's records, and need more than a password.
NEED_A_SECOND_FACTOR = ("provider", "staff", "compliance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A second way into a table; it holds every attribute of the items that carry its keys."""

    name: str
    partition_key: str
    sort_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One DynamoDB table, paid per request, encrypted under our own key; all keys are text."""

    name: str
    partition_key: str
    sort_key: str | None = None
    indexes: tuple[Index, ...] = ()
    ttl_attribute: str | None = None
    point_in_time_recovery: bool
    deletion_protection: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """The document store: versioned, encrypted, closed to the public, no cross-origin access."""

    name: str
    versioning: bool = True
    block_public_access: bool = True
    tls_only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The master key in KMS. It wraps the keysets and encrypts tables and documents at rest."""

    alias: str
    description: str = "MediSecure: health data"
    yearly_rotation: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicy:
    """What a password must hold; `temporary_days` is how long an invitation stays good."""

    minimum_length: int = 12
    upper: bool = True
    lower: bool = True
    digits: bool = True
    symbols: bool = False
    temporary_days: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPool:
    """Who may sign in, and how: by e-mail and password on Cognito's own page, code flow only.

    People are registered by staff; nobody signs up. The groups in `second_factor_for` need a code
    from an authenticator app too; for everyone else it is theirs to switch on. Cognito cannot
    tell groups apart: its own setting stays OPTIONAL, and the application asks for it.
    The scope over people's own account is for that page alone.
    """

    name: str
    domain_prefix: str
    client_name: str = "medisecure-web"
    groups: tuple[str, ...] = GROUPS
    second_factor_for: tuple[str, ...] = NEED_A_SECOND_FACTOR
    scopes: tuple[str, ...] = SCOPES
    callback_url: str
    signed_out_url: str
    password: PasswordPolicy = field(default_factory=PasswordPolicy)
    token_minutes: int = 5
    refresh_minutes: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Everything MediSecure needs from a cloud."""

    region: str
    health: Table
    sessions: Table
    documents: Bucket
    key: Key
    user_pool: UserPool
    mail_from: str

    @property
    def mail_identity(self) -> str:
        """The bare address mail is sent from, without the name before it."""
        return parseaddr(self.mail_from)[1]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Both tables, the clinical one first."""
        return (self.health, self.sessions)


def declare(environ: Mapping[str, str]) -> Resources:
    """The declaration under the names the environment gives (`.env.example` lists them).

    >>> declare({}).health.name, [index.name for index in declare({}).health.indexes]
    ('MediSecure-HealthData', ['GSI1', 'GSI2', 'GSI3', 'GSI4'])
    """
    base_url = environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    return Resources(
        region=environ.get("AWS_REGION", DEFAULT_REGION),
        health=health_table(environ.get("TABLE_NAME", "MediSecure-HealthData")),
        sessions=sessions_table(environ.get("SESSIONS_TABLE_NAME", "MediSecure-Sessions")),
        documents=Bucket(name=environ.get("DOCUMENTS_BUCKET", "medisecure-documents")),
        key=Key(alias=environ.get("KMS_KEY_ID", "alias/medisecure")),
        user_pool=UserPool(
            name=environ.get("USER_POOL_NAME", "MediSecure"),
            domain_prefix=environ.get("USER_POOL_DOMAIN", "medisecure"),
            callback_url=base_url + CALLBACK_PATH,
            signed_out_url=base_url + SIGNED_OUT_PATH,
            second_factor_for=second_factor_for(environ),
        ),
        mail_from=environ.get("MAIL_FROM", DEFAULT_MAIL_FROM),
    )


def second_factor_for(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The groups that need a second factor, comma-separated in SECOND_FACTOR_FOR.

    >>> second_factor_for({}), second_factor_for({"SECOND_FACTOR_FOR": ""})
    (('provider', 'staff', 'compliance'), ())
    """
    listed = environ.get("SECOND_FACTOR_FOR", ",".join(NEED_A_SECOND_FACTOR))
    return tuple(filter(None, (each.strip() for each in listed.split(","))))


def health_table(name: str) -> Table:
    """All clinical and audit items. Without an expiry attribute nothing in it can ever expire."""
    return Table(
        name=name,
        partition_key="PK",
        sort_key="SK",
        indexes=tuple(
            Index(name=f"GSI{n}", partition_key=f"GSI{n}PK", sort_key=f"GSI{n}SK")
            for n in range(1, 5)
        ),
        point_in_time_recovery=True,
    )


def sessions_table(name: str) -> Table:
    """Sign-in sessions and unsaved drafts, the only things that expire (`ttl`, epoch seconds)."""
    return Table(name=name, partition_key="PK", ttl_attribute="ttl", point_in_time_recovery=False)


def application_policy(resources: Resources, *, account: str, key_arn: str) -> dict[str, object]:
    """What the running application may do, as an IAM policy; whatever is not here is refused.

    Audit entries are insert-only and keysets read-only, whatever the code above them does.
    There is no Scan and no table management. Of people it may end and resume the sign-in, no more:
    nobody is made or moved to another group here, and sign-in itself speaks OpenID Connect.
    """
    here = f"{resources.region}:{account}"
    health = f"arn:aws:dynamodb:{here}:table/{resources.health.name}"
    sessions = f"arn:aws:dynamodb:{here}:table/{resources.sessions.name}"
    documents = f"arn:aws:s3:::{resources.documents.name}/*"
    reads, changes = ["GetItem", "BatchGetItem"], ["PutItem", "UpdateItem", "DeleteItem"]
    sender = f"arn:aws:ses:{here}:identity/{resources.mail_identity}"
    purpose = {"kms:EncryptionContext:purpose": KEYSET_CONTEXT["purpose"]}
    statements = [
        _allow("HealthItems", _dynamodb(*reads, "Query", *changes, "ConditionCheckItem"), health),
        _allow("HealthIndexes", _dynamodb("Query"), f"{health}/index/*"),
        _deny_keys("AuditIsInsertOnly", ["UpdateItem", "DeleteItem"], health, "AUDIT#*"),
        _deny_keys("KeysetsAreReadOnly", changes, health, "KEYSET#*"),
        _allow("Sessions", _dynamodb(*reads, *changes), sessions),
        _allow("Documents", ["s3:GetObject", "s3:PutObject"], documents),
        _allow("OpenKeysets", ["kms:Decrypt"], key_arn, purpose),
        _allow("TablesAtRest", ["kms:Decrypt"], key_arn, _through("dynamodb", resources)),
        _allow(
            "DocumentsAtRest",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            key_arn,
            _through("s3", resources),
        ),
        _allow("EndSignIns", END_SIGN_INS, f"arn:aws:cognito-idp:{here}:userpool/*"),
        _allow("MailFromUs", ["ses:SendEmail"], sender),
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def _dynamodb(*actions: str) -> list[str]:
    return [f"dynamodb:{action}" for action in actions]


def _through(service: str, resources: Resources) -> dict[str, str]:
    return {"kms:ViaService": f"{service}.{resources.region}.amazonaws.com"}


def _allow(
    name: str, actions: list[str], resource: str, equals: dict[str, str] | None = None
) -> dict[str, object]:
    statement = {"Sid": name, "Effect": "Allow", "Action": actions, "Resource": resource}
    return statement | ({"Condition": {"StringEquals": equals}} if equals else {})


def _deny_keys(name: str, actions: list[str], table: str, keys: str) -> dict[str, object]:
    """No such action on an item whose partition key looks like `keys`, alone or in a batch."""
    return {
        "Sid": name,
        "Effect": "Deny",
        "Action": _dynamodb(*actions, "BatchWriteItem"),
        "Resource": table,
        "Condition": {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": [keys]}},
    }
