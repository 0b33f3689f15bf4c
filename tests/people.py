"""The cast of all tests: the schema's own John Doe and Dr. Smith, and those around them."""

from collections.abc import Iterator
from typing import Any

from tools.demo.schema_items import schema_items

JOHN = "patient_12345"
DR_SMITH = "provider_98765"
LAYLA = "patient_layla"  # in nobody's care
DR_OTHER = "provider_other"  # looks after nobody
REEM = "staff_reem"
OMAR = "compliance_omar"
RECORD = "consultation_67890"
VISIT = "appointment_54321"
ECG = "doc_12345"
MOMENT = "2025-06-01T08:00:00Z"

ROLES = {"patient": JOHN, "provider": DR_SMITH, "staff": REEM, "compliance": OMAR}
STRANGERS = {"other patient": LAYLA, "other provider": DR_OTHER}


def cast() -> Iterator[dict[str, Any]]:
    """Everybody, in the schema's shape."""
    yield from schema_items()
    yield profile(LAYLA, "PATIENT", "ليلى", "المري", "layla@example.com", phone="+97455501234",
                  born="1990-02-03", language="ar")  # fmt: skip
    yield profile(DR_OTHER, "PROVIDER", "Dr. Yousef", "Haddad", "dr.haddad@medisecure.com")
    yield profile(REEM, "STAFF", "Reem", "Saad", "reem@medisecure.com")
    yield profile(OMAR, "COMPLIANCE", "Omar", "Saleh", "omar@medisecure.com")


def profile(
    user_id: str, kind: str, first: str, last: str, email: str, *,
    phone: str = "", born: str = "", language: str = "en",
) -> dict[str, Any]:  # fmt: skip
    """A profile item with no more than the schema asks for."""
    info: dict[str, Any] = {"firstName": first, "lastName": last, "email": email}
    if phone:
        info["phoneNumber"] = phone
    if born:
        info["dateOfBirth"] = born
    return {
        "PK": f"USER#{user_id}",
        "SK": "PROFILE#main",
        "GSI1PK": f"EMAIL#{email}",
        "GSI1SK": f"USER#{user_id}",
        "entityType": "USER",
        "userType": kind,
        "cognitoUserId": f"sub-{user_id}",
        "personalInfo": info,
        "preferences": {"language": language, "timezone": "Asia/Qatar",
                        "communicationMethod": "email"},
        "createdAt": MOMENT,
        "updatedAt": MOMENT,
        "status": "ACTIVE",
    }  # fmt: skip
