"""Signing in at the hosted page: the code flow, the second factor, the lock-out, the way out."""

import json
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.tools.local_cloud.callers import Caller
from tests.tools.local_cloud.hosted import (
    CALLBACK,
    SIGNED_OUT,
    Answer,
    Pool,
    Visit,
    claims,
    one_time_code,
    send,
)
from tools.local_cloud import page as pages
from tools.local_cloud.browser_session import BrowserSessions
from tools.local_cloud.lockout import LockOut


@pytest.fixture(scope="module")
def pool(admin: Caller) -> Pool:
    return Pool.create(admin)


@pytest.fixture
def visit(pool: Pool) -> Visit:
    return Visit(pool)


def test_the_code_flow_ends_in_an_id_token_for_this_visit(pool: Pool, visit: Visit) -> None:
    pool.add("flow", "STAFF")
    answer = visit.sign_in("flow")
    assert answer.location.startswith(CALLBACK)
    assert parse_qs(urlsplit(answer.location).query)["state"] == [visit.state]
    tokens = json.loads(visit.exchange(answer.code).body)
    found = claims(tokens["id_token"])
    assert found["nonce"] == visit.nonce
    assert found["cognito:groups"] == ["STAFF"]
    assert found["token_use"] == "id"
    assert found["aud"] == pool.client_id
    assert found["iss"].endswith(f".amazonaws.com/{pool.pool_id}")
    assert found["exp"] > found["iat"]


def test_a_code_works_once(pool: Pool, visit: Visit) -> None:
    code = visit.sign_in(pool.add("once")).code
    assert visit.exchange(code).status == 200
    assert visit.exchange(code).status == 400


@pytest.mark.parametrize("changed", [{"code_verifier": "x" * 43}, {"client_secret": "wrong"}])
def test_a_code_is_useless_to_someone_else(
    pool: Pool, visit: Visit, changed: dict[str, str]
) -> None:
    code = visit.sign_in(pool.add("stolen" + next(iter(changed)))).code
    assert visit.exchange(code, **changed).status == 400


def test_the_page_returns_only_to_a_registered_address(visit: Visit) -> None:
    answer = visit.open(redirect_uri="http://127.0.0.1:8000/elsewhere/")
    assert answer.status == 400
    assert not answer.location


def test_refreshed_tokens_keep_the_groups(pool: Pool, visit: Visit) -> None:
    tokens = json.loads(visit.exchange(visit.sign_in(pool.add("again", "CLINIC")).code).body)
    refreshed = visit.exchange(
        None, grant_type="refresh_token", refresh_token=tokens["refresh_token"]
    )
    assert claims(json.loads(refreshed.body)["id_token"])["cognito:groups"] == ["CLINIC"]


def test_a_wrong_password_says_nothing_about_the_name(pool: Pool) -> None:
    pool.add("known")
    wrong, unknown = (Visit(pool).sign_in(name, "wrong") for name in ("known", "unknown"))
    assert wrong.page.alert == unknown.page.alert != ""
    assert wrong.code is unknown.code is None


def test_a_temporary_password_has_to_be_changed(pool: Pool, visit: Visit) -> None:
    asked = visit.sign_in(pool.add("new", temporary=True))
    assert asked.code is None
    different = visit.fill(asked, new_password="Better-Staple-8", confirm_password="other")
    assert different.page.alert
    done = visit.fill(different, new_password="Better-Staple-8", confirm_password="Better-Staple-8")
    assert done.code
    assert Visit(pool).sign_in("new", "Better-Staple-8").code


class TestSecondFactor:
    def test_it_is_asked_of_whoever_enrolled(self, pool: Pool, visit: Visit) -> None:
        secret = pool.enrol(pool.add("careful"))
        asked = visit.sign_in("careful")
        assert asked.code is None
        assert asked.page.visible == {"code"}
        done = visit.fill(asked, code=one_time_code(secret))
        found = claims(json.loads(visit.exchange(done.code).body)["id_token"])
        assert found["nonce"] == visit.nonce

    def test_a_wrong_code_opens_nothing_and_five_end_the_visit(
        self, pool: Pool, visit: Visit
    ) -> None:
        secret = pool.enrol(pool.add("guessed"))
        asked = visit.sign_in("guessed")
        wrong = f"{(int(one_time_code(secret)) + 1) % 10**6:06d}"
        for _ in range(5):
            answer = visit.fill(asked, code=wrong)
            assert answer.code is None
        ended = visit.fill(asked, code=one_time_code(secret))
        assert (ended.status, ended.code) == (400, None)

    def test_an_unknown_ticket_opens_nothing(self, pool: Pool) -> None:
        form = {"mfa_token": "invented", "code": "123456"}
        answer = send(pool.admin.endpoint, "POST", "/login", form)
        assert (answer.status, answer.code) == (400, None)


class TestItsOwnSession:
    """As Cognito: whoever has signed in there is not asked again for an hour, unless told to."""

    def test_it_sends_back_at_once_and_tells_when_the_password_was_typed(self, pool: Pool) -> None:
        pool.add("stays")
        first, second = Visit(pool), Visit(pool)
        done = first.sign_in("stays")
        typed_at = claims(json.loads(first.exchange(done.code).body)["id_token"])["auth_time"]
        time.sleep(1.1)
        again = second.open(done.cookie)
        assert again.code
        found = claims(json.loads(second.exchange(again.code).body)["id_token"])
        assert found["auth_time"] == typed_at < found["iat"]
        assert found["nonce"] == second.nonce

    @pytest.mark.parametrize("anew", [{"prompt": "login"}, {"max_age": "0"}])
    def test_it_asks_for_the_password_when_told_to(self, pool: Pool, anew: dict[str, str]) -> None:
        pool.add(f"anew{len(anew)}{next(iter(anew))}")
        done = Visit(pool).sign_in(f"anew{len(anew)}{next(iter(anew))}")
        asked = Visit(pool).open(done.cookie, **anew)
        assert asked.code is None
        assert "password" in asked.page.visible

    def test_signing_out_ends_it(self, pool: Pool) -> None:
        pool.add("leaves")
        done = Visit(pool).sign_in("leaves")
        asked = urlencode({"client_id": pool.client_id, "logout_uri": SIGNED_OUT})
        send(pool.admin.endpoint, "GET", f"/logout?{asked}", cookie=done.cookie)
        assert Visit(pool).open(done.cookie).code is None

    def test_it_holds_for_one_pool_and_an_hour(self) -> None:
        now = [1000.0]
        sessions = BrowserSessions(clock=lambda: now[0])
        _, header = sessions.begin("pool", "name")
        cookie = header.partition(";")[0]
        assert sessions.of(f"x=1; {cookie}", "pool")
        assert sessions.of(cookie, "other") is None
        assert sessions.of("cognito=invented", "pool") is None
        now[0] += 3600
        assert sessions.of(cookie, "pool") is None


class TestLockOut:
    @pytest.mark.parametrize("typed", ["locked", "nobody"])
    def test_five_wrong_passwords_lock_any_name(self, pool: Pool, typed: str) -> None:
        pool.add(f"really-{typed}")
        name = f"really-{typed}" if typed == "locked" else typed
        for _ in range(5):
            Visit(pool).sign_in(name, "wrong")
        answer = Visit(pool).sign_in(name)
        assert answer.code is None
        assert "Too many attempts" in answer.page.alert

    def test_the_wait_doubles_and_ends_with_a_sign_in(self) -> None:
        now = [0.0]
        lockout = LockOut(clock=lambda: now[0])

        def wait() -> float:
            start = now[0]
            while lockout.locked("pool", "Name"):
                now[0] += 0.5
            return now[0] - start

        waits = []
        for _ in range(8):
            lockout.failed("pool", "name")
            waits.append(wait())
        assert waits == [0, 0, 0, 0, 1, 2, 4, 8]
        lockout.cleared("pool", "name")
        lockout.failed("pool", "name")
        assert not lockout.locked("pool", "name")

    def test_the_wait_is_never_longer_than_a_quarter_of_an_hour(self) -> None:
        now = [0.0]
        lockout = LockOut(clock=lambda: now[0])
        for _ in range(2000):
            lockout.failed("pool", "name")
        now[0] = 900.0
        assert not lockout.locked("pool", "name")


class TestSignOut:
    def go(self, pool: Pool, to: str, client: str | None = None) -> Answer:
        asked = urlencode({"client_id": client or pool.client_id, "logout_uri": to})
        return send(pool.admin.endpoint, "GET", f"/logout?{asked}")

    def test_it_returns_to_a_registered_address(self, pool: Pool) -> None:
        answer = self.go(pool, SIGNED_OUT)
        assert (answer.status, answer.location) == (302, SIGNED_OUT)

    @pytest.mark.parametrize("to", ["http://elsewhere.example/", SIGNED_OUT + "more", ""])
    def test_it_goes_nowhere_else(self, pool: Pool, to: str) -> None:
        answer = self.go(pool, to)
        assert (answer.status, answer.location) == (400, "")

    def test_without_a_registered_address_it_goes_nowhere(self, admin: Caller) -> None:
        answer = self.go(Pool.create(admin, logout_urls=()), "http://elsewhere.example/")
        assert (answer.status, answer.location) == (400, "")

    def test_an_unknown_client_goes_nowhere(self, pool: Pool) -> None:
        assert self.go(pool, SIGNED_OUT, client="unknown").status == 400


class TestThePageItself:
    @pytest.fixture(params=["sign in", "error", "new password", "second factor", "message"])
    def body(self, request: pytest.FixtureRequest) -> str:
        made = {
            "sign in": pages.sign_in({"state": "s"}),
            "error": pages.sign_in({"state": "s"}, "Wrong."),
            "new password": pages.new_password("t"),
            "second factor": pages.second_factor("t"),
            "message": pages.message("Expired", "Start again."),
        }
        return made[request.param]

    def test_it_has_a_language_a_title_and_one_heading(self, body: str) -> None:
        page = Answer(200, {}, body).page
        assert page.tags["html"][0]["lang"] == "en"
        assert page.text["title"]
        assert len(page.tags["h1"]) == len(page.tags["main"]) == 1

    def test_every_field_has_a_label(self, body: str) -> None:
        page = Answer(200, {}, body).page
        assert page.visible == page.labels

    def test_it_fetches_nothing(self, body: str) -> None:
        page = Answer(200, {}, body).page
        assert not {"script", "link", "img", "iframe", "a"} & set(page.tags)
        assert "url(" not in body
        assert "@import" not in body

    def test_what_came_in_is_shown_as_text(self) -> None:
        body = pages.sign_in({"state": '"><script>'}, "<script>")
        assert "<script>" not in body

    def test_it_is_served_locked_down(self, visit: Visit) -> None:
        headers = visit.open().headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
