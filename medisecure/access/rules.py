"""The rules the policy names: whether an actor may do something to a thing.

A rule sees the actor, the thing itself as it was fetched (never what a URL claims), and, for
doctors, the care relation to the patient it concerns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from medisecure.access.actor import Actor
from medisecure.access.care import Opening
from medisecure.access.proxies import NONE, Scope
from medisecure.clinic_rules import RULES


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """May `actor` do it to `thing`? `opening` is what their care relation opens at `at`."""

    actor: Actor
    thing: Any
    opening: Opening = Opening.CLOSED
    at: datetime | None = None
    scopes: frozenset[Scope] = NONE  # what a proxy may do for whom they act for at this moment


Rule = Callable[[AccessRequest], bool]
PORTAL = ("PATIENT", "PROXY")


def anyone(_: AccessRequest) -> bool:
    return True


def own(question: AccessRequest) -> bool:
    """A patient's own, under whichever of their ids: the actor's, or theirs for whom they act."""
    return bool(question.thing.patient_id in question.actor.ids)


def own_standing(question: AccessRequest) -> bool:
    """A patient's own visit, unless it was entered in error: then it was none of theirs."""
    return own(question) and bool(question.thing.stands)


def own_finished(question: AccessRequest) -> bool:
    """A patient's own chart entry once it is signed and open to them, while it is no mistake."""
    return own(question) and bool(question.thing.is_for_patient) and _is_open(question)


def own_result(question: AccessRequest) -> bool:
    """A patient's own result that stands and was released to them, by a doctor or by the rule."""
    thing = question.thing
    return own(question) and bool(thing.stands and (thing.is_released or _is_open(question)))


def _is_open(question: AccessRequest) -> bool:
    """Whether the clinic's rule has opened it to its patient by now."""
    opens, at = question.thing.opens_at, question.at
    return opens is not None and at is not None and bool(opens <= at)


def own_sending(question: AccessRequest) -> bool:
    """What a patient may know of on its way in: their own, unless it is for doctors only."""
    return own(question) and bool(question.thing.for_patient)


def own_from_portal(question: AccessRequest) -> bool:
    """What the patient, or somebody for them, is sending."""
    return own(question) and bool(question.thing.from_portal)


def own_waiting(question: AccessRequest) -> bool:
    """A patient's own document whose file is still to be checked."""
    return own(question) and bool(question.thing.waits)


def own_added(question: AccessRequest) -> bool:
    """What the actor is sending themself: the front desk sees no more of what comes in."""
    return bool(question.thing.added_by == question.actor.user_id)


def a_photo(question: AccessRequest) -> bool:
    """A document that is the photo of its patient, as the profile shows it."""
    return bool(question.thing.is_photo)


def own_photo(question: AccessRequest) -> bool:
    """The patient's own photo."""
    return own(question) and a_photo(question)


def own_filing(question: AccessRequest) -> bool:
    """A document the actor filed themself, once its file was checked."""
    return own_added(question) and not question.thing.waits


def added_in_care(question: AccessRequest) -> bool:
    """What the doctor is sending for a patient in their care."""
    return in_full_care(question) and own_added(question)


def waits(question: AccessRequest) -> bool:
    """A document whose file is still to be checked."""
    return bool(question.thing.waits)


def waits_in_care(question: AccessRequest) -> bool:
    """The same of a patient in the doctor's care."""
    return in_full_care(question) and waits(question)


def own_released(question: AccessRequest) -> bool:
    """A patient's own document, checked and released to them."""
    return own(question) and bool(question.thing.visible_to_patient)


def asked_for(question: AccessRequest) -> bool:
    """An archive the actor asked for: nobody else fetches it."""
    return bool(question.thing.asked_by == question.actor.user_id)


def of_a_patient(question: AccessRequest) -> bool:
    """A profile that is a patient's: colleagues are kept under the same keys."""
    return bool(question.thing is None or question.thing.user_type == "PATIENT")


def of_the_portal(question: AccessRequest) -> bool:
    """An account with which somebody signs in as a patient or for one."""
    return bool(question.thing is None or question.thing.user_type in PORTAL)


def of_a_proxy(question: AccessRequest) -> bool:
    """A profile of somebody who only acts for others."""
    return bool(question.thing.user_type == "PROXY")


def in_scope(scope: Scope, rule: Rule = own) -> Rule:
    """A proxy's, where the relation allows that much now; the rule is asked besides."""

    def holds(question: AccessRequest) -> bool:
        return scope in question.scopes and rule(question)

    return holds


def acts(question: AccessRequest) -> bool:
    """Who it is that one acts for, whatever one may do for them."""
    return bool(question.scopes) and own(question)


def own_feed(question: AccessRequest) -> bool:
    """A calendar address that a proxy made for themselves: the patient's own is none of theirs."""
    return own(question) and question.thing.made_by == question.actor.user_id


def own_proxy(question: AccessRequest) -> bool:
    """The relation by which the actor acts for somebody."""
    return bool(question.thing.proxy_id == question.actor.user_id)


def own_or_own_proxy(question: AccessRequest) -> bool:
    """Who acts for the actor, and for whom the actor acts."""
    return own(question) or own_proxy(question)


def self_only(question: AccessRequest) -> bool:
    return bool(question.thing.user_id == question.actor.user_id)


def in_care(question: AccessRequest) -> bool:
    """The patient is in the doctor's care, or will be when their visit begins."""
    return question.opening is not Opening.CLOSED


def in_full_care(question: AccessRequest) -> bool:
    """All of the chart is open: who only prepares a visit reads, and writes nothing yet."""
    return question.opening is Opening.WHOLE


def entry_in_care(question: AccessRequest) -> bool:
    """A chart entry of such a patient; before the visit begins a finished one of late only."""
    return in_full_care(question) or (_prepares(question) and not question.thing.is_draft)


def own_writing(question: AccessRequest) -> bool:
    """What the actor writes, or wrote, about a patient in their care."""
    return in_full_care(question) and own_patient(question)


def unprotected(rule: Rule) -> Rule:
    """What is sensitive is for whoever wrote it; for others only what is not, under the rule."""

    def holds(question: AccessRequest) -> bool:
        return rule(question) and (not question.thing.is_sensitive or own_patient(question))

    return holds


def finished_in_care(question: AccessRequest) -> bool:
    """Such an entry once it is signed, and not struck out: what is printed is believed."""
    return entry_in_care(question) and bool(question.thing.is_for_patient)


def letter_in_care(question: AccessRequest) -> bool:
    """A letter of such a patient; before the visit begins one of late only."""
    return in_full_care(question) or _prepares(question)


def result_in_care(question: AccessRequest) -> bool:
    """A result of such a patient; before the visit begins one of late only."""
    return in_full_care(question) or _prepares(question)


def document_in_care(question: AccessRequest) -> bool:
    """A document of such a patient; before the visit begins a checked one of late only."""
    return in_full_care(question) or (_prepares(question) and bool(question.thing.is_verified))


def file_in_care(question: AccessRequest) -> bool:
    """A file that was checked, and whose document is open."""
    return document_in_care(question) and bool(question.thing.is_verified)


def _prepares(question: AccessRequest) -> bool:
    """What prepares a visit: what was written in the last months, not what somebody lived."""
    if question.opening is not Opening.PREPARING or question.at is None:
        return False
    return bool(question.thing.written_at >= question.at - RULES.prepare)


def seen_visit(question: AccessRequest) -> bool:
    """A visit to the doctor, or to another one of a patient in their care."""
    return in_care(question) or own_visit(question)


def own_visit(question: AccessRequest) -> bool:
    """A doctor's own visit, or one for which they are named to stand in that day.

    To have the patient in care is no leave to change what a colleague has agreed with them.
    """
    mine = (question.thing.provider_id, question.thing.stand_in_id)
    return question.actor.user_id in mine


def own_patient(question: AccessRequest) -> bool:
    """What names the actor as the doctor: a care relation, their own hours, their time off."""
    return bool(question.thing.provider_id == question.actor.user_id)


def own_or_shared(question: AccessRequest) -> bool:
    """What a doctor has at hand for writing: their own, and the clinic's."""
    return bool(question.thing.is_shared or question.thing.owner == question.actor.user_id)


def own_stand_in(question: AccessRequest) -> bool:
    """For whom the actor stands in."""
    return bool(question.thing.stand_in_id == question.actor.user_id)


def asked(question: AccessRequest) -> bool:
    """An offered time of which the actor is one of those who were asked."""
    return bool(question.actor.ids & question.thing.patient_ids)


def of_a_colleague(question: AccessRequest) -> bool:
    """An account of somebody who works here."""
    return bool(question.thing is None or question.thing.user_type not in PORTAL)


def of_another_colleague(question: AccessRequest) -> bool:
    """The same, and not one's own: nobody locks themselves out, or in again."""
    return of_a_colleague(question) and question.thing.user_id != question.actor.user_id


def colleague(question: AccessRequest) -> bool:
    """Whoever works here is known by name; everybody else only to themselves."""
    return question.thing.user_type not in PORTAL or self_only(question)
