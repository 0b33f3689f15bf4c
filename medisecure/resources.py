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
KEPT_BY_LAW_DAYS = 6 * 365 + 2  # HIPAA, 45 CFR 164.316(b)(2)(i): six years
LONGEST_RECOVERY_DAYS = 35  # what DynamoDB offers
GROUPS = ("patient", "provider", "staff", "compliance", "proxy")
CALLBACK_PATH = "/oidc/callback/"
SIGNED_OUT_PATH = "/signed-out/"
SCOPES = ("openid", "email", "profile", "aws.cognito.signin.user.admin")
# Who works here: they see other people's records, and need more than a password.
NEED_A_SECOND_FACTOR = ("provider", "staff", "compliance")
INVITED_PATH = "/invited/"
INVITATION_DAYS = 7  # how long its temporary password and its code are good


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
    recovery_days: int
    deletion_protection: bool = True

    @property
    def point_in_time_recovery(self) -> bool:
        """Whether the table can be brought back to any second of the last `recovery_days`."""
        return self.recovery_days > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Paid by the hour instead of by the request: units a second, kept at a share of use.

    Each index has the same bounds as its table. Cheaper from about a third of steady use on, and
    cheaper still with capacity reserved for a year (bought in the console, not declared here).
    """

    least: int = 50
    most: int = 4000
    used_percent: int = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """For how long nobody may delete what a bucket holds.

    `GOVERNANCE` yields to whoever has the right to lift it; `COMPLIANCE` to nobody at all.
    """

    mode: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Colder:
    """When files move to a cheaper class of storage, by S3's name for it."""

    after_days: int
    storage_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A store of files: versioned, encrypted, closed to the public, no cross-origin access."""

    name: str
    versioning: bool = True
    block_public_access: bool = True
    tls_only: bool = True
    lock: Lock | None = None
    colder: Colder | None = None
    unfinished_upload_days: int = 1
    expires_after_days: int | None = None


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
    temporary_days: int = INVITATION_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """The mail that brings a temporary password, in both languages: nobody knows yet which is read.

    Cognito puts the address and the password in for `{username}` and `{####}`. `page` explains
    the rest: that the clinic gives a code beside it, and what to do when it has expired.
    """

    page: str

    subject: str = "Your MediSecure account - حسابك في MediSecure"

    @property
    def text(self) -> str:
        """The mail itself, as HTML."""
        return (
            f'<p>Your account at the clinic is ready. Begin here: <a href="{self.page}">'
            f"{self.page}</a></p><p>Sign in with {{username}} and this temporary password: "
            f"{{####}}</p><p>It is good for {INVITATION_DAYS} days. You will be asked for the code "
            "the clinic gave you: it is not in this mail.</p><br>"
            f'<div dir="rtl"><p>حسابك في العيادة جاهز. ابدأ من هنا: <a href="{self.page}">'
            f"{self.page}</a></p><p>سجّل الدخول بالبريد {{username}} وكلمة المرور المؤقتة: "
            f"{{####}}</p><p>تصلح لمدة {INVITATION_DAYS} أيام. سيُطلب منك الرمز الذي أعطتك إياه "
            "العيادة، وهو ليس في هذه الرسالة.</p></div>"
        )


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
    invitation: Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """Copies beside the tables' own recovery, in a vault from which nobody deletes early."""

    vault: str = "medisecure"
    daily_days: int = 35
    monthly_days: int = KEPT_BY_LAW_DAYS
    monthly_colder_after_days: int = 30
    least_days: int = 30
    most_days: int = KEPT_BY_LAW_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A management command the clock starts; running in several copies at once does no harm."""

    command: str
    every_minutes: int

    @property
    def name(self) -> str:
        """The command as one word, for things of AWS that are named after it.

        >>> Job(command="send_reminders", every_minutes=5).name
        'SendReminders'
        """
        return "".join(part.title() for part in self.command.split("_"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAlarm:
    """Wakes somebody when the log says `event` more than `most` times in five minutes."""

    event: str
    most: int


JOBS = (Job(command="send_reminders", every_minutes=5),)
LOG_ALARMS = (
    LogAlarm(event="sign-in refused", most=50),
    LogAlarm(event="sign-in provider does not answer", most=5),
    LogAlarm(event="request failed", most=20),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Everything MediSecure needs from a cloud."""

    region: str
    health: Table
    sessions: Table
    documents: Bucket
    audit: Bucket
    access_logs: Bucket
    key: Key
    user_pool: UserPool
    mail_from: str
    capacity: Capacity | None = None
    backups: Backups = field(default_factory=Backups)
    jobs: tuple[Job, ...] = JOBS
    log_alarms: tuple[LogAlarm, ...] = LOG_ALARMS
    log_days: int = 365

    @property
    def mail_identity(self) -> str:
        """The bare address mail is sent from, without the name before it."""
        return parseaddr(self.mail_from)[1]

    @property
    def mail_domain(self) -> str:
        """The domain mail is sent from: what SES verifies and signs for."""
        return self.mail_identity.rpartition("@")[2]

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        """All stores of files: documents, the trail's copies, who fetched what from either."""
        return (self.documents, self.audit, self.access_logs)

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
    documents = environ.get("DOCUMENTS_BUCKET", "medisecure-documents")
    return Resources(
        region=environ.get("AWS_REGION", DEFAULT_REGION),
        health=health_table(environ.get("TABLE_NAME", "MediSecure-HealthData")),
        sessions=sessions_table(environ.get("SESSIONS_TABLE_NAME", "MediSecure-Sessions")),
        documents=document_store(documents),
        audit=audit_store(f"{documents}-audit"),
        access_logs=access_log_store(f"{documents}-access-logs"),
        key=Key(alias=environ.get("KMS_KEY_ID", "alias/medisecure")),
        user_pool=UserPool(
            name=environ.get("USER_POOL_NAME", "MediSecure"),
            domain_prefix=environ.get("USER_POOL_DOMAIN", "medisecure"),
            callback_url=base_url + CALLBACK_PATH,
            signed_out_url=base_url + SIGNED_OUT_PATH,
            second_factor_for=second_factor_for(environ),
            invitation=Invitation(page=base_url + INVITED_PATH),
        ),
        mail_from=environ.get("MAIL_FROM", DEFAULT_MAIL_FROM),
        capacity=Capacity() if environ.get("CAPACITY") == "provisioned" else None,
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
        recovery_days=LONGEST_RECOVERY_DAYS,
    )


def sessions_table(name: str) -> Table:
    """Sign-in sessions and unsaved drafts, the only things that expire (`ttl`, epoch seconds)."""
    return Table(name=name, partition_key="PK", ttl_attribute="ttl", recovery_days=0)


def document_store(name: str) -> Bucket:
    """What patients' documents are kept in: locked a year against haste, then kept by its rules."""
    return Bucket(
        name=name,
        lock=Lock(mode="GOVERNANCE", days=365),
        colder=Colder(after_days=30, storage_class="INTELLIGENT_TIERING"),
    )


def audit_store(name: str) -> Bucket:
    """Sealed copies of the trail, which nobody can shorten, not even we."""
    return Bucket(
        name=name,
        lock=Lock(mode="COMPLIANCE", days=KEPT_BY_LAW_DAYS),
        colder=Colder(after_days=90, storage_class="GLACIER_IR"),
    )


def access_log_store(name: str) -> Bucket:
    """Who fetched what from the other two and who came to the web site: addresses, no content."""
    return Bucket(name=name, expires_after_days=400)
