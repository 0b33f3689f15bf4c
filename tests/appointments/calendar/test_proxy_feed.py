"""Who acts for somebody has an address of their own for those visits; it ends with the relation."""

from collections.abc import Callable, Iterable

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book
from medisecure import wiring
from medisecure.access.proxies import Scope
from medisecure.identity.accounts import switch
from medisecure.identity.person import AccountStatus
from patients.proxies.services import end
from tests.appointments.calendar.test_calendar import made, page_of
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.patients.linking.pairs import desk, linked
from tests.patients.proxies.test_acting import acts, begin, child

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]


def family(signed_in: SignIn, may: Iterable[Scope] = (Scope.VISITS,)) -> tuple[Client, str, str]:
    """A parent's browser acting for a child who has a visit; then both ids."""
    parent, yara = fresh_patient("Huda", "Parent"), child()
    acts(parent, yara, may=may)
    book(desk(), booking_request(yara, at(working_day(), "12:00")))
    client = signed_in(parent)
    begin(client, yara)
    return client, parent, yara


def test_a_parents_address_is_theirs_and_ends_with_the_relation(signed_in: SignIn) -> None:
    client, parent, yara = family(signed_in)
    assert page_of(yara) in client.get(
        reverse("appointments:of-patient", args=[yara])).content.decode()  # fmt: skip
    address = made(client, yara)
    stranger = Client()
    assert b"BEGIN:VEVENT" in stranger.get(address).content
    own = signed_in(yara).get(page_of(yara))
    assert own.context["feed"] is None  # the child's own is another one
    end(desk(), yara, parent)
    assert stranger.get(address).status_code == 404


def test_the_childs_own_address_is_not_the_parents(signed_in: SignIn) -> None:
    client, _parent, yara = family(signed_in)
    address = made(signed_in(yara), yara)
    assert client.get(page_of(yara)).context["feed"] is None
    client.post(page_of(yara), {"revoke": "1"})
    assert Client().get(address).status_code == 200


def test_without_the_scope_there_is_none(signed_in: SignIn) -> None:
    client, _parent, yara = family(signed_in, may=(Scope.HEALTH,))
    assert client.get(page_of(yara)).status_code == 404
    assert client.post(page_of(yara), {"make": "1", "days": "30"}).status_code == 404


def test_it_ends_with_the_parents_account_and_goes_on_for_a_joined_record(
    signed_in: SignIn,
) -> None:
    client, parent, yara = family(signed_in)
    address = made(client, yara)
    linked(child(), yara)
    assert b"BEGIN:VEVENT" in Client().get(address).content
    switch(wiring.system_work("tests"), parent, AccountStatus.DISABLED)
    assert Client().get(address).status_code == 404
