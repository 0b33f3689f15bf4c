"""A person at the hosted sign-in page, without a browser: forms, redirects, tokens."""

import base64
import hashlib
import hmac
import json
import secrets
import struct
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.tools.local_cloud.callers import Caller

CALLBACK = "http://127.0.0.1:8000/oidc/callback/"
SIGNED_OUT = "http://127.0.0.1:8000/signed-out/"
PASSWORD = "Correct-Horse-7"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def code(self) -> str | None:
        """The code this answer redirects with, if it does."""
        return parse_qs(urlsplit(self.location).query).get("code", [None])[0]

    @property
    def cookie(self) -> str:
        """The cookie this answer puts into the browser."""
        return self.headers.get("set-cookie", "").partition(";")[0]

    @property
    def page(self) -> "Page":
        return Page.read(self.body)


def send(
    endpoint: str, method: str, path: str, form: dict[str, str] | None = None, cookie: str = ""
) -> Answer:
    """One request; redirects are not followed."""
    place = urlsplit(endpoint)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=10)
    try:
        headers = (FORM if form else {}) | ({"Cookie": cookie} if cookie else {})
        connection.request(method, path, urlencode(form) if form else None, headers)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read().decode())
    finally:
        connection.close()


class Page(HTMLParser):
    """What a page asks for and says: fields with their labels, alerts, what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.visible: set[str] = set()
        self.labels: set[str] = set()
        self.tags: dict[str, list[dict[str, str]]] = {}
        self.text: dict[str, str] = {}
        self.alert = ""
        self._open: list[str] = []

    @classmethod
    def read(cls, body: str) -> "Page":
        page = cls()
        page.feed(body)
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.setdefault(tag, []).append(found)
        self._open.append(tag)
        if tag == "input":
            self.fields[found["name"]] = found.get("value", "")
            if found.get("type") != "hidden":
                self.visible.add(found["id"])
        elif tag == "label":
            self.labels.add(found["for"])

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        self.text[self._open[-1]] = data.strip()
        if self.tags[self._open[-1]][-1].get("role") == "alert":
            self.alert = data.strip()


@dataclass(frozen=True)
class Pool:
    """A user pool with one client, made for a test."""

    admin: Caller
    pool_id: str
    client_id: str
    client_secret: str

    @classmethod
    def create(cls, admin: Caller, *, logout_urls: tuple[str, ...] = (SIGNED_OUT,)) -> "Pool":
        pool_id = admin.cognito.create_user_pool(PoolName="test")["UserPool"]["Id"]
        admin.cognito.set_user_pool_mfa_config(
            UserPoolId=pool_id,
            SoftwareTokenMfaConfiguration={"Enabled": True},
            MfaConfiguration="OPTIONAL",
        )
        client = admin.cognito.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName="app",
            GenerateSecret=True,
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email"],
            CallbackURLs=[CALLBACK],
            LogoutURLs=list(logout_urls),
            SupportedIdentityProviders=["COGNITO"],
            ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
        )["UserPoolClient"]
        return cls(admin, pool_id, client["ClientId"], client["ClientSecret"])

    def add(self, name: str, *groups: str, temporary: bool = False) -> str:
        """A person with `PASSWORD`; their name."""
        cognito, who = self.admin.cognito, {"UserPoolId": self.pool_id, "Username": name}
        cognito.admin_create_user(
            **who,
            UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}],
            MessageAction="SUPPRESS",
        )
        cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=not temporary)
        for group in groups:
            cognito.create_group(UserPoolId=self.pool_id, GroupName=group)
            cognito.admin_add_user_to_group(**who, GroupName=group)
        return name

    def enrol(self, name: str) -> str:
        """Give them an authenticator; its secret."""
        cognito = self.admin.cognito
        tag = hmac.new(
            self.client_secret.encode(), f"{name}{self.client_id}".encode(), hashlib.sha256
        )
        access = cognito.initiate_auth(
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={
                "USERNAME": name,
                "PASSWORD": PASSWORD,
                "SECRET_HASH": base64.b64encode(tag.digest()).decode(),
            },
        )["AuthenticationResult"]["AccessToken"]
        secret = str(cognito.associate_software_token(AccessToken=access)["SecretCode"])
        cognito.verify_software_token(AccessToken=access, UserCode=one_time_code(secret))
        cognito.set_user_mfa_preference(
            AccessToken=access, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
        )
        return secret


@dataclass
class Visit:
    """One attempt to sign in: remembers state, nonce and the PKCE verifier."""

    pool: Pool
    state: str = field(default_factory=secrets.token_urlsafe)
    nonce: str = field(default_factory=secrets.token_urlsafe)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def endpoint(self) -> str:
        return self.pool.admin.endpoint

    def open(self, cookie: str = "", **changed: str) -> Answer:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "client_id": self.pool.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid email",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        path = "/oauth2/authorize?" + urlencode(asked | changed)
        return send(self.endpoint, "GET", path, cookie=cookie)

    def fill(self, answer: Answer, **typed: str) -> Answer:
        """Send the form of a page with what was typed into it."""
        form = answer.page.tags["form"][0]
        return send(
            self.endpoint, form["method"].upper(), form["action"], answer.page.fields | typed
        )

    def sign_in(self, name: str, password: str = PASSWORD) -> Answer:
        return self.fill(self.open(), username=name, password=password)

    def exchange(self, code: str | None, **changed: str) -> Answer:
        asked = {
            "grant_type": "authorization_code",
            "code": code or "",
            "redirect_uri": CALLBACK,
            "client_id": self.pool.client_id,
            "client_secret": self.pool.client_secret,
            "code_verifier": self.verifier,
        }
        return send(self.endpoint, "POST", "/oauth2/token", asked | changed)


def claims(token: str) -> dict[str, Any]:
    """What a token says; its signature is not looked at here."""
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def one_time_code(secret: str) -> str:
    """What an authenticator shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time() // 30))
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
