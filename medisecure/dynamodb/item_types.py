"""The kinds the platform itself keeps: care relations and the audit trail."""

from medisecure.access.care import Care
from medisecure.audit.event import AuditEvent
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace

CARE = ItemType("care", Care, keys.CARE, (keys.CARE_BY_PROVIDER,), "CARE", Trace.NONE)
AUDIT = ItemType(
    "audit",
    AuditEvent,
    keys.AUDIT,
    (keys.AUDIT_BY_ACTOR, keys.AUDIT_BY_PATIENT),
    "AUDIT",
    Trace.QUESTION,
)
