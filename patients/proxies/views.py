"""Who acts for a patient: the desk arranges it, and desk and patient see and end it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.access.actor import Role
from medisecure.access.limits import LimitedAction
from medisecure.access.proxies import Proxy, Tier, tier_of
from medisecure.audit.actions import Action
from medisecure.clinic_rules import RULES
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.errors import Conflict, Invalid, NotFound
from medisecure.identity.accounts import Accounts
from medisecure.identity.portal.invitations import Invitations, code_of
from medisecure.web.acting.relation_lines import ProxyLine, line_of, parted
from medisecure.web.display.errors import error_text
from medisecure.web.display.words.invitations import SAYS
from medisecure.web.input.ids import id_or_none
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.input.refusals import add_refusals
from medisecure.web.limits import limited
from medisecure.web.linking.invite_button import invited
from medisecure.web.linking.text_code import reach_of, texted
from medisecure.web.requests import ClinicalRequest
from patients.profile.models import Demographics
from patients.profile.open_patient import open_patient
from patients.proxies.forms import ProxyForm, TermsForm, initial_of
from patients.proxies.services import contact_of, end, grant, likely, renew

READERS = frozenset({Role.PATIENT, Role.STAFF})


@require_http_methods(["GET", "POST"])
def proxies(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Everybody who acts or acted for the patient, and the button that ends it.

    The end takes effect at once, so it is asked about first.
    """
    uow = request.uow
    if request.role not in READERS:
        raise NotFound
    patient, relations = in_parallel(
        lambda: open_patient(uow, patient_id), lambda: Proxies(uow).of_patient(patient_id)
    )
    asks = id_or_none(request.POST.get("end", "")) if "sure" not in request.POST else None
    if request.method == "POST" and not asks:
        return _end(request, patient_id)
    is_desk = request.role is Role.STAFF
    lines = [line_of(each, uow.at) for each in relations]
    if is_desk and relations:
        lines = in_parallel(*(partial(_told, request, each) for each in relations))
    now, before = parted(lines)
    context = {"patient": patient, "is_desk": is_desk, "now": now, "before": before,
               "asks": asks}  # fmt: skip
    return render(request, "patients/proxies/proxies.html", context)


def _told(request: ClinicalRequest, relation: Proxy) -> ProxyLine:
    """With how far their own sign-in has come, which is the desk's business."""
    uow = request.uow
    account, invitation = in_parallel(
        lambda: Accounts(uow).get(relation.proxy_id), lambda: Invitations(uow).of(relation.proxy_id)
    )
    if account.cognito_user_id:
        return line_of(relation, uow.at, sign_in=_("They sign in themselves."))
    sentence: Any = _("They were not invited yet.")
    if invitation:
        sentence = SAYS[invitation.stage_at(uow.at)]
    return line_of(relation, uow.at, sign_in=sentence, may_invite=account.is_active)


def _end(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    proxy_id = id_or_none(request.POST.get("end", ""))
    if proxy_id:
        try:
            end(request.uow, patient_id, proxy_id)
        except Conflict as refusal:
            messages.info(request, error_text(refusal))
        else:
            messages.success(request, _("This person no longer acts for the patient."))
    return redirect("patients:proxies", patient_id)


@require_http_methods(["GET", "POST"])
def add(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Let somebody act for the patient; whoever is registered with the e-mail is asked about."""
    uow = request.uow
    uow.require("proxy:add")
    patient = open_patient(uow, patient_id)
    known = likely(uow, patient_id, request.POST.get("email", "").strip())
    initial = {"language": get_language()} | first_terms(patient, request)
    form = form_of(
        request, ProxyForm, people=known, initial=initial, until_help=until_help(patient, request)
    )
    if is_sent(request, form):
        try:
            relation = grant(uow, patient, form.chosen(), form.agreed())
        except Invalid as error:
            add_refusals(form, error)
        except Conflict as refusal:
            form.add_error(None, error_text(refusal))
        else:
            messages.success(request, _("They may act for the patient. Now let them sign in."))
            return redirect("patients:proxy-invite", patient_id, relation.proxy_id)
    context = {"form": form, "patient": patient, "title": _("Let somebody act for the patient")}
    return render(request, "patients/proxies/terms.html", context)


@require_http_methods(["GET", "POST"])
def change(request: ClinicalRequest, patient_id: str, proxy_id: str) -> HttpResponse:
    """Renew a relation, or change its terms."""
    uow = request.uow
    uow.require("proxy:add")
    patient, relation = in_parallel(
        lambda: open_patient(uow, patient_id), lambda: Proxies(uow).get(patient_id, proxy_id)
    )
    form = form_of(
        request, TermsForm, initial=initial_of(relation), until_help=until_help(patient, request)
    )
    if is_sent(request, form):
        try:
            renew(uow, patient, relation, form.agreed())
        except Invalid as error:
            add_refusals(form, error)
        except Conflict as refusal:
            form.add_error(None, error_text(refusal))
        else:
            messages.success(request, _("What is agreed is saved."))
            return redirect("patients:proxies", patient_id)
    title = _("Renew or change")
    context = {"form": form, "patient": patient, "title": title, "name": relation.proxy_name}
    return render(request, "patients/proxies/terms.html", context)


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.INVITE)
def invite(request: ClinicalRequest, patient_id: str, proxy_id: str) -> HttpResponse:
    """Invite them to sign in as themselves, and show the code of an open invitation."""
    uow = request.uow
    uow.require("proxy:add")
    patient, relation, (account, contact), invitation = in_parallel(
        lambda: open_patient(uow, patient_id),
        lambda: Proxies(uow).get(patient_id, proxy_id),
        lambda: contact_of(uow, proxy_id),
        lambda: Invitations(uow).of(proxy_id),
    )
    email, to = contact.email, reach_of(contact.personal_info, contact.preferences)
    if request.method == "POST" and "text" not in request.POST:
        invited(request, account, email)
        return redirect("patients:proxy-invite", patient_id, proxy_id)
    back_url = reverse("patients:proxies", args=[patient_id])
    if account.cognito_user_id:
        return redirect(back_url)
    shown = invitation if invitation and invitation.is_open(uow.at) else None
    context = {"patient": patient, "relation": relation, "name": relation.proxy_name,
               "invitation": shown, "email": email, "back_url": back_url,
               "again_url": request.path, "texts_to": to.masked}  # fmt: skip
    if shown and request.method == "POST":
        texted(request, shown, to)
        return redirect("patients:proxy-invite", patient_id, proxy_id)
    if shown is None:
        return render(request, "patients/proxies/invite.html", context)
    uow.record(Action.SHOW_INVITATION_CODE, shown.invitation_id, patient_id)
    return render(request, "patients/details/portal_code.html", context | {
        "code": code_of(uow, shown)})  # fmt: skip


def first_terms(patient: Demographics, request: ClinicalRequest) -> dict[str, Any]:
    """What is usual for the patient's age."""
    of_age = tier_of(patient.personal_info.date_of_birth, request.uow.today) is Tier.OF_AGE
    may = ["VISITS", "BOOK", "HEALTH", "MESSAGES"]
    return {"may": may, "proof": "PATIENT_CONSENT" if of_age else "", "relationship": ""
            if of_age else "PARENT"}  # fmt: skip


def until_help(patient: Demographics, request: ClinicalRequest) -> str:
    """When it ends by itself."""
    if tier_of(patient.personal_info.date_of_birth, request.uow.today) is Tier.OF_AGE:
        return _("The patient is of age, or their age is not known: a day within a year.")
    return _("Empty: until the patient is of age. From %(from)s years on they may do less.") % {
        "from": RULES.proxy_limited_from
    }
