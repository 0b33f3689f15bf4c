"""What MediSecure keeps, and where: the tables, the document store, the key and the sign-in pool.

This is the one declaration. The local set-up, the tests and the infrastructure in AWS read it;
it is data only and knows neither AWS libraries nor the web.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr

from medisecure.resources.kinds import (
    KEPT_BY_LAW_DAYS,
    NEED_A_SECOND_FACTOR,
    Backups,
    Bucket,
    Capacity,
    Colder,
    Index,
    Invitation,
    Job,
    Key,
    Lock,
    LogAlarm,
    Queue,
    Table,
    UserPool,
)

DEFAULT_REGION = "me-central-1"
DEFAULT_MAIL_FROM = "MediSecure <no-reply@medisecure.example>"
MAIL_FAILURES_QUEUE = "medisecure-mail-failures"
APPLICATION_USER = "medisecure-application"
KEYSET_CONTEXT = {"purpose": "medisecure-keyset"}
LONGEST_RECOVERY_DAYS = 35  # what DynamoDB offers
CALLBACK_PATH = "/oidc/callback/"
SIGNED_OUT_PATH = "/signed-out/"
INVITED_PATH = "/invited/"


JOBS = (
    Job(command="send_reminders", every_minutes=5),
    Job(command="read_mail_failures", every_minutes=5),
    Job(command="resume_merges", every_minutes=15),
    Job(command="prepare_archives", every_minutes=5),
    Job(command="review_retention", every_minutes=24 * 60),
    Job(command="check_documents", every_minutes=5),
)
LOG_ALARMS = (
    LogAlarm(event="sign-in refused", most=50),
    LogAlarm(event="sign-in provider does not answer", most=5),
    LogAlarm(event="request failed", most=20),
    LogAlarm(event="many patients seen", most=0),
    LogAlarm(event="a file is missing", most=0),
    LogAlarm(event="an item does not open", most=0),
    LogAlarm(event="limit reached", most=100),
    LogAlarm(event="message failed", most=20),
    LogAlarm(event="message of unknown outcome", most=0),
    LogAlarm(event="a file is not the one that was checked", most=0),
    LogAlarm(event="a file could not be checked", most=0),
    LogAlarm(event="malware in a file", most=0),
)
# What a large hospital's busiest minutes need twice over (`python -m tools.simulate_load`).
TRAIL_SHARDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Everything MediSecure needs from a cloud."""

    region: str
    health: Table
    sessions: Table
    documents: Bucket
    incoming: Bucket
    audit: Bucket
    exports: Bucket
    access_logs: Bucket
    key: Key
    user_pool: UserPool
    mail_from: str
    mail_failures: Queue
    sealed_as: str = ""  # the health table's name when its secrets were sealed, if another
    trail_shards: int = TRAIL_SHARDS
    trail_shards_read: int = TRAIL_SHARDS
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
        """All stores: documents, the trail's copies, what comes in, what goes out, who fetched."""
        return (self.documents, self.audit, self.incoming, self.exports, self.access_logs)

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
        incoming=incoming_store(incoming_of(documents), base_url),
        audit=audit_store(f"{documents}-audit"),
        exports=export_store(exports_of(documents)),
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
        mail_failures=Queue(name=environ.get("MAIL_FAILURES_QUEUE", MAIL_FAILURES_QUEUE)),
        sealed_as=environ.get("SEALED_AS", ""),
        trail_shards=int(environ.get("TRAIL_SHARDS") or TRAIL_SHARDS),
        trail_shards_read=int(
            environ.get("TRAIL_SHARDS_READ") or environ.get("TRAIL_SHARDS") or TRAIL_SHARDS
        ),
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


def exports_of(documents: str) -> str:
    """The name of the store in which archives wait for those who asked, beside the documents'.

    >>> exports_of("medisecure-documents")
    'medisecure-documents-exports'
    """
    return f"{documents}-exports"


def export_store(name: str) -> Bucket:
    """Where a patient's archive waits a day to be fetched: whole records, so nothing stays.

    It cannot be the documents' own: what is locked there could not be cleared away for a year.
    """
    return Bucket(name=name, expires_after_days=1, old_versions_days=1)


def incoming_of(documents: str) -> str:
    """The name of the store into which browsers send files, beside that of the documents.

    >>> incoming_of("medisecure-documents")
    'medisecure-documents-incoming'
    """
    return f"{documents}-incoming"


def incoming_store(name: str, site: str) -> Bucket:
    """Where browsers leave files until they are checked: nothing in it is kept, or ever shown.

    It cannot be the documents' own: what is locked there could not be cleared away for a year.
    """
    return Bucket(name=name, posts_from=site, expires_after_days=1, old_versions_days=1)


def audit_store(name: str) -> Bucket:
    """Sealed copies of the trail, which nobody can shorten, not even we."""
    return Bucket(
        name=name,
        lock=Lock(mode="COMPLIANCE", days=KEPT_BY_LAW_DAYS),
        colder=Colder(after_days=90, storage_class="GLACIER_IR"),
    )


def access_log_store(name: str) -> Bucket:
    """Who fetched what from the other two and who came to the web site: addresses, no content."""
    return Bucket(name=name, expires_after_days=400, old_versions_days=30)
