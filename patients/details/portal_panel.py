"""Whether a patient signs in, and how far their invitation has come, in words for the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import AccountStatus
from medisecure.identity.portal.email_change import EmailChange
from medisecure.identity.portal.invitations import Invitation, Stage
from medisecure.web.display.words.invitations import SAYS
from patients.profile.models import Demographics


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalPanel:
    """What the desk sees and may do about a patient's own sign-in."""

    says: Any
    facts: list[dict[str, Any]]
    invites: bool  # for the first time
    resends: bool
    has_code: bool
    lacks_email: bool
    moves_to: str  # the masked address of a change of the e-mail that is not finished


def portal_panel(
    patient: Demographics,
    invitation: Invitation | None,
    change: EmailChange | None,
    at: datetime,
    *,
    by: str,
) -> PortalPanel:
    """The panel of this patient at that instant; `by` is the name of who invited them."""
    signs_in, active = bool(patient.cognito_user_id), patient.status is AccountStatus.ACTIVE
    stage = invitation.stage_at(at) if invitation else None
    may = active and not signs_in and patient.email is not None
    return PortalPanel(
        says=_says(patient, stage),
        facts=_facts(invitation, stage, by) if invitation else [],
        invites=may and invitation is None,
        resends=may and invitation is not None,
        has_code=bool(invitation and not signs_in and invitation.is_open(at)),
        moves_to=masked_email(change.new) if change and change.is_open else "",
        lacks_email=active and not signs_in and patient.email is None,
    )


def _says(patient: Demographics, stage: Stage | None) -> Any:
    if patient.status is AccountStatus.DISABLED:
        return _("Their account is disabled.")
    if patient.cognito_user_id:
        return _("They sign in themselves.")
    return SAYS[stage] if stage else _("They were not invited yet.")


def _facts(invitation: Invitation, stage: Stage | None, by: str) -> list[dict[str, Any]]:
    until = _("Expired") if stage is Stage.EXPIRED else _("Good until")
    ends = {"label": until, "value": invitation.expires_at, "kind": "datetime"}
    told: list[dict[str, Any]] = [
        {"label": _("Invited"), "value": invitation.invited_at, "kind": "datetime"},
        {"label": _("By"), "value": by or invitation.invited_by, "kind": "" if by else "id"},
        {"label": _("To"), "value": masked_email(invitation.email), "kind": "id",
         "note": "" if invitation.mailed or not invitation.sent_at
         else _("no mail: they have a password already")},
        {"label": _("First signed in"), "value": invitation.opened_at, "kind": "datetime"},
        {"label": _("Code typed"), "value": invitation.used_at, "kind": "datetime"},
        {"label": _("Withdrawn"), "value": invitation.withdrawn_at, "kind": "datetime"},
    ]  # fmt: skip
    if stage not in (Stage.USED, Stage.WITHDRAWN):
        told.insert(3, ends)
    return [each for each in told if each["value"]]


def masked_email(email: str) -> str:
    """An address to recognise and not to read off.

    >>> masked_email("noor.saleh@example.com"), masked_email("a@b.example")
    ('n•••h@example.com', 'a•••@b.example')
    """
    name, _at, domain = email.partition("@")
    last = name[-1] if len(name) > 2 else ""  # noqa: PLR2004 - of a short name the first alone
    return f"{name[:1]}•••{last}@{domain}"
