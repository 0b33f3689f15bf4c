"""A person before our pages and the sign-in service's, and the people who sign in by it."""

from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from medisecure import wiring
from medisecure.identity.portal.inviting import open_account
from tests.dynamodb.examples import load_item, new_name
from tests.people import profile
from tests.tools.local_cloud.hosted import send
from tools.local_cloud.supervisor import RunningCloud

PASSWORD = "Only-4-tests-here"


class Browser:
    """A person before our pages and the provider's."""

    def __init__(self, cloud: RunningCloud) -> None:
        self.cloud = cloud
        self.at_provider = ""  # the cookie of the provider's own session
        self.client = Client(headers={"user-agent": "tests", "host": "127.0.0.1:8000"})

    def start(self, **query: str) -> str:
        """To the provider's page; its address."""
        response = self.client.get("/oidc/authenticate/", query)
        assert response.status_code == 302
        return str(response["Location"])

    def fill_in(self, address: str, name: str, password: str = PASSWORD) -> str:
        """Sign in there; the address of ours they are sent back to."""
        place = urlsplit(address)
        page = send(
            self.cloud.endpoint, "GET", f"{place.path}?{place.query}", cookie=self.at_provider
        )
        if page.location:  # signed in there already, and not asked again
            return page.location
        form = page.page.tags["form"][0]
        typed = page.page.fields | {"username": name, "password": password}
        answer = send(self.cloud.endpoint, form["method"].upper(), form["action"], typed)
        self.at_provider = answer.cookie or self.at_provider
        return answer.location

    def come_back(self, address: str) -> HttpResponse:
        place = urlsplit(address)
        return cast(HttpResponse, self.client.get(f"{place.path}?{place.query}"))

    def sign_in(self, name: str, **query: str) -> HttpResponse:
        return self.come_back(self.fill_in(self.start(**query), name))

    @property
    def is_in(self) -> bool:
        return self.client.post("/stay/").status_code == 204

    @property
    def key(self) -> str:
        found = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        return found.value if found else ""


def registered(cognito: Any, kind: str = "PATIENT", *, invited: bool = True) -> str:
    """The id of a new person of that kind, who may sign in."""
    name = new_name(kind.lower())
    load_item(profile(name, kind, "Noor", "Hassan", f"{name}@example.com") | {
        "cognitoUserId": "not-invited-yet"})  # fmt: skip
    if invited:
        uow = wiring.system_work("tests")
        open_account(uow, cognito, settings.USER_POOL_ID, name, password=PASSWORD)
        uow.close()
    return name


def mail(name: str) -> str:
    return f"{name}@example.com"


def refused(response: HttpResponse) -> bool:
    return (response.status_code, response.get("Location")) == (302, "/sign-in-failed/")
