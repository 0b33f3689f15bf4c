"""The hosted sign-in: second factor, lock-out, groups, sign-out only to where it was agreed."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from tools.local_cloud import engine, page
from tools.local_cloud.browser_session import SECONDS, BrowserSessions
from tools.local_cloud.lockout import LockOut

CODE_LIFE = 180.0  # seconds to type the second factor
CODE_TRIES = 5
WAIT = "Too many attempts. Wait a moment, then try again."
# What the engine hands its sign-in page, in this order, to be sent back with the form.
CARRIED = (
    *("client_id", "redirect_uri", "scope", "state", "response_type"),
    *("code_challenge", "code_challenge_method", "nonce"),
)
EXPIRED = "This sign-in has expired. Go back to the application and start again."


@dataclass(slots=True)
class Pending:
    """Someone whose password was right and whose code is awaited."""

    user: dict[str, Any]
    redirect: tuple[str, ...]
    until: float
    tries: int = 0


class HostedPage:
    """Takes the place of the engine's own sign-in functions.

    The engine hands out the code after the password alone, counts nothing, leaves the groups
    out of refreshed tokens, and signs out to anywhere if no address is registered.
    """

    def __init__(self, cognito: Any, keep: Callable[[], None]) -> None:
        self._cognito = cognito
        self._keep = keep
        self._lockout = LockOut()
        self._pending: dict[str, Pending] = {}
        self._issue = cognito._issue_auth_code_redirect
        self._submit = cognito.handle_login_submit
        self._authenticate = cognito._authenticate_hosted_ui_user
        self._token = cognito._fake_token
        self._logout = cognito.handle_logout
        self._authorize = cognito.handle_oauth2_authorize
        self._sign = cognito._signed_jwt
        self._sessions = BrowserSessions()

    def authorize(self, method: str, path: str, headers: Any, query: Any) -> page.Response:
        """GET /oauth2/authorize: whoever is signed in here goes back at once, unless asked anew."""
        response = _dressed(self._authorize(method, path, headers, query))
        asked = {name: _one(query, name) for name in (*CARRIED, "prompt", "max_age")}
        pool_id, _, _ = self._cognito._find_pool_by_client_id(asked["client_id"])
        known = self._sessions.of(
            _cookies(headers), pool_id or "", max_age=float(asked["max_age"] or SECONDS)
        )
        if response[0] != HTTPStatus.OK or known is None or asked["prompt"] == "login":
            return response
        self._sessions.told(asked["nonce"], known.at)
        back: page.Response = self._issue(
            asked["client_id"], pool_id, asked["redirect_uri"], asked["scope"], known.username,
            asked["nonce"], asked["code_challenge"], asked["code_challenge_method"],
            asked["state"],
        )  # fmt: skip
        return back

    def signed(self, claims: dict[str, Any], *rest: Any) -> str:
        """A signed token that says when the password was typed, not when the token was made."""
        typed_at = self._sessions.typed_at(str(claims.get("nonce", "")))
        if typed_at is not None and "auth_time" in claims:
            claims = {**claims, "auth_time": typed_at}
        return str(self._sign(claims, *rest))

    def submit(
        self, method: str, path: str, headers: Any, body: bytes, query: Any
    ) -> page.Response:
        """POST /login: each of the forms."""
        form = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
        if "mfa_token" in form:
            return self._second_factor(form["mfa_token"], form.get("code", ""))
        response = self._submit(method, path, headers, body, query)
        if "np_token" in form:
            self._keep()  # the new password
        return _dressed(response)

    def authenticate(self, pool: Any, username: str, password: str) -> tuple[Any, str]:
        """The user, or None and what to tell them."""
        known, _ = self._cognito._resolve_user(pool, username)
        name = str(known["Username"]) if known else username  # one count, however it is typed
        if self._lockout.locked(pool["Id"], name):
            return None, WAIT
        user, error = self._authenticate(pool, username, password)
        if error:
            self._lockout.failed(pool["Id"], name)
        return user, error

    def issue(self, client_id: str, pool_id: str, redirect: str, *rest: str) -> page.Response:
        """The code for the application, once every factor the pool wants was shown."""
        username = rest[1]
        arguments = (client_id, pool_id, redirect, *rest)
        pool = self._cognito._get_pool_unscoped(pool_id) or {}
        user = pool.get("_users", {}).get(username) or {}
        mode = pool.get("MfaConfiguration", "OFF")
        if mode != "OFF" and _enrolled(user):
            return self._ask(Pending(user, arguments, time.monotonic() + CODE_LIFE))
        if mode == "ON":
            text = "This account needs an authenticator app first. Ask your administrator."
            return page.answer(page.message("Authenticator needed", text), 403)
        return self._done(arguments)

    def token(
        self, sub: str, pool_id: str, client: str, use: str, username: str = "", **claims: Any
    ) -> str:
        """A signed token, always with the person's groups."""
        if use in {"id", "access"} and username and not claims.get("groups"):
            pool = self._cognito._get_pool_unscoped(pool_id) or {}
            user = pool.get("_users", {}).get(username) or {}
            claims["groups"] = user.get("_groups", [])
        return str(self._token(sub, pool_id, client, use, username, **claims))

    def logout(self, method: str, path: str, headers: Any, query: Any) -> page.Response:
        """GET /logout: back to a registered address and nowhere else."""
        _, _, client = self._cognito._find_pool_by_client_id(_one(query, "client_id"))
        if client and _one(query, "logout_uri") not in client.get("LogoutURLs", []):
            text = "The address to return to is not registered."
            return page.answer(page.message("Cannot sign out from here", text), 400)
        self._sessions.end(_cookies(headers))
        response: page.Response = self._logout(method, path, headers, query)
        return response

    def _ask(self, pending: Pending) -> page.Response:
        now = time.monotonic()
        self._pending = {token: p for token, p in self._pending.items() if p.until > now}
        token = secrets.token_urlsafe(24)
        self._pending[token] = pending
        return page.answer(page.second_factor(token))

    def _second_factor(self, token: str, code: str) -> page.Response:
        pending = self._pending.get(token)
        if pending is None or pending.until < time.monotonic() or pending.tries >= CODE_TRIES:
            self._pending.pop(token, None)
            return page.answer(page.message("Sign-in expired", EXPIRED), 400)
        pool_id, username = pending.redirect[1], pending.redirect[4]
        if self._lockout.locked(pool_id, username):
            return page.answer(page.second_factor(token, WAIT))
        if not self._cognito._totp_matches(pending.user["_totp_secret"], code.strip()):
            pending.tries += 1
            self._lockout.failed(pool_id, username)
            return page.answer(page.second_factor(token, "That code is not right. Try again."))
        del self._pending[token]
        return self._done(pending.redirect)

    def _done(self, arguments: tuple[str, ...]) -> page.Response:
        self._lockout.cleared(arguments[1], arguments[4])
        signed_in, cookie = self._sessions.begin(arguments[1], arguments[4])
        self._sessions.told(arguments[5], signed_in.at)
        status, headers, body = self._issue(*arguments)
        return status, {**headers, "Set-Cookie": cookie}, body


def install(keep: Callable[[], None]) -> None:
    """Put the hosted page in place; `keep` writes Cognito's state down."""
    cognito = engine.service("cognito")
    hosted = HostedPage(cognito, keep)
    cognito._issue_auth_code_redirect = hosted.issue
    cognito.handle_login_submit = hosted.submit
    cognito._authenticate_hosted_ui_user = hosted.authenticate
    cognito._fake_token = hosted.token
    cognito._signed_jwt = hosted.signed
    cognito.handle_logout = hosted.logout
    cognito.handle_oauth2_authorize = hosted.authorize
    cognito._page_shell = page.shell
    cognito._login_page_html = _login_page
    cognito._new_password_page_html = _new_password_page


def _login_page(*request: str, error_message: str = "") -> str:
    return page.sign_in(dict(zip(CARRIED, request, strict=True)), error_message)


def _new_password_page(token: str, error_message: str = "") -> str:
    return page.new_password(token, error_message)


def _enrolled(user: dict[str, Any]) -> bool:
    return "SOFTWARE_TOKEN_MFA" in user.get("_mfa_enabled", []) and bool(user.get("_totp_secret"))


def _one(query: dict[str, Any], name: str) -> str:
    value = query.get(name, "")
    return str(value[0] if isinstance(value, list) else value)


def _cookies(headers: Any) -> str:
    return next((str(value) for name, value in headers.items() if name.lower() == "cookie"), "")


def _dressed(response: page.Response) -> page.Response:
    """Pages of the engine get the headers of ours; redirects and JSON stay as they are."""
    status, headers, body = response
    if headers.get("Content-Type", "").startswith("text/html"):
        headers = {**headers, **page.HEADERS}
    return status, headers, body
