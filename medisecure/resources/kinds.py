"""The kinds of things MediSecure is declared from: a table, a bucket, a key, people, jobs, alarms.

Data only: it knows neither AWS libraries nor the web. What there is of each says the room itself.
"""

from dataclasses import dataclass, field

KEPT_BY_LAW_DAYS = 6 * 365 + 2  # HIPAA, 45 CFR 164.316(b)(2)(i): six years
GROUPS = ("patient", "provider", "staff", "compliance", "proxy")
SCOPES = ("openid", "email", "profile", "aws.cognito.signin.user.admin")
# Who works here: they see other people's records, and need more than a password.
NEED_A_SECOND_FACTOR = ("provider", "staff", "compliance")
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
    """A store of files: versioned, encrypted, closed to the public.

    `posts_from` is the one site whose pages may send files into it; no other origin has any access.
    """

    name: str
    versioning: bool = True
    block_public_access: bool = True
    tls_only: bool = True
    lock: Lock | None = None
    colder: Colder | None = None
    unfinished_upload_days: int = 1
    expires_after_days: int | None = None
    old_versions_days: int | None = None  # after which a version that was replaced is gone
    posts_from: str = ""


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
class Queue:
    """Messages kept until a job has read them; one that is being read is hidden from others."""

    name: str
    kept_days: int = 14
    hidden_seconds: int = 120


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
