"""One walk of the four roles through the container: real sign-in, their work, sign-out."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from tools.image.browser import Browser, Page

# role → the page of their work, which the other roles do not get
WORK = {"patient": "/home/", "provider": "/day/", "staff": "/board/", "compliance": "/oversight/"}
SIGN_OUT = "/sign-out/"


@dataclass(frozen=True, slots=True)
class Step:
    """What was done and whether it came out as it must."""

    role: str
    what: str
    well: bool


def walk(base_url: str, people: list[dict[str, str]]) -> Iterator[Step]:
    """Each step of each role; somebody who is not signed in, first and last."""
    for role in WORK:
        person = next(each for each in people if each["role"] == role)
        yield from walk_as(base_url, person)


def walk_as(base_url: str, person: dict[str, str]) -> Iterator[Step]:
    """Sign in on the pool's own page, open the work's page, look for others', sign out."""
    role, browser = person["role"], Browser()
    start = browser.open(f"{base_url}/oidc/authenticate/")
    yield Step(role, "is sent to the sign-in page", not start.url.startswith(base_url))
    wrong = browser.submit(start, {"username": person["username"], "password": "not-this-one"})
    yield Step(role, "does not get in with a wrong password", not at_home(wrong, base_url))
    home = browser.submit(start, {"username": person["username"], "password": person["password"]})
    yield Step(role, "gets in with the right one", at_home(home, base_url))
    path = WORK[role]
    page = browser.open(base_url + path)
    yield Step(role, f"works at {path}", page.status == HTTPStatus.OK and page.url.endswith(path))
    for foreign in (WORK[other] for other in WORK if other != role):
        refused = browser.open(base_url + foreign).status
        yield Step(role, f"is refused {foreign}", refused == HTTPStatus.NOT_FOUND)
    out = browser.submit(page, {}, to=SIGN_OUT)
    yield Step(role, "signs out", out.status == HTTPStatus.OK and not at_home(out, base_url))
    again = browser.open(base_url + path)
    yield Step(role, "is out", not at_home(again, base_url))


def at_home(page: Page, base_url: str) -> bool:
    """Whether somebody is signed in here: the page is ours and offers to sign out."""
    return page.url.startswith(base_url) and SIGN_OUT in page.text
