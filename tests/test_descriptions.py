"""Descriptions of AWS are botocore's own, without their manuals."""

from typing import Any

import pytest
from botocore.session import get_session

from medisecure.resources.descriptions import MANUAL, new_session


def blank(told: Any) -> Any:
    """A description whose texts for people are blank."""
    if isinstance(told, dict):
        return {
            name: "" if name == MANUAL and isinstance(each, str) else blank(each)
            for name, each in told.items()
        }
    return [blank(each) for each in told] if isinstance(told, list) else told


@pytest.mark.parametrize("service", ["dynamodb", "kms", "s3", "cognito-idp", "ses", "sqs"])
def test_a_service_is_described_as_by_botocore_but_for_its_manual(service: str) -> None:
    ours = new_session().get_component("data_loader").load_service_model(service, "service-2")
    theirs = get_session().get_component("data_loader").load_service_model(service, "service-2")
    assert ours == blank(theirs)
    assert list(ours["operations"]) == list(theirs["operations"])
    assert ours != theirs


def test_what_no_service_has_is_not_there() -> None:
    loader = new_session().get_component("data_loader")
    assert "kms" in loader.list_available_services("service-2")
    assert new_session().get_available_regions("kms") == get_session().get_available_regions("kms")
