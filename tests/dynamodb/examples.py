"""Fresh patients, visits and relations for tests that write, and the trail as it was stored."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings

from medisecure import wiring
from medisecure.access.care import Care
from medisecure.clock import now, utc_text
from medisecure.dynamodb import change
from medisecure.dynamodb.calls.wire import plain_item
from medisecure.dynamodb.item_types import CARE
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.importing.loading import load
from tests.conftest import stored
from tests.people import DR_SMITH, profile
from tools.local_cloud.supervisor import RunningCloud

# (unit of work, request id) of somebody: `asking("provider", DR_SMITH)`
Asking = Callable[..., tuple[UnitOfWork, str]]
START = datetime(2031, 1, 6, 6, 0, tzinfo=UTC)
_minutes = itertools.count(0, 30)


def new_name(kind: str = "patient") -> str:
    return f"{kind}_{uuid4().hex[:12]}"


def new_patient(first: str = "Noor", last: str = "Hassan") -> str:
    """The id of a patient nobody else's test knows."""
    name = new_name()
    uow = wiring.system_work("tests")
    load(uow, profile(name, "PATIENT", first, last, f"{name}@example.com"))
    uow.close()
    return name


def new_record(
    patient_id: str, provider_id: str = DR_SMITH, complaint: str = "Headache", at: str = ""
) -> str:
    """The id of a finished chart entry; the provider's care relation comes with it."""
    name, at = new_name("record"), at or utc_text(START + timedelta(minutes=next(_minutes)))
    load_item({
        "PK": f"USER#{patient_id}", "SK": f"RECORD#{name}#{at}", "entityType": "RECORD",
        "recordId": name, "recordType": "CONSULTATION", "patientId": patient_id,
        "providerId": provider_id, "visitInfo": {"date": at}, "status": "COMPLETED",
        "clinicalData": {"chiefComplaint": complaint}, "createdAt": at, "updatedAt": at,
    })  # fmt: skip
    return name


def visit_item(patient_id: str, provider_id: str = DR_SMITH, at: str = "") -> dict[str, Any]:
    name = new_name("appointment")
    at = at or utc_text(START + timedelta(minutes=next(_minutes)))
    return {
        "PK": f"USER#{patient_id}", "SK": f"APPOINTMENT#{name}#{at}", "entityType": "APPOINTMENT",
        "appointmentId": name, "patientId": patient_id, "providerId": provider_id,
        "schedulingInfo": {"appointmentDate": at, "duration": 30}, "reason": "Check",
        "status": "SCHEDULED", "createdAt": "2025-06-01T08:00:00Z",
        "updatedAt": "2025-06-01T08:00:00Z",
    }  # fmt: skip


def new_visit(patient_id: str, provider_id: str = DR_SMITH) -> str:
    item = visit_item(patient_id, provider_id)
    load_item(item)
    return str(item["appointmentId"])


def load_item(item: dict[str, Any]) -> None:
    uow = wiring.system_work("tests")
    load(uow, item)
    uow.close()


def care_for(table: Table, patient_id: str, provider_id: str, since: datetime,
             until: datetime | None = None) -> None:  # fmt: skip
    """Put a care relation in place of whatever is there."""
    care = Care(patient_id=patient_id, provider_id=provider_id, since=since, until=until)
    operation = change.addition(CARE, care, wiring.cipher(), table.name)
    table.put({"Item": operation["Put"]["Item"]})


def trail(
    cloud: RunningCloud, matching: Callable[[dict[str, Any]], bool] = bool, **named: str
) -> list[dict[str, Any]]:
    """Today's stored audit entries that match, in order, read behind the application's back.

    `userId="…"` is left to the cloud to look for: a day of many tests is long.

    Today is the day of UTC, for first looks in lists that of the clinic: already the next one.
    """
    today = now().date()
    values = {f":{name}": {"S": value} for name, value in named.items()}
    names = {f"#{name}": name for name in named}  # some are reserved words
    only = " AND ".join(f"#{name} = :{name}" for name in named)
    found = [
        plain_item(item)
        for day in (today, today + timedelta(days=1))
        for item in stored(cloud, "Query", {
            "TableName": settings.TABLE_NAME,
            "KeyConditionExpression": "PK = :day",
            "ExpressionAttributeValues": {":day": {"S": f"AUDIT#{day}"}, **values},
            "ConsistentRead": True,
            **({"FilterExpression": only, "ExpressionAttributeNames": names} if only else {}),
        })
    ]  # fmt: skip
    return sorted(filter(matching, found), key=lambda item: (item["PK"], item["SK"]))


def trail_of(cloud: RunningCloud, request_id: str) -> list[dict[str, Any]]:
    return trail(cloud, requestId=request_id)
