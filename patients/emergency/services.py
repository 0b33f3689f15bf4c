"""Breaking the glass: one hour of a chart that is closed, for a reason people will read."""

from medisecure.access.care import EMERGENCY_LASTS
from medisecure.access.emergency import Emergency, EmergencyReason
from medisecure.dynamodb.repositories.emergencies import Emergencies
from medisecure.dynamodb.unit_of_work import UnitOfWork


def break_glass(
    uow: UnitOfWork, patient_id: str, emergency_id: str, reason: EmergencyReason, words: str
) -> Emergency:
    """Open the patient's chart to the acting doctor for an hour.

    Raises `Conflict` for an id that is no patient's, or a form that was sent before.
    """
    emergency = Emergency(
        emergency_id=emergency_id,
        patient_id=patient_id,
        provider_id=uow.actor.user_id,
        reason=reason,
        words=words,
        since=uow.at,
        until=uow.at + EMERGENCY_LASTS,
    )
    with uow:
        Emergencies(uow).open(emergency)
    return emergency
