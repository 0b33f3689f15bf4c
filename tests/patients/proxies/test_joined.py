"""Whoever acts for a child goes on when its record is joined to another, until they are parted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from medisecure import wiring
from medisecure.access.proxies import Scope
from medisecure.dynamodb.repositories.proxies import Proxies
from patients.proxies.services import end
from tests.desk import fresh_patient
from tests.patients.home.portal import ago, record, store
from tests.patients.linking.pairs import desk, linked, parted
from tests.patients.proxies.test_acting import acts, as_proxy, begin, child
from tests.people import REEM

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]


@pytest.fixture
def parent() -> str:
    return fresh_patient("Huda", "Parent")


def entry_of(patient_id: str) -> str:
    item = record(patient_id, ago(days=3))
    store(item)
    return str(item["recordId"])


def opens(client: Client, patient_id: str, record_id: str) -> Any:
    return client.get(reverse("patients:record", args=[patient_id, record_id]), follow=True)


def test_the_relation_follows_the_child_to_the_record_that_answers(
    signed_in: SignIn, parent: str
) -> None:
    yara, twice = child(), child()
    here, there = entry_of(yara), entry_of(twice)
    acts(parent, yara)
    client = signed_in(parent)
    begin(client, yara)
    assert opens(client, twice, there).status_code == 404  # somebody else's, so far
    merge = linked(twice, yara)
    for page in ("/home/", "/my/health/"):  # their addresses name no child
        answer = client.get(page, follow=True)
        assert answer.status_code == 200, page
        assert answer.context["request"].subject_id == twice
    for whose, entry in ((twice, there), (twice, here), (yara, here)):
        assert opens(client, whose, entry).status_code == 200, (whose, entry)
    parted(merge)
    assert client.get("/home/", follow=True).redirect_chain == [("/acting/", 302)]
    assert opens(client, twice, there).status_code == 404
    begin(client, yara)
    assert opens(client, yara, here).status_code == 200
    assert opens(client, twice, there).status_code == 404


@pytest.mark.parametrize("name", ["patients:ask-change", "patients:my-details"])
def test_what_is_posted_meanwhile_is_posted_for_the_same_child(
    signed_in: SignIn, parent: str, name: str
) -> None:
    yara, twice = child(), child()
    acts(parent, yara)
    client = signed_in(parent)
    begin(client, yara)
    linked(twice, yara)
    sent = client.post(reverse(name, args=[yara]), {"first_name": "Yara"})
    assert sent.status_code == 307
    assert sent["Location"] == reverse(name, args=[twice])


def test_it_is_ended_for_the_person_and_not_for_one_of_the_ids(parent: str) -> None:
    """Somebody who acted for both of two records would go on by the other one."""
    yara, twice = child(), child()
    acts(parent, yara)
    acts(parent, twice)
    linked(twice, yara)
    assert as_proxy(parent, twice).scopes
    end(desk(), twice, parent)
    assert not as_proxy(parent, twice).scopes
    assert not as_proxy(parent, yara).scopes
    relations = Proxies(wiring.system_work("tests")).of_person(parent)
    assert {each.ended_by for each in relations} == {REEM}


def test_a_relation_of_before_is_renewed_where_it_is_kept(signed_in: SignIn, parent: str) -> None:
    """The desk stands on the record that answers, and the relation under the other id."""
    yara, twice = child(), child()
    acts(parent, yara, may=[Scope.VISITS])
    linked(twice, yara)
    end(desk(), twice, parent)
    form = {
        "proxy_id": "proxy_01J00000000000000000000000", "who": parent, "first_name": "Huda",
        "last_name": "Parent", "email": f"{parent}@example.com", "language": "en",
        "relationship": "PARENT", "proof": "BIRTH_CERTIFICATE", "may": ["VISITS", "HEALTH"],
    }  # fmt: skip
    answer = signed_in(REEM).post(reverse("patients:proxy-add", args=[twice]), form)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Scope.HEALTH in as_proxy(parent, twice).scopes
