"""The demo has somebody who acts for two children: for one in everything, for one in visits."""

from uuid import uuid4

import pytest

from medisecure.access.proxies import Scope
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.identity.repository import People
from medisecure.wiring import system_work
from tests.patients.proxies.test_acting import as_proxy, child
from tools.demo import proxies
from tools.demo.people import DEMO_SIGN_INS, SignIn

pytestmark = pytest.mark.usefixtures("clinic")


def test_a_carer_and_a_mother_act_for_two_children_and_are_stored_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hamad, noora = child(), child()
    monkeypatch.setattr(proxies, "HAMAD", hamad)
    monkeypatch.setattr(proxies, "NOORA", noora)
    assert proxies.store_proxies(system_work("tests")) == 4
    assert proxies.store_proxies(system_work("tests")) == 0
    (sign_in,) = [each for each in DEMO_SIGN_INS if each.role == "proxy"]
    person = People(system_work("tests")).get(sign_in.user_id)
    assert (person.user_type, person.email) == ("PROXY", sign_in.username)
    assert as_proxy(sign_in.user_id, noora).scopes == set(Scope)
    assert Scope.HEALTH not in as_proxy(sign_in.user_id, hamad).scopes
    relations = Proxies(system_work("tests")).of_patient(noora)
    assert {each.proxy_name for each in relations} == {"Huda Alkuwari", "Mariam Alkuwari"}


def test_a_clinic_without_the_children_still_has_everybody_who_signs_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proxies, "HAMAD", "patient_nobody1")
    monkeypatch.setattr(proxies, "NOORA", "patient_nobody2")
    monkeypatch.setattr(proxies, "HUDA", alone := f"proxy_{uuid4().hex[:10]}")
    monkeypatch.setattr(proxies, "NAMES", {alone: "Huda Alone"})
    monkeypatch.setattr(
        proxies, "DEMO_SIGN_INS", [SignIn("proxy", alone, f"{alone}@example.com")]
    )  # fmt: skip
    for _ in range(2):  # seeded again
        assert proxies.store_proxies(system_work("tests")) == 0
        assert People(system_work("tests")).get(alone).email == f"{alone}@example.com"
