"""What no browser shows: the cloud behind the site, seen with the administrator's rights."""

import hashlib
from typing import Any

from playwright.sync_api import Page

from infra.provision.administrator import administrator
from tests.journeys.site import Site
from tools.local_environment import local_administrator

A_DAY = 24 * 3600


def client(site: Site, service: str = "dynamodb") -> Any:
    """A client of the site's cloud that may do everything."""
    return administrator(local_administrator(site.environ)).client(service)


def let_session_expire(site: Site, page: Page) -> None:
    """Set this browser's session back by a day, as if nobody had been there since."""
    cookies = {each["name"]: each["value"] for each in page.context.cookies()}
    digest = hashlib.sha256(cookies["__Host-session"].encode()).hexdigest()
    client(site).update_item(
        TableName=site.environ["SESSIONS_TABLE_NAME"],
        Key={"PK": {"S": f"SESSION#{digest}"}},
        UpdateExpression="SET seenAt = seenAt - :day",
        ConditionExpression="attribute_exists(PK)",
        ExpressionAttributeValues={":day": {"N": str(A_DAY)}},
    )


def not_in_care_of(site: Site, provider_id: str) -> str:
    """The id of a patient whom this doctor does not look after."""
    rows = client(site).get_paginator("scan").paginate(
        TableName=site.environ["TABLE_NAME"],
        FilterExpression="begins_with(PK, :user) AND (SK = :profile OR SK = :care)",
        ExpressionAttributeValues={
            ":user": {"S": "USER#patient_"},
            ":profile": {"S": "PROFILE#main"},
            ":care": {"S": f"CARE#{provider_id}"},
        },
    )  # fmt: skip
    found: dict[str, set[str]] = {"PROFILE#main": set(), f"CARE#{provider_id}": set()}
    for item in (item for each in rows for item in each["Items"]):
        found[item["SK"]["S"]].add(item["PK"]["S"])
    everyone, in_care = found.values()
    return min(everyone - in_care).removeprefix("USER#")


def stored_file(site: Site, key: str) -> bytes:
    """A document's file as the clinic's store holds it."""
    answer = client(site, "s3").get_object(Bucket=site.environ["DOCUMENTS_BUCKET"], Key=key)
    return bytes(answer["Body"].read())


def stored_item(site: Site, partition: str, sort: str) -> dict[str, Any]:
    """One item of the health table as it is stored, in DynamoDB's own notation."""
    key = {"PK": {"S": partition}, "SK": {"S": sort}}
    answer = client(site).get_item(
        TableName=site.environ["TABLE_NAME"], Key=key, ConsistentRead=True
    )
    item: dict[str, Any] = answer["Item"]
    return item
