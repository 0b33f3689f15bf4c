"""Who may do what, on one screen. What is not written here is refused.

A rule sees the actor, the thing itself as it was fetched (never what a URL claims), and, for
doctors, the care relation to the patient it concerns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from medisecure.access.actor import Actor, Role
from medisecure.access.care import Opening
from medisecure.access.proxies import NONE, Scope
from medisecure.clinic_rules import RULES


@dataclass(frozen=True, slots=True)
class Question:
    """May `actor` do it to `thing`? `opening` is what their care relation opens at `at`."""

    actor: Actor
    thing: Any
    opening: Opening = Opening.CLOSED
    at: datetime | None = None
    scopes: frozenset[Scope] = NONE  # what a proxy may do for whom they act for at this moment


Rule = Callable[[Question], bool]
PORTAL = ("PATIENT", "PROXY")


def anyone(_: Question) -> bool:
    return True


def own(question: Question) -> bool:
    """A patient's own, under whichever of their ids: the actor's, or theirs for whom they act."""
    return bool(question.thing.patient_id in question.actor.ids)


def own_standing(question: Question) -> bool:
    """A patient's own visit, unless it was entered in error: then it was none of theirs."""
    return own(question) and bool(question.thing.stands)


def own_finished(question: Question) -> bool:
    """A patient's own chart entry once it is signed, and as long as it is no mistake."""
    return own(question) and bool(question.thing.is_for_patient)


def own_result(question: Question) -> bool:
    """A patient's own result that stands and was released to them."""
    return own(question) and bool(question.thing.is_released and question.thing.stands)


def own_released(question: Question) -> bool:
    """A patient's own document, checked and released to them."""
    return own(question) and bool(question.thing.visible_to_patient)


def of_a_patient(question: Question) -> bool:
    """A profile that is a patient's: colleagues are kept under the same keys."""
    return bool(question.thing is None or question.thing.user_type == "PATIENT")


def of_the_portal(question: Question) -> bool:
    """An account with which somebody signs in as a patient or for one."""
    return bool(question.thing is None or question.thing.user_type in PORTAL)


def of_a_proxy(question: Question) -> bool:
    """A profile of somebody who only acts for others."""
    return bool(question.thing.user_type == "PROXY")


def in_scope(scope: Scope, rule: Rule = own) -> Rule:
    """A proxy's, where the relation allows that much now; the rule is asked besides."""

    def holds(question: Question) -> bool:
        return scope in question.scopes and rule(question)

    return holds


def acts(question: Question) -> bool:
    """Who it is that one acts for, whatever one may do for them."""
    return bool(question.scopes) and own(question)


def own_proxy(question: Question) -> bool:
    """The relation by which the actor acts for somebody."""
    return bool(question.thing.proxy_id == question.actor.user_id)


def own_or_own_proxy(question: Question) -> bool:
    """Who acts for the actor, and for whom the actor acts."""
    return own(question) or own_proxy(question)


def self_only(question: Question) -> bool:
    return bool(question.thing.user_id == question.actor.user_id)


def in_care(question: Question) -> bool:
    """The patient is in the doctor's care, or will be when their visit begins."""
    return question.opening is not Opening.CLOSED


def in_full_care(question: Question) -> bool:
    """All of the chart is open: who only prepares a visit reads, and writes nothing yet."""
    return question.opening is Opening.WHOLE


def entry_in_care(question: Question) -> bool:
    """A chart entry of such a patient; before the visit begins a finished one of late only."""
    return in_full_care(question) or (_prepares(question) and not question.thing.is_draft)


def own_writing(question: Question) -> bool:
    """What the actor writes, or wrote, about a patient in their care."""
    return in_full_care(question) and own_patient(question)


def finished_in_care(question: Question) -> bool:
    """Such an entry once it is signed, and not struck out: what is printed is believed."""
    return entry_in_care(question) and bool(question.thing.is_for_patient)


def letter_in_care(question: Question) -> bool:
    """A letter of such a patient; before the visit begins one of late only."""
    return in_full_care(question) or _prepares(question)


def result_in_care(question: Question) -> bool:
    """A result of such a patient; before the visit begins one of late only."""
    return in_full_care(question) or _prepares(question)


def document_in_care(question: Question) -> bool:
    """A document of such a patient; before the visit begins a checked one of late only."""
    return in_full_care(question) or (_prepares(question) and bool(question.thing.is_verified))


def file_in_care(question: Question) -> bool:
    """A file that was checked, and whose document is open."""
    return document_in_care(question) and bool(question.thing.is_verified)


def _prepares(question: Question) -> bool:
    """What prepares a visit: what was written in the last months, not what somebody lived."""
    if question.opening is not Opening.PREPARING or question.at is None:
        return False
    return bool(question.thing.written_at >= question.at - RULES.prepare)


def seen_visit(question: Question) -> bool:
    """A visit to the doctor, or to another one of a patient in their care."""
    return in_care(question) or own_visit(question)


def own_visit(question: Question) -> bool:
    """A doctor's own visit, or one for which they are named to stand in that day.

    To have the patient in care is no leave to change what a colleague has agreed with them.
    """
    mine = (question.thing.provider_id, question.thing.stand_in_id)
    return question.actor.user_id in mine


def own_patient(question: Question) -> bool:
    """What names the actor as the doctor: a care relation, their own hours, their time off."""
    return bool(question.thing.provider_id == question.actor.user_id)


def own_stand_in(question: Question) -> bool:
    """For whom the actor stands in."""
    return bool(question.thing.stand_in_id == question.actor.user_id)


def asked(question: Question) -> bool:
    """An offered time of which the actor is one of those who were asked."""
    return bool(question.actor.ids & question.thing.patient_ids)


def of_a_colleague(question: Question) -> bool:
    """An account of somebody who works here."""
    return bool(question.thing is None or question.thing.user_type not in PORTAL)


def of_another_colleague(question: Question) -> bool:
    """The same, and not one's own: nobody locks themselves out, or in again."""
    return of_a_colleague(question) and question.thing.user_id != question.actor.user_id


def colleague(question: Question) -> bool:
    """Whoever works here is known by name; everybody else only to themselves."""
    return question.thing.user_type not in PORTAL or self_only(question)


PERSONAL: Mapping[str, Rule] = {
    "person:read": self_only,
    "person:write": self_only,
    "colleague:read": colleague,
    "provider:read": anyone,
}

POLICY: Mapping[Role, Mapping[str, Rule]] = {
    Role.PATIENT: {
        **PERSONAL,
        "patient:read": own,
        "record:read": own_finished,
        "list_item:read": own,
        "result:read": own_result,
        "demographics:read": own,
        "correction:read": own,
        "my_details:read": anyone,  # the page of one's own details
        "patient:write": own,  # their own phone, address, whom to call
        "correction:add": own,
        "found:write": own,
        "appointment:read": own_standing,
        "appointment:add": own_standing,
        "appointment:write": own_standing,
        "guard:read": own,
        "guard:write": own,
        "visit_time:read": own,  # whether another visit would be too much
        "day:read": anyone,  # which times are taken, and never by whom
        "day:write": anyone,  # claims of visits that are their own
        "care:list": own,  # who may see their record
        "care:read": own,
        "care:add": own,
        "care:end": own,
        "reminder:write": own,
        "feed:read": own,
        "feed:add": own,
        "feed:write": own,
        "waitlist:read": own,
        "waitlist:add": own,
        "waitlist:write": own,
        "offer:read": asked,
        "offer:write": asked,
        "freed:write": anyone,  # the time of a visit of theirs that moves or is cancelled
        "document:read": own_released,
        "document:download": own_released,
        "audit:read": own,
        "record:print": own_finished,
        "letter:read": own,
        "letter:print": own,
        "renewal:read": own,
        "renewal:add": own,
        "renewal:write": own,
        "renewal:ask-page": anyone,
        "proxy:read": own_or_own_proxy,
        "proxy:write": own_or_own_proxy,  # to end it
    },
    Role.PROXY: {
        **PERSONAL,
        "proxy:read": own_proxy,
        "proxy:write": own_proxy,  # to end it
        "demographics:read": acts,
        "appointment:read": in_scope(Scope.VISITS, own_standing),
        "guard:read": in_scope(Scope.VISITS),
        "visit_time:read": in_scope(Scope.VISITS),  # without them no limit would count
        "waitlist:read": in_scope(Scope.VISITS),
        "offer:read": in_scope(Scope.VISITS, asked),
        "appointment:add": in_scope(Scope.BOOK, own_standing),
        "appointment:write": in_scope(Scope.BOOK, own_standing),
        "guard:write": in_scope(Scope.BOOK),
        "day:read": in_scope(Scope.BOOK, anyone),
        "day:write": in_scope(Scope.BOOK, anyone),
        "care:add": in_scope(Scope.BOOK),
        "care:end": in_scope(Scope.BOOK),
        "reminder:write": in_scope(Scope.BOOK),
        "waitlist:add": in_scope(Scope.BOOK),
        "waitlist:write": in_scope(Scope.BOOK),
        "offer:write": in_scope(Scope.BOOK, asked),
        "freed:write": in_scope(Scope.BOOK, anyone),
        "patient:read": in_scope(Scope.HEALTH),
        "record:read": in_scope(Scope.HEALTH, own_finished),
        "record:print": in_scope(Scope.HEALTH, own_finished),
        "letter:read": in_scope(Scope.HEALTH),
        "letter:print": in_scope(Scope.HEALTH),
        "renewal:read": in_scope(Scope.HEALTH),
        "list_item:read": in_scope(Scope.HEALTH),
        "result:read": in_scope(Scope.HEALTH, own_result),
        "document:read": in_scope(Scope.HEALTH, own_released),
        "document:download": in_scope(Scope.HEALTH, own_released),
        "audit:read": in_scope(Scope.HEALTH),
        "care:list": in_scope(Scope.HEALTH),
        "care:read": in_scope(Scope.HEALTH),
    },
    Role.PROVIDER: {
        **PERSONAL,
        "patient:read": in_care,
        "demographics:read": in_care,
        "patient:write": in_full_care,  # the words of the allergies, beside their list
        "record:read": entry_in_care,
        "record:add": own_writing,
        "record:write": in_full_care,  # an addendum; what changes it is for its author alone
        "own_record:read": own_writing,
        "own_record:write": own_writing,
        "record_version:read": in_full_care,
        "record_version:add": in_full_care,
        "draft:read": own_writing,  # nobody else, ever
        "draft:add": own_writing,
        "draft:write": own_writing,
        "note:write": anyone,  # the pages on which a doctor writes
        "list_item:read": in_care,
        "list_item:add": in_full_care,
        "list_item:write": in_full_care,
        "list_item:edit": anyone,  # the page on which lists of patients in care are changed
        "result:read": result_in_care,
        "result:add": in_full_care,
        "result:write": in_full_care,
        "result:enter": anyone,  # the page on which results of patients in care are entered
        "record:print": finished_in_care,
        "letter:read": letter_in_care,
        "letter:print": letter_in_care,
        "letter:add": in_full_care,
        "letter:write": in_full_care,
        "letter:write-page": anyone,  # the page on which letters of patients in care are written
        "renewal:read": in_care,
        "renewal:write": in_full_care,
        "renewal:answer-page": anyone,
        "appointment:read": seen_visit,
        "appointment:write": own_visit,
        "guard:read": anyone,  # a visit that is taken back must not meet another one of its patient
        "guard:write": anyone,
        "visit_time:read": anyone,  # nobody is shown these; a colleague's visits count as well
        "day:read": anyone,
        "day:write": anyone,
        "reminder:read": anyone,
        "reminder:write": anyone,
        "freed:write": anyone,
        "provider:write": own_patient,  # their own hours
        "stand_in:read": own_stand_in,
        "time_off:read": own_patient,
        "time_off:add": own_patient,
        "time_off:write": own_patient,
        "document:read": document_in_care,
        "document:download": file_in_care,
        "care:read": own_patient,
        "care:end": anyone,  # what a visit ends when it is missed; it only takes away
        # When that was a mistake: with a visit of theirs it comes back for whoever stands in, too.
        "care:reopen": anyone,
        "emergency:add": own_patient,
        "reference:read": anyone,  # lists of codes and medicines, which concern no patient
        "worklist:read": anyone,  # the pages of one's own day and patients
        "step:write": anyone,  # steps of visits that may be written
    },
    Role.STAFF: {
        **PERSONAL,
        "desk:read": anyone,  # the front desk's own pages
        "desk:write": anyone,
        "step:write": anyone,
        "demographics:read": of_a_patient,
        "account:read": of_the_portal,
        "account:write": of_a_patient,
        "invitation:read": of_the_portal,
        "invitation:add": of_the_portal,
        "invitation:write": of_the_portal,
        "email_change:read": of_the_portal,
        "email_change:add": of_the_portal,
        "email_change:write": of_the_portal,
        "proxy:read": anyone,
        "proxy:add": anyone,
        "proxy:write": anyone,
        "related_person:read": of_a_proxy,
        "related_person:add": of_a_proxy,
        "found:read": anyone,
        "patient:add": anyone,
        "found:add": anyone,
        "found:write": anyone,
        "registration:read": of_a_patient,  # to correct it; no page shows its clinical part
        "registration:write": of_a_patient,
        "correction:read": anyone,
        "correction:add": anyone,
        "record_number:add": anyone,
        "merge:read": anyone,  # two records of one person, joined by a link
        "merge:add": anyone,
        "merge:write": anyone,
        "record:count": anyone,  # how many there are, to compare two records; never what they say
        "document:count": anyone,
        "appointment:read": anyone,
        "appointment:add": anyone,
        "appointment:write": anyone,
        "care:add": anyone,
        "care:end": anyone,
        "care:reopen": anyone,
        "guard:read": anyone,
        "guard:write": anyone,
        "visit_time:read": anyone,
        "day:read": anyone,
        "day:write": anyone,
        "reminder:read": anyone,
        "reminder:write": anyone,
        "returned_mail:read": anyone,
        "waitlist:read": anyone,
        "waitlist:add": anyone,
        "waitlist:write": anyone,
        "offer:read": anyone,
        "offer:add": anyone,
        "offer:write": anyone,
        "freed:read": anyone,
        "freed:write": anyone,
        "provider:write": anyone,  # the hours of all doctors
        "stand_in:write": anyone,
        "time_off:read": anyone,
        "time_off:add": anyone,
        "time_off:write": anyone,
    },
    Role.COMPLIANCE: {
        **PERSONAL,
        "audit:read": anyone,
        "oversight:read": anyone,  # the page that asks about everybody
        "patient_name:read": of_a_patient,  # beside their ids in the trail, and nothing else
        "account:read": of_a_colleague,
        "account:write": of_another_colleague,
        "care:list": anyone,
        "care:read": anyone,
        "care:add": anyone,  # naming a doctor, with an end
        "care:end": anyone,
        "emergency:read": anyone,
        "emergency:write": anyone,  # closing its review
        "oversight:export": anyone,
    },
    Role.SYSTEM: {
        f"{kind}:{verb}": anyone
        for kind in (
            "account", "appointment", "audit", "care", "colleague", "correction", "day",
            "demographics", "document", "email_change", "emergency", "feed", "found", "freed",
            "guard", "invitation", "list_item", "offer", "patient", "person", "provider", "proxy",
            "record", "record_number", "registration", "related_person", "reminder", "result",
            "demographics", "document", "emergency", "feed", "found", "freed", "guard", "letter",
            "list_item", "merge", "offer", "patient", "person", "provider", "record",
            "record_number", "registration", "reminder", "renewal", "result", "returned_mail",
            "sign_in", "stand_in", "time_off", "visit_time", "waitlist",
        )
        for verb in ("read", "add", "write")
    } | {"care:end": anyone, "care:reopen": anyone},
}  # fmt: skip

# Roles whose rules look at the care relation; for the others it is not even fetched.
RELATED = frozenset({Role.PROVIDER})


def allows(question: Question, action: str) -> bool:
    """Whether the policy has a rule for this role and action, and the rule says yes."""
    rule = POLICY[question.actor.role].get(action)
    return rule is not None and rule(question)


def known_actions() -> frozenset[str]:
    """Every action some role may be allowed."""
    return frozenset(action for rules in POLICY.values() for action in rules)
