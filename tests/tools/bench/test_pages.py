"""Every address of the site has its row among the pages that are measured, or a reason why not."""

from urllib.parse import urlsplit

from django.urls import resolve

from tools.bench.clinic.papers import KINDS
from tools.bench.pages import PAGES, Scene, unlisted
from tools.bench.pages.listed import NOT_MEASURED, names, opened
from tools.bench.pages.outside import WITH_A_CODE
from tools.bench.pages.page import WITH_A_LIMIT

SECRETS = ("token", "secret", "code")
# These count within the page, because what they count is known only there.
COUNT_THEMSELVES = {
    "documents:letter-pdf", "documents:summary-pdf", "documents:shared", "appointments:feed",
}  # fmt: skip
PAPERS = {name: f"{name}_1" for name in (*KINDS, *SECRETS)}
SCENE = Scene("patient_1", iter(()), PAPERS, fresh="made_1")


def test_every_address_is_opened_or_says_why_not() -> None:
    assert unlisted() == set()


def test_no_reason_is_left_of_an_address_that_is_gone_or_measured_by_now() -> None:
    assert NOT_MEASURED.keys() <= names()
    assert not NOT_MEASURED.keys() & opened()
    assert all(NOT_MEASURED.values())


def test_every_row_has_an_address_of_the_site_and_a_name_of_its_own() -> None:
    assert {resolve(urlsplit(SCENE.path(page.url)).path).view_name for page in PAGES} == opened()
    assert len({page.name for page in PAGES}) == len(PAGES)


def test_only_where_a_limit_is_counted_a_page_waits_for_a_second_write() -> None:
    for page in (each for each in PAGES if each.most_writes > 1):
        found = resolve(urlsplit(SCENE.path(page.url)).path)
        counts = hasattr(found.func, "action") or found.view_name in COUNT_THEMSELVES
        most = WITH_A_CODE if page.url.startswith("/shared/") else WITH_A_LIMIT
        assert (counts, page.most_writes) == (True, most), page.name
