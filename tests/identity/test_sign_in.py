"""Signing in through the provider's own page, and every way that must not end in a session."""

import json
import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings as SettingsWrapper

from medisecure import wiring
from medisecure.identity import provider
from medisecure.identity.sessions import key_of
from medisecure.resources import APPLICATION_USER
from tests.conftest import administrator_client
from tests.dynamodb.examples import trail
from tests.environment import free_port
from tests.identity.browser import PASSWORD, Browser, mail, refused, registered
from tests.patients.profile.test_damaged import swap_secrets
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("keys_of_this_cloud")
ROLES = ("PATIENT", "PROVIDER", "STAFF", "COMPLIANCE")


@pytest.fixture(scope="module")
def somebody(clinic: None, cognito: Any) -> str:
    """A patient who may sign in, for tests that change nothing about them."""
    return registered(cognito)


@pytest.mark.parametrize("kind", ROLES)
def test_each_kind_of_person_signs_in_as_what_they_are(
    cloud: RunningCloud, cognito: Any, visitor: Browser, kind: str
) -> None:
    name = registered(cognito, kind)
    response = visitor.sign_in(mail(name))
    assert (response.status_code, response["Location"]) == (302, "/")
    assert visitor.is_in
    assert visitor.key.endswith(f".{name}")
    [entry] = trail(cloud, action="SIGN_IN", userId=name)
    assert (entry["role"], entry["result"]) == (kind.lower(), "SUCCESS")


def test_a_patient_whose_profile_is_damaged_signs_in_and_a_colleague_does_not(
    cloud: RunningCloud, cognito: Any
) -> None:
    for kind, comes_in in (("PATIENT", True), ("STAFF", False)):
        name, visitor = registered(cognito, kind), Browser(cloud)
        swap_secrets(cloud, name, registered(cognito))
        visitor.client.raise_request_exception = False
        answer = visitor.sign_in(mail(name))
        assert answer.status_code == (302 if comes_in else 500)
        assert visitor.is_in is comes_in


def test_the_start_page_says_who_helps_whoever_has_no_account(settings: SettingsWrapper) -> None:
    settings.CLINIC_PHONE = "+97444001234"
    page = Client().get("/").content.decode()
    asked = page.partition("No account yet, or you cannot sign in?")[2].partition("</p>")[0]
    assert "tel:+97444001234" in asked


def test_the_way_there_carries_state_nonce_and_a_hashed_verifier(visitor: Browser) -> None:
    asked = parse_qs(urlsplit(visitor.start()).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))
    again = parse_qs(urlsplit(visitor.start()).query)
    assert not {asked[name][0] for name in ("state", "nonce", "code_challenge")} & {
        again[name][0] for name in ("state", "nonce", "code_challenge")
    }


def test_signing_in_gives_a_new_session_key_and_kills_the_old_one(
    cognito: Any, visitor: Browser
) -> None:
    name = registered(cognito)
    first, second = visitor.start(), visitor.start()
    before = visitor.client.session.session_key
    visitor.come_back(visitor.fill_in(first, mail(name)))
    after = visitor.key
    assert before != after
    assert wiring.sessions_table().get(key_of(before), consistent=True) is None
    visitor.come_back(visitor.fill_in(second, mail(name)))
    assert visitor.is_in
    assert visitor.key != after
    assert wiring.sessions_table().get(key_of(after), consistent=True) is None


def test_somebody_else_signing_in_at_the_same_browser_inherits_nothing(
    cognito: Any, visitor: Browser
) -> None:
    first, second = registered(cognito), registered(cognito)
    other_tab = visitor.start()
    visitor.sign_in(mail(first))
    session = visitor.client.session
    session["left_behind"] = "x"
    session.save()
    visitor.come_back(visitor.fill_in(other_tab, mail(second)))
    assert visitor.key.endswith(f".{second}")
    assert "left_behind" not in visitor.client.session


def test_no_token_gets_into_cookie_page_or_session(cognito: Any, visitor: Browser) -> None:
    name = registered(cognito)
    response = visitor.sign_in(mail(name))
    kept = str(dict(visitor.client.session.items())) + str(visitor.client.cookies)
    told = kept + str(response.headers) + response.content.decode()
    assert not re.search(r"eyJ[\w-]+\.", told)  # how a token begins


# Ways that must not end in a session


def test_an_account_nobody_registered_is_refused(cognito: Any, visitor: Browser) -> None:
    """An account at the provider alone makes nobody one of ours."""
    name = f"{uuid4().hex[:12]}@example.com"
    who = {"UserPoolId": settings.USER_POOL_ID, "Username": name}
    cognito.admin_create_user(**who, UserAttributes=[{"Name": "email", "Value": name}],
                              MessageAction="SUPPRESS")  # fmt: skip
    cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
    cognito.admin_add_user_to_group(**who, GroupName="staff")
    assert refused(visitor.sign_in(name))
    assert not visitor.is_in


@pytest.mark.parametrize("group", ["provider", "compliance", None])
def test_a_group_that_is_not_the_persons_role_is_refused(
    cognito: Any, visitor: Browser, group: str | None
) -> None:
    name = registered(cognito, "PATIENT")
    who = {"UserPoolId": settings.USER_POOL_ID, "Username": mail(name)}
    cognito.admin_remove_user_from_group(**who, GroupName="patient")
    if group:
        cognito.admin_add_user_to_group(**who, GroupName=group)
    assert refused(visitor.sign_in(mail(name)))
    assert not visitor.is_in


def test_a_disabled_person_is_refused(cognito: Any, visitor: Browser) -> None:
    name = registered(cognito)
    wiring.health_table().update({
        "Key": {"PK": {"S": f"USER#{name}"}, "SK": {"S": "PROFILE#main"}},
        "UpdateExpression": "SET #s = :d",
        "ExpressionAttributeNames": {"#s": "status"},
        "ExpressionAttributeValues": {":d": {"S": "DISABLED"}},
    })  # fmt: skip
    assert refused(visitor.sign_in(mail(name)))
    assert not visitor.is_in


def test_a_wrong_password_comes_back_with_nothing(cognito: Any, visitor: Browser) -> None:
    name = registered(cognito)
    location = visitor.fill_in(visitor.start(), mail(name), "wrong-Password-1")
    assert "code=" not in location
    assert not visitor.is_in


def test_a_code_is_good_once(cognito: Any, cloud: RunningCloud, visitor: Browser) -> None:
    name = registered(cognito)
    back = visitor.fill_in(visitor.start(), mail(name))
    visitor.come_back(back)
    key = visitor.key
    assert visitor.come_back(back)["Location"] == "/"
    assert visitor.key == key
    thief = Browser(cloud)
    state = parse_qs(urlsplit(thief.start()).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert refused(thief.come_back("/oidc/callback/?" + urlencode({"code": code, "state": state})))
    assert not thief.is_in


def test_a_fresh_code_in_another_browser_is_refused(
    cognito: Any, cloud: RunningCloud, visitor: Browser
) -> None:
    """Stolen on the way, or planted to sign a victim in as the attacker."""
    name = registered(cognito)
    back = visitor.fill_in(visitor.start(), mail(name))
    other = Browser(cloud)
    assert refused(other.come_back(back))
    state = parse_qs(urlsplit(other.start()).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert refused(other.come_back("/oidc/callback/?" + urlencode({"code": code, "state": state})))
    assert not other.is_in


@pytest.mark.parametrize("query", [
    "", "code=x", "state=x", "code=x&state=x", "error=access_denied", "error=x&state=x",
    "code=%00&state=%00", "code=x&state=", "code=&state=", "code=x&state=oidc_states",
])  # fmt: skip
def test_an_invented_way_back_is_refused_and_signs_nobody_out(
    cognito: Any, visitor: Browser, query: str
) -> None:
    assert refused(visitor.come_back(f"/oidc/callback/?{query}"))
    name = registered(cognito)
    visitor.sign_in(mail(name))
    key = visitor.key
    assert visitor.come_back(f"/oidc/callback/?{query}")["Location"] == "/"
    assert visitor.is_in
    assert visitor.key == key


def test_turning_back_in_one_tab_signs_nobody_out_in_another(
    visitor: Browser, somebody: str
) -> None:
    state = parse_qs(urlsplit(visitor.start()).query)["state"][0]
    visitor.sign_in(mail(somebody))
    response = visitor.come_back(f"/oidc/callback/?error=access_denied&state={state}")
    assert response["Location"] == "/"
    assert visitor.is_in


def test_turning_back_at_the_providers_page_is_calm(visitor: Browser) -> None:
    state = parse_qs(urlsplit(visitor.start()).query)["state"][0]
    response = visitor.come_back(f"/oidc/callback/?error=access_denied&state={state}")
    assert refused(response)
    page = visitor.client.get("/sign-in-failed/")
    assert page.status_code == 403
    assert "access_denied" not in page.content.decode()


@pytest.mark.parametrize("target", [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
    "http:evil.example", "javascript:alert(1)", "https://127.0.0.1:8000@evil.example/",
    "http://127.0.0.1:8000.evil.example/", "\thttps://evil.example", "data:text/html,x",
    "https:///evil.example",
])  # fmt: skip
def test_signing_in_leads_to_no_foreign_page(visitor: Browser, somebody: str, target: str) -> None:
    response = visitor.sign_in(mail(somebody), next=target)
    assert response["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_asked_for_it(
    cognito: Any, visitor: Browser
) -> None:
    name = registered(cognito)
    wall = visitor.client.get(f"/patients/{name}/?after=x")
    query = parse_qs(urlsplit(wall["Location"]).query)
    response = visitor.sign_in(mail(name), next=query["next"][0])
    assert response["Location"] == f"/patients/{name}/?after=x"


# When the provider does not answer


def test_nobody_is_sent_to_a_provider_that_is_down(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider._known, "up_until", 0.0)
    nowhere = f"http://127.0.0.1:{free_port()}/jwks"
    monkeypatch.setattr(settings, "OIDC_OP_JWKS_ENDPOINT", nowhere)
    response = visitor.client.get("/oidc/authenticate/")
    assert response.status_code == 503
    assert "Location" not in response


def test_a_provider_that_goes_down_on_the_way_back_is_a_calm_page(
    cognito: Any, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = registered(cognito)
    back = visitor.fill_in(visitor.start(), mail(name))
    monkeypatch.setattr(settings, "OIDC_OP_TOKEN_ENDPOINT", f"http://127.0.0.1:{free_port()}/t")
    assert visitor.come_back(back).status_code == 503
    assert not visitor.is_in


@pytest.mark.parametrize("said", [
    (500, b"", 503), (502, b"<html>bad gateway</html>", 503), (200, b"<html>", 503),
    (200, b"{}", 302), (200, b'{"id_token": "x.y.z"}', 302), (200, b'{"id_token": null}', 302),
    (400, b'{"error": "invalid_grant"}', 302), (429, b"", 302),
])  # fmt: skip
def test_nonsense_from_the_provider_is_no_error_page_of_ours(
    visitor: Browser,
    somebody: str,
    monkeypatch: pytest.MonkeyPatch,
    saying: Callable[[int, bytes], str],
    said: tuple[int, bytes, int],
) -> None:
    status, body, calm = said
    back = visitor.fill_in(visitor.start(), mail(somebody))
    monkeypatch.setattr(settings, "OIDC_OP_TOKEN_ENDPOINT", saying(status, body))
    assert visitor.come_back(back).status_code == calm
    assert not visitor.is_in


@pytest.fixture
def saying() -> Any:
    """A provider on loopback that says always the same."""
    servers = []

    def start(status: int, body: bytes) -> str:
        class Says(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Says)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/token"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_without_a_trail_nobody_gets_in(
    cloud: RunningCloud, visitor: Browser, somebody: str
) -> None:
    """The application's user may not write AUDIT# items for a while: a real refusal."""
    back = visitor.fill_in(visitor.start(), mail(somebody))
    iam = administrator_client(cloud, "iam")
    deny = {
        "Effect": "Deny",
        "Action": ["dynamodb:PutItem"],
        "Resource": f"arn:aws:dynamodb:{settings.AWS_REGION}:*:table/{settings.TABLE_NAME}",
        "Condition": {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": ["AUDIT#*"]}},
    }
    who = {"UserName": APPLICATION_USER, "PolicyName": "no-trail"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    iam.put_user_policy(**who, PolicyDocument=document)
    try:
        response = visitor.come_back(back)
    finally:
        iam.delete_user_policy(**who)
    assert response.status_code == 503
    assert not visitor.is_in


# The way out


def test_signing_out_ends_both_sessions_and_is_in_the_trail(
    cloud: RunningCloud, cognito: Any, visitor: Browser
) -> None:
    name = registered(cognito)
    visitor.sign_in(mail(name))
    key = visitor.key
    response = visitor.client.post("/sign-out/")
    target = urlsplit(response["Location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == settings.OIDC_OP_LOGOUT_ENDPOINT
    query = parse_qs(target.query)
    assert query["logout_uri"] == [f"{settings.BASE_URL}/signed-out/"]
    assert query["client_id"] == [settings.OIDC_RP_CLIENT_ID]
    assert '"storage"' in response["Clear-Site-Data"]
    assert wiring.sessions_table().get(key_of(key), consistent=True) is None
    assert not visitor.is_in
    entries = trail(cloud, lambda each: "SIGN" in each["action"], userId=name)
    assert [each["action"] for each in entries] == ["SIGN_IN", "SIGN_OUT"]


def test_following_a_link_signs_nobody_out(cognito: Any, visitor: Browser) -> None:
    name = registered(cognito)
    visitor.sign_in(mail(name))
    assert visitor.client.get("/sign-out/").status_code == 405
    assert visitor.is_in


def test_another_site_signs_nobody_out(cognito: Any, cloud: RunningCloud, visitor: Browser) -> None:
    name = registered(cognito)
    visitor.sign_in(mail(name))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor.client.cookies
    response = strict.post("/sign-out/", headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    assert visitor.is_in
