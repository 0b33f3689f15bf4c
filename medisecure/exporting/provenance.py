"""Who wrote what, and whom a patient let act or look: as FHIR Provenance and Consent.

Another system that takes the bundle in learns from it what was allowed here; nothing is allowed
there by it. https://hl7.org/fhir/R4/provenance.html, https://hl7.org/fhir/R4/consent.html
"""

from datetime import datetime

from documents.models import Document
from documents.sharing.models import Share
from medisecure.access.proxies import Proxy
from medisecure.exporting.elements import (
    HL7,
    LOINC,
    Json,
    at,
    category,
    concept,
    reference,
    resource,
    without_empty,
)
from patients.records.models import Record, Status

CONSENT_DOCUMENT = "59284-0"  # LOINC: Consent Document
KIND = "v3-DataOperation"
RULE = "What the patient, or who may decide for them, agreed to at the clinic."
ROLES = {
    "PARENT": "PRN", "GUARDIAN": "GUARD", "SPOUSE": "SPS", "CHILD": "CHILD", "SIBLING": "SIB",
}  # fmt: skip


def entry_origin(record: Record) -> Json:
    """Who wrote an entry of the chart, and who corrected it or struck it out since."""
    agents = [_agent("author", reference("Practitioner", record.provider_id))]
    if record.amended:
        agents.append(_agent("verifier", _whoever(record.amended.by, record.provider_id)))
    deed = "DELETE" if record.status is Status.ENTERED_IN_ERROR else "UPDATE"
    return resource(
        "Provenance", f"origin-{record.record_id}",
        target=[reference("Encounter", record.record_id)],
        occurredDateTime=at(record.created_at), recorded=at(record.updated_at),
        reason=[concept(record.amended.reason)] if record.amended else None,
        activity=concept(None, deed if record.amended else "CREATE", f"{HL7}/{KIND}"),
        agent=agents,
    )  # fmt: skip


def document_origin(document: Document) -> Json:
    """Who filed a document; of one that was brought in, the doctor it is from."""
    by = document.added_by or document.provider_id
    who = (
        reference("Patient", by) if by == document.patient_id
        else _whoever(by or "", document.provider_id)
    )  # fmt: skip
    return resource(
        "Provenance", f"origin-{document.document_id}",
        target=[reference("DocumentReference", document.document_id)],
        recorded=at(document.created_at),
        activity=concept(None, "CREATE", f"{HL7}/{KIND}"),
        agent=[_agent("enterer", who)],
    )  # fmt: skip


def proxy_consent(proxy: Proxy, now: datetime) -> Json:
    """What somebody may do for the patient, since when, until when."""
    allowed = ", ".join(sorted(each.lower() for each in proxy.may))
    return _consent(
        f"proxy-{proxy.proxy_id}", proxy.patient_id, proxy.since,
        is_active=not proxy.is_over(now),
        period=(proxy.since, proxy.ended_at or proxy.until),
        who=proxy.proxy_name,
        role=concept(
            proxy.relationship.lower(), ROLES.get(proxy.relationship), f"{HL7}/v3-RoleCode"
        ),
        action=[concept(allowed)],
    )  # fmt: skip


def share_consent(share: Share, now: datetime) -> Json:
    """What the patient showed to whom by a link, and for how long."""
    shown = {"meaning": "instance", "reference": reference("DocumentReference", share.document_id)}
    return _consent(
        share.share_id, share.patient_id, share.shared_at,
        is_active=share.works(now),
        period=(share.shared_at, share.ended_at or share.until),
        who=share.to,
        role=concept("shown to", "IRCP", f"{HL7}/v3-ParticipationType"),
        action=[concept("look at one document" if share.document_id else "look at the summary")],
        data=[shown] if share.document_id else None,
    )  # fmt: skip


def _consent(
    own_id: str,
    patient_id: str,
    since: datetime,
    *,
    is_active: bool,
    period: tuple[datetime, datetime | None],
    who: str,
    role: Json,
    action: list[Json],
    data: list[Json] | None = None,
) -> Json:
    return resource(
        "Consent", f"consent-{own_id}",
        status="active" if is_active else "inactive",
        scope=concept(None, "patient-privacy", f"{HL7}/consentscope"),
        category=[concept(None, CONSENT_DOCUMENT, LOINC)],
        patient=reference("Patient", patient_id),
        dateTime=at(since),
        policyRule=concept(RULE),
        provision=without_empty({
            "type": "permit",
            "period": without_empty({"start": at(period[0]), "end": at(period[1])}),
            "actor": [{"role": role, "reference": {"display": who}}],
            "action": action,
            "data": data,
        }),
    )  # fmt: skip


def _agent(kind: str, who: Json) -> Json:
    return {"type": category(kind, "provenance-participant-type")[0], "who": who}


def _whoever(user_id: str, provider_id: str | None) -> Json:
    """The doctor the thing is from, by reference; somebody else of the clinic by id."""
    if user_id and user_id == provider_id:
        return reference("Practitioner", user_id)
    return {"display": user_id or "not known"}
