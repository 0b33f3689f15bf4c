"""The kinds the platform itself keeps: care relations and the audit trail."""

from medisecure.audit.event import AuditEvent
from medisecure.care import Care
from medisecure.store import keys
from medisecure.store.kind import Kind, Trace

CARE = Kind("care", Care, keys.CARE, (keys.CARE_BY_PROVIDER,), "CARE", Trace.NONE)
AUDIT = Kind(
    "audit",
    AuditEvent,
    keys.AUDIT,
    (keys.AUDIT_BY_ACTOR, keys.AUDIT_BY_PATIENT),
    "AUDIT",
    Trace.QUESTION,
)
