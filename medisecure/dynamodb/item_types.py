"""The kinds the platform itself keeps: care relations, emergencies and the audit trail."""

from dataclasses import replace

from medisecure.access.care import Care
from medisecure.access.emergency import Emergency
from medisecure.access.proxies import Proxy
from medisecure.audit.event import AuditEvent
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace

CARE = ItemType("care", Care, keys.CARE, (keys.CARE_BY_PROVIDER,), "CARE", Trace.NONE)
PROXY = ItemType("proxy", Proxy, keys.PROXY, (keys.PROXY_BY_PERSON,), "PROXY", Trace.NONE)
EMERGENCY = ItemType("emergency", Emergency, keys.EMERGENCY, (keys.EMERGENCY_QUEUE,), "EMERGENCY")
AUDIT = ItemType(
    "audit",
    AuditEvent,
    keys.AUDIT,
    (keys.AUDIT_BY_ACTOR, keys.AUDIT_BY_PATIENT),
    "AUDIT",
    Trace.QUESTION,
    is_final=True,
)
# What a patient's home tells of an entry: nothing of the things that were looked at.
LOOK = replace(
    AUDIT,
    whole=False,
    fields=(
        "action", "user_id", "role", "resource_id", "patient_id", "result", "timestamp",
        "user_agent", "purpose", "writer", "sequence", "seen_on",
    ),
)  # fmt: skip
# What a patient's page of all looks tells of an entry: the things too, and not from where or how.
LOOK_AT = replace(LOOK, fields=(*LOOK.fields, "resources", "resource_count"))
# The same entries under a key that holds each first look in a list once.
SEEN = ItemType(
    "audit",
    AuditEvent,
    keys.SEEN,
    (keys.AUDIT_BY_ACTOR, keys.AUDIT_BY_PATIENT),
    "AUDIT",
    Trace.QUESTION,
    is_final=True,
)
