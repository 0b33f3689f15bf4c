"""The front desk and the compliance office of the demo clinic."""

from collections.abc import Iterator

from tools.demo.clinic_time import ZONE_NAME
from tools.demo.dice import dice, sign_in_id
from tools.demo.schema_items import Item

_OPENED = "2025-06-01T05:00:00Z"
_COLLEAGUES = (
    ("staff_00001", "Front Desk", "Reem", "Haddad", "reem.haddad", "en"),
    ("staff_00002", "Front Desk", "Joy", "Santos", "joy.santos", "en"),
    ("staff_00003", "Front Desk", "عبدالله", "المهندي", "abdulla.almohannadi", "ar"),
    ("compliance_00001", "Compliance", "Omar", "Saleh", "omar.saleh", "en"),
    ("compliance_00002", "Compliance", "لطيفة", "السليطي", "latifa.alsulaiti", "ar"),
)
FRONT_DESK_IDS = tuple(row[0] for row in _COLLEAGUES if row[1] == "Front Desk")


def colleague_items() -> Iterator[Item]:
    """Profiles with userType STAFF or COMPLIANCE and their `department`."""
    for number, row in enumerate(_COLLEAGUES, start=1):
        user_id, department, first_name, last_name, mail, language = row
        email = f"{mail}@medisecure.com"
        yield {
            "PK": f"USER#{user_id}",
            "SK": "PROFILE#main",
            "GSI1PK": f"EMAIL#{email}",
            "GSI1SK": f"USER#{user_id}",
            "entityType": "USER",
            "userType": user_id.split("_")[0].upper(),
            "cognitoUserId": sign_in_id(dice("sign-in", user_id)),
            "personalInfo": {
                "firstName": first_name,
                "lastName": last_name,
                "email": email,
                "phoneNumber": f"+974440011{number:02}",
            },
            "department": department,
            "preferences": {
                "language": language,
                "timezone": ZONE_NAME,
                "communicationMethod": "email",
            },
            "createdAt": _OPENED,
            "updatedAt": _OPENED,
            "status": "ACTIVE",
        }
