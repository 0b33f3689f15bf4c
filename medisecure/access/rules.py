"""The rules the policy names: whether an actor may do something to a resource.

A rule sees the actor, the resource itself as it was fetched (never what a URL claims), and, for
doctors, the care relation to the patient it concerns.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from medisecure.access.actor import Actor
from medisecure.access.care import Opening
from medisecure.access.proxies import NONE, Scope
from medisecure.clinic_rules import RULES


class AccessRequest(NamedTuple):
    """May `actor` do it to `resource`? `opening` is what their care relation opens at `at`."""

    actor: Actor
    resource: Any
    opening: Opening = Opening.CLOSED
    at: datetime | None = None
    scopes: frozenset[Scope] = NONE  # what a proxy may do for whom they act for at this moment


Rule = Callable[[AccessRequest], bool]
PORTAL = ("PATIENT", "PROXY")


def anyone(_: AccessRequest) -> bool:
    return True


def own(request: AccessRequest) -> bool:
    """A patient's own, under whichever of their ids: the actor's, or theirs for whom they act."""
    return bool(request.resource.patient_id in request.actor.ids)


def own_not_in_error(request: AccessRequest) -> bool:
    """A patient's own visit, unless it was entered in error: then it was none of theirs."""
    return own(request) and bool(request.resource.stands)


def own_finished(request: AccessRequest) -> bool:
    """A patient's own chart entry once it is signed and open to them, while it is no mistake."""
    return own(request) and bool(request.resource.is_for_patient) and _is_open(request)


def own_result(request: AccessRequest) -> bool:
    """A patient's own result that stands and was released to them, by a doctor or by the rule."""
    resource = request.resource
    return own(request) and bool(resource.stands and (resource.is_released or _is_open(request)))


def _is_open(request: AccessRequest) -> bool:
    """Whether the clinic's rule has opened it to its patient by now."""
    opens, at = request.resource.opens_at, request.at
    return opens is not None and at is not None and bool(opens <= at)


def own_sending(request: AccessRequest) -> bool:
    """What a patient may know of on its way in: their own, unless it is for doctors only."""
    return own(request) and bool(request.resource.for_patient)


def own_from_portal(request: AccessRequest) -> bool:
    """What the patient, or somebody for them, is sending."""
    return own(request) and bool(request.resource.from_portal)


def own_waiting(request: AccessRequest) -> bool:
    """A patient's own document whose file is still to be checked."""
    return own(request) and bool(request.resource.waits)


def own_added(request: AccessRequest) -> bool:
    """What the actor is sending themself: the front desk sees no more of what comes in."""
    return bool(request.resource.added_by == request.actor.user_id)


def a_photo(request: AccessRequest) -> bool:
    """A document that is the photo of its patient, as the profile shows it."""
    return bool(request.resource.is_photo)


def own_photo(request: AccessRequest) -> bool:
    """The patient's own photo."""
    return own(request) and a_photo(request)


def own_filing(request: AccessRequest) -> bool:
    """A document the actor filed themself, once its file was checked."""
    return own_added(request) and not request.resource.waits


def added_in_care(request: AccessRequest) -> bool:
    """What the doctor is sending for a patient in their care."""
    return in_full_care(request) and own_added(request)


def waits(request: AccessRequest) -> bool:
    """A document whose file is still to be checked."""
    return bool(request.resource.waits)


def waits_in_care(request: AccessRequest) -> bool:
    """The same of a patient in the doctor's care."""
    return in_full_care(request) and waits(request)


def own_released(request: AccessRequest) -> bool:
    """A patient's own document, checked and released to them."""
    return own(request) and bool(request.resource.visible_to_patient)


def asked_for(request: AccessRequest) -> bool:
    """An archive the actor asked for: nobody else fetches it."""
    return bool(request.resource.asked_by == request.actor.user_id)


def of_a_patient(request: AccessRequest) -> bool:
    """A profile that is a patient's: colleagues are kept under the same keys."""
    return bool(request.resource is None or request.resource.user_type == "PATIENT")


def of_the_portal(request: AccessRequest) -> bool:
    """An account with which somebody signs in as a patient or for one."""
    return bool(request.resource is None or request.resource.user_type in PORTAL)


def of_a_proxy(request: AccessRequest) -> bool:
    """A profile of somebody who only acts for others."""
    return bool(request.resource.user_type == "PROXY")


def in_scope(scope: Scope, rule: Rule = own) -> Rule:
    """A proxy's, where the relation allows that much now; the rule is asked besides."""

    def holds(request: AccessRequest) -> bool:
        return scope in request.scopes and rule(request)

    return holds


def acts(request: AccessRequest) -> bool:
    """Who it is that one acts for, whatever one may do for them."""
    return bool(request.scopes) and own(request)


def own_feed(request: AccessRequest) -> bool:
    """A calendar address that a proxy made for themselves: the patient's own is none of theirs."""
    return own(request) and request.resource.made_by == request.actor.user_id


def own_proxy(request: AccessRequest) -> bool:
    """The relation by which the actor acts for somebody."""
    return bool(request.resource.proxy_id == request.actor.user_id)


def own_or_own_proxy(request: AccessRequest) -> bool:
    """Who acts for the actor, and for whom the actor acts."""
    return own(request) or own_proxy(request)


def self_only(request: AccessRequest) -> bool:
    return bool(request.resource.user_id == request.actor.user_id)


def in_care(request: AccessRequest) -> bool:
    """The patient is in the doctor's care, or will be when their visit begins."""
    return request.opening is not Opening.CLOSED


def in_full_care(request: AccessRequest) -> bool:
    """All of the chart is open: who only prepares a visit reads, and writes nothing yet."""
    return request.opening is Opening.WHOLE


def entry_in_care(request: AccessRequest) -> bool:
    """A chart entry of such a patient; before the visit begins a finished one of late only."""
    return in_full_care(request) or (_prepares(request) and not request.resource.is_draft)


def own_writing(request: AccessRequest) -> bool:
    """What the actor writes, or wrote, about a patient in their care."""
    return in_full_care(request) and names_actor_as_provider(request)


def unprotected(rule: Rule) -> Rule:
    """A sensitive entry is open to its author only; any other one under `rule`."""

    def holds(request: AccessRequest) -> bool:
        is_open = not request.resource.is_sensitive or names_actor_as_provider(request)
        return rule(request) and is_open

    return holds


def finished_in_care(request: AccessRequest) -> bool:
    """Such an entry once it is signed, and not struck out: what is printed is believed."""
    return entry_in_care(request) and bool(request.resource.is_for_patient)


def letter_in_care(request: AccessRequest) -> bool:
    """A letter of such a patient; before the visit begins one of late only."""
    return in_full_care(request) or _prepares(request)


def result_in_care(request: AccessRequest) -> bool:
    """A result of such a patient; before the visit begins one of late only."""
    return in_full_care(request) or _prepares(request)


def document_in_care(request: AccessRequest) -> bool:
    """A document of such a patient; before the visit begins a checked one of late only."""
    return in_full_care(request) or (_prepares(request) and bool(request.resource.is_verified))


def file_in_care(request: AccessRequest) -> bool:
    """A file that was checked, and whose document is open."""
    return document_in_care(request) and bool(request.resource.is_verified)


def _prepares(request: AccessRequest) -> bool:
    """What prepares a visit: what was written in the last months, not what somebody lived."""
    if request.opening is not Opening.PREPARING or request.at is None:
        return False
    return bool(request.resource.written_at >= request.at - RULES.prepare)


def seen_visit(request: AccessRequest) -> bool:
    """A visit to the doctor, or to another one of a patient in their care."""
    return in_care(request) or own_visit(request)


def own_visit(request: AccessRequest) -> bool:
    """A doctor's own visit, or one for which they are named to stand in that day.

    To have the patient in care is no leave to change what a colleague has agreed with them.
    """
    mine = (request.resource.provider_id, request.resource.stand_in_id)
    return request.actor.user_id in mine


def names_actor_as_provider(request: AccessRequest) -> bool:
    """What names the actor as the doctor: a care relation, their own hours, their time off."""
    return bool(request.resource.provider_id == request.actor.user_id)


def own_or_shared(request: AccessRequest) -> bool:
    """What a doctor has at hand for writing: their own, and the clinic's."""
    return bool(request.resource.is_shared or request.resource.owner == request.actor.user_id)


def own_stand_in(request: AccessRequest) -> bool:
    """For whom the actor stands in."""
    return bool(request.resource.stand_in_id == request.actor.user_id)


def offered_to_actor(request: AccessRequest) -> bool:
    """An offered time of which the actor is one of those who were asked."""
    return bool(request.actor.ids & request.resource.patient_ids)


def of_a_colleague(request: AccessRequest) -> bool:
    """An account of somebody who works here."""
    return bool(request.resource is None or request.resource.user_type not in PORTAL)


def of_another_colleague(request: AccessRequest) -> bool:
    """The same, and not one's own: nobody locks themselves out, or in again."""
    return of_a_colleague(request) and request.resource.user_id != request.actor.user_id


def colleague(request: AccessRequest) -> bool:
    """Whoever works here is known by name; everybody else only to themselves."""
    return request.resource.user_type not in PORTAL or self_only(request)
