"""Settings: everything comes from the environment, and nothing unsafe starts.

`.env.example` explains each variable. A missing or unsafe one stops the process with its name.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from medisecure.access.proxies import Scope
from medisecure.clinic_rules import BY_HAND, RULES
from medisecure.resources import DEFAULT_MAIL_FROM, exports_of, incoming_of, second_factor_for
from medisecure.resources import MAIL_FAILURES_QUEUE as DEFAULT_QUEUE
from medisecure.resources.kinds import GROUPS, NEED_A_SECOND_FACTOR, SCOPES
from medisecure.safe_settings import LOOPBACK, is_safe_address, is_strong
from medisecure.server.arriving import LONGEST_BODY
from medisecure.server.client_address import networks
from medisecure.written import phones

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
BASE_URL = env.str("BASE_URL").rstrip("/")
_site = urlsplit(BASE_URL)
IS_HTTPS = _site.scheme == "https"


def _require(*, that: bool, otherwise: str) -> None:
    if not that:
        raise ImproperlyConfigured(otherwise)


_require(
    that=is_strong(SECRET_KEY),
    otherwise="SECRET_KEY must be 50 random characters or more, such as `openssl rand -base64 50`",
)
_require(
    that=IS_HTTPS or _site.hostname in LOOPBACK,
    otherwise="BASE_URL must be https, unless it is on this machine only",
)
_require(
    that=not DEBUG or _site.hostname in LOOPBACK,
    otherwise="DEBUG must be off wherever others can reach the site",
)

ALLOWED_HOSTS = [_site.hostname or ""]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# What we keep, and where
AWS_REGION = env.str("AWS_REGION")
AWS_ENDPOINT_URL = env.str("AWS_ENDPOINT_URL", default="") or None
TABLE_NAME = env.str("TABLE_NAME")
SEALED_AS = env("SEALED_AS", default="")
SESSIONS_TABLE_NAME = env.str("SESSIONS_TABLE_NAME")
DOCUMENTS_BUCKET = env.str("DOCUMENTS_BUCKET")
EXPORTS_BUCKET = exports_of(DOCUMENTS_BUCKET)
INCOMING_BUCKET = incoming_of(DOCUMENTS_BUCKET)
KMS_KEY_ID = env.str("KMS_KEY_ID")
# Whether an item whose secrets bear no seal is refused: once none is left from before the seals
SEALS_REQUIRED = env.bool("SEALS_REQUIRED", default=False)
_require(
    that=AWS_ENDPOINT_URL is None
    or AWS_ENDPOINT_URL.startswith("https://")
    or urlsplit(AWS_ENDPOINT_URL).hostname in LOOPBACK,
    otherwise="AWS_ENDPOINT_URL must be https, unless it is on this machine only",
)

# Sign-in
OIDC_RP_CLIENT_ID = env.str("OIDC_CLIENT_ID")
OIDC_RP_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET")
OIDC_ISSUER = env.str("OIDC_ISSUER")
OIDC_OP_AUTHORIZATION_ENDPOINT = env.str("OIDC_AUTHORIZATION_ENDPOINT")
OIDC_OP_TOKEN_ENDPOINT = env.str("OIDC_TOKEN_ENDPOINT")
OIDC_OP_JWKS_ENDPOINT = env.str("OIDC_JWKS_ENDPOINT")
OIDC_OP_USER_ENDPOINT = ""  # Cognito keeps the groups in the ID token only
OIDC_OP_LOGOUT_ENDPOINT = env.str("OIDC_LOGOUT_ENDPOINT")
USER_POOL_ID = env.str("USER_POOL_ID")
for _name in ("ISSUER", "AUTHORIZATION_ENDPOINT", "TOKEN_ENDPOINT", "JWKS_ENDPOINT",
              "LOGOUT_ENDPOINT"):  # fmt: skip
    _require(
        that=is_safe_address(env.str(f"OIDC_{_name}"), local=_site.hostname in LOOPBACK),
        otherwise=f"OIDC_{_name} must be https, unless all of MediSecure is on this machine only",
    )
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = " ".join(SCOPES)
SECOND_FACTOR_FOR = second_factor_for(os.environ)
_require(
    that=set(SECOND_FACTOR_FOR) <= set(GROUPS),
    otherwise="SECOND_FACTOR_FOR must list some of: " + ", ".join(GROUPS),
)
_require(
    that=set(NEED_A_SECOND_FACTOR) <= set(SECOND_FACTOR_FOR) or _site.hostname in LOOPBACK,
    otherwise="SECOND_FACTOR_FOR must name all who work here, unless it is on this machine only",
)
OIDC_USE_NONCE = True
OIDC_USE_PKCE = True
OIDC_PKCE_CODE_CHALLENGE_METHOD = "S256"
OIDC_TIMEOUT = 3
OIDC_CREATE_USER = False
OIDC_STORE_ID_TOKEN = OIDC_STORE_ACCESS_TOKEN = False
OIDC_REDIRECT_ALLOWED_HOSTS = [_site.netloc]
OIDC_REDIRECT_REQUIRE_HTTPS = IS_HTTPS
OIDC_AUTHENTICATION_CALLBACK_URL = "oidc_authentication_callback"

# The proxies of ours that stand in front: only they may say who calls, and by which scheme.
# gunicorn.conf.py reads the same variable.
try:
    TRUSTED_PROXIES = networks(env.list("TRUSTED_PROXIES", default=[]))
except ValueError as wrong:
    raise ImproperlyConfigured("TRUSTED_PROXIES must be addresses or networks") from wrong

# How many times as much as medisecure/access/limits.py says people may do: 1, but for load tests
LIMIT_FACTOR = env.int("LIMIT_FACTOR", default=1)
_require(that=LIMIT_FACTOR >= 1, otherwise="LIMIT_FACTOR must be 1 or more")

# The clinic
CLINIC_NAME = env.str("CLINIC_NAME", default="MediSecure Clinic")
CLINIC_NAME_AR = env.str("CLINIC_NAME_AR", default="")
CLINIC_ZONE = env.str("CLINIC_ZONE", default="Asia/Qatar")
CLINIC_PHONE = env.str("CLINIC_PHONE", default="").strip()
_require(
    that=not CLINIC_PHONE or not isinstance(phones.read(CLINIC_PHONE), phones.Trouble),
    otherwise="CLINIC_PHONE must be one number, with its country code: +974 4400 1234",
)
CLINIC_ADDRESS = env.str("CLINIC_ADDRESS", default="")
CLINIC_ADDRESS_AR = env.str("CLINIC_ADDRESS_AR", default="")
CLINIC_MAP_URL = env.str("CLINIC_MAP_URL", default="")
_require(
    that=not CLINIC_MAP_URL or CLINIC_MAP_URL.startswith("https://"),
    otherwise="CLINIC_MAP_URL must begin with https://",
)
CLINIC_HOURS = env.str("CLINIC_HOURS", default="")
CLINIC_HOURS_AR = env.str("CLINIC_HOURS_AR", default="")
CLINIC_EMERGENCY = env.str("CLINIC_EMERGENCY", default="")
CLINIC_EMERGENCY_AR = env.str("CLINIC_EMERGENCY_AR", default="")
EMERGENCY_NUMBER = env.str("EMERGENCY_NUMBER", default="999")
PATIENT_BOOKING = env.str("PATIENT_BOOKING", default="direct")
_require(
    that=PATIENT_BOOKING in ("direct", "request", "off"),
    otherwise="PATIENT_BOOKING must be direct, request or off",
)
PATIENT_CUTOFF_HOURS = env.int("PATIENT_CUTOFF_HOURS", default=24)
_require(that=PATIENT_CUTOFF_HOURS >= 0, otherwise="PATIENT_CUTOFF_HOURS cannot be negative")
RULES.most_ahead = env.int("PATIENT_MOST_VISITS_AHEAD", default=RULES.most_ahead)
RULES.most_a_day = env.int("PATIENT_MOST_VISITS_A_DAY", default=RULES.most_a_day)
_require(
    that=min(RULES.most_ahead, RULES.most_a_day) >= 1,
    otherwise="PATIENT_MOST_VISITS_AHEAD and PATIENT_MOST_VISITS_A_DAY must be 1 or more",
)

RULES.quiet_from = env.int("QUIET_FROM", default=RULES.quiet_from)
RULES.quiet_until = env.int("QUIET_UNTIL", default=RULES.quiet_until)
_require(
    that=0 <= RULES.quiet_until < 24 and 0 <= RULES.quiet_from < 24,  # noqa: PLR2004 - hours
    otherwise="QUIET_FROM and QUIET_UNTIL must be hours from 0 to 23",
)
RULES.rooms = tuple(filter(None, map(str.strip, env.list("CLINIC_ROOMS", default=[]))))

RULES.care_days = env.int("CARE_DAYS_AFTER_VISIT", default=RULES.care_days)
RULES.prepare_days = env.int("CARE_DAYS_TO_PREPARE", default=RULES.prepare_days)
RULES.near_minutes = env.int("VISIT_NEAR_MINUTES", default=RULES.near_minutes)
_require(
    that=min(RULES.care_days, RULES.prepare_days, RULES.near_minutes) >= 0,
    otherwise="days of care and minutes before a visit cannot be negative",
)

RULES.entries_after = env.int("ENTRIES_OPEN_AFTER_HOURS", default=RULES.entries_after)
RULES.results_after = env.int("RESULTS_OPEN_AFTER_HOURS", default=RULES.results_after)
_require(
    that=RULES.entries_after >= 0 and RULES.results_after >= BY_HAND,
    otherwise="ENTRIES_OPEN_AFTER_HOURS must be 0 or more, RESULTS_OPEN_AFTER_HOURS -1 or more",
)

RULES.children_below = env.int("CHILDREN_BELOW", default=RULES.children_below)
_require(that=RULES.children_below >= 1, otherwise="CHILDREN_BELOW must be 1 or more")
RULES.general_specialties = frozenset(
    each.strip().casefold()
    for each in env.list("GENERAL_SPECIALTIES", default=sorted(RULES.general_specialties))
)

RULES.proxy_limited_from = env.int("PROXY_LIMITED_FROM", default=RULES.proxy_limited_from)
RULES.proxy_ends_at = env.int("PROXY_ENDS_AT", default=RULES.proxy_ends_at)
RULES.proxy_limited_may = tuple(
    env.list("PROXY_LIMITED_MAY", default=list(RULES.proxy_limited_may))
)
_require(
    that=0 <= RULES.proxy_limited_from <= RULES.proxy_ends_at
    and set(RULES.proxy_limited_may) <= set(Scope),
    otherwise="PROXY_LIMITED_FROM and PROXY_ENDS_AT must be ages in order, and PROXY_LIMITED_MAY "
    "some of: " + ", ".join(Scope),
)

# Documents: what looks through files for malware, and who may open one that was not looked through
CLAMAV = env.str("CLAMAV", default="")
RULES.unscanned = env.str("UNSCANNED_FILES", default=RULES.unscanned)
_require(
    that=RULES.unscanned in ("everybody", "clinic", "nobody"),
    otherwise="UNSCANNED_FILES must be everybody, clinic or nobody",
)

# Messages to people: what sends them, by the channel a person chose
MAIL_FROM = env.str("MAIL_FROM", default=DEFAULT_MAIL_FROM)
MAIL_FAILURES_QUEUE = env("MAIL_FAILURES_QUEUE", default=DEFAULT_QUEUE)
SMS_CARRIER = env.str("SMS_CARRIER", default="")
MESSAGE_CARRIERS = {"email": "medisecure.mail.Mail"} | ({"sms": SMS_CARRIER} if SMS_CARRIER else {})

DEMO = env.bool("DEMO", default=False)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")
_require(
    that=not DEMO or _site.hostname in LOOPBACK,
    otherwise="DEMO people belong on a developer's machine only",
)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "mozilla_django_oidc",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "medisecure",
    "medisecure.identity",
    "medisecure.web",
    "patients",
    "providers",
    "appointments",
    "documents",
]

MIDDLEWARE = [
    "medisecure.web.health.AnyHostMiddleware",
    "medisecure.web.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "medisecure.server.packing.PackingMiddleware",  # below the files, which are packed beforehand
    "medisecure.web.headers.PageHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "medisecure.identity.middleware.PersonMiddleware",
    "medisecure.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "medisecure.identity.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "appointments.waitlist.after_requests.OffersMiddleware",
    "medisecure.web.gate.GateMiddleware",
]

ROOT_URLCONF = "medisecure.urls"
WSGI_APPLICATION = "medisecure.wsgi.application"
DATABASES: dict[str, dict[str, str]] = {}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

TEMPLATES = [
    {
        "BACKEND": "medisecure.web.display.engine.Templates",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "medisecure.web.display.engine.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "medisecure.web.display.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "medisecure.web.input.widgets.Widgets"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Who is signed in
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["medisecure.identity.backend.CognitoBackend"]
LOGIN_URL = "oidc_authentication_init"
LOGIN_REDIRECT_URL = "/"
LOGIN_REDIRECT_URL_FAILURE = "/sign-in-failed/"
LOGOUT_REDIRECT_URL = "/signed-out/"

SESSION_ENGINE = "medisecure.identity.sessions"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 15 * 60
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would lose the session on the way back from Cognito
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "medisecure.web.failures.csrf_failure"
MESSAGE_STORAGE = "medisecure.web.messages.NoticeStorage"
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# What browsers may do with our pages
_sign_in = urlsplit(OIDC_OP_AUTHORIZATION_ENDPOINT)
_sign_in_origin = f"{_sign_in.scheme}://{_sign_in.netloc}"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Signing out posts to us and is then sent on to Cognito.
        "form-action": [SELF, _sign_in_origin],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "usb",
    )
}  # fmt: skip
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = LONGEST_BODY
FILE_UPLOAD_HANDLERS: list[str] = []  # documents go to S3: no file is taken in here
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400  # a note with all its rows has some 250

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["medisecure.formats"]
TIME_ZONE = CLINIC_ZONE
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "medisecure.web.display.joined_files.JoinedFinder",
]
STATIC_ROOT = BASE_DIR / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "medisecure.server.static_storage.StaticStorage"
    },
}

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "medisecure.logs.configure"
LOGGING = {"level": LOG_LEVEL}
