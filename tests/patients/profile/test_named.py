"""A patient by name alone is the same patient as their demographics say."""

from datetime import UTC, datetime
from typing import Any

import pytest
import tink

from medisecure.dynamodb.sealing import codec
from medisecure.encryption.cipher import VALUES, WORDS, Cipher, Tampered
from medisecure.identity.person import PersonalInfo
from patients.profile.models import Demographics
from patients.profile.repository import DEMOGRAPHICS, NAMED

CIPHER = Cipher(*(tink.new_keyset_handle(kind.template) for kind in (VALUES, WORDS)))
AT = datetime(2025, 6, 1, tzinfo=UTC)


def stored(**more: Any) -> tuple[Demographics, dict[str, Any]]:
    info = PersonalInfo(first_name="Layla", last_name="Haddad", email="layla@example.com")
    who = Demographics(
        patient_id="patient_1", personal_info=info, created_at=AT, updated_at=AT, **more
    )
    return who, codec.encode(DEMOGRAPHICS, who, CIPHER, "T")


@pytest.mark.parametrize("more", [{}, {"replaced_by": "patient_2", "version": 4}])
def test_it_is_the_patient_that_was_stored(more: dict[str, Any]) -> None:
    who, item = stored(**more)
    named = codec.decode(NAMED, item, CIPHER, "T")
    for name in ("patient_id", "user_type", "display_name", "replaced_by", "resource_id"):
        assert getattr(named, name) == getattr(who, name), name


@pytest.mark.parametrize("broken", [{"userType": {"S": "GHOST"}}, {"replacedBy": {"N": "1"}}])
def test_what_was_never_stored_so_does_not_open(broken: dict[str, Any]) -> None:
    with pytest.raises(Tampered):
        codec.decode(NAMED, stored()[1] | broken, CIPHER, "T")


def test_a_name_that_was_taken_away_is_noticed() -> None:
    item = stored()[1]
    del item["personalInfo"]
    with pytest.raises(Tampered):
        codec.decode(NAMED, item, CIPHER, "T")
