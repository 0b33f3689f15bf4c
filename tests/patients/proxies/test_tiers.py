"""What the child's age opens changes on the birthday, at midnight of the clinic."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from medisecure.access.proxies import NONE, Proof, Proxy, Relationship, Scope
from medisecure.clinic_rules import RULES
from medisecure.clock import CLINIC_ZONE, zone

BORN = date(2010, 6, 15)


def relation() -> Proxy:
    return Proxy(
        patient_id="patient_a", proxy_id="proxy_b", relationship=Relationship.PARENT,
        proof=Proof.BIRTH_CERTIFICATE, may=list(Scope), proxy_name="A", patient_name="B",
        born_on=BORN, since=datetime(2015, 1, 1, tzinfo=UTC), granted_by="staff_c",
    )  # fmt: skip


def midnight(years: int) -> datetime:
    day = BORN.replace(year=BORN.year + years)
    return datetime.combine(day, time(0), zone(CLINIC_ZONE))


@pytest.mark.parametrize(("years", "before", "after"), [
    (RULES.proxy_limited_from, frozenset(Scope),
     frozenset(Scope(each) for each in RULES.proxy_limited_may)),
    (RULES.proxy_ends_at, frozenset(Scope(each) for each in RULES.proxy_limited_may), NONE),
])  # fmt: skip
def test_on_the_birthday_at_the_clinic_less_is_open_or_nothing(
    years: int, before: frozenset[Scope], after: frozenset[Scope]
) -> None:
    assert before != after
    assert relation().scopes_at(midnight(years) - timedelta(seconds=1)) == before
    assert relation().scopes_at(midnight(years)) == after
