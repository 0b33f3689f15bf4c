"""Who may do what: role × action → rule. What is not written here is refused.

The rules themselves are in `rules.py`.
"""

from collections.abc import Mapping

from medisecure.access.actor import Role
from medisecure.access.proxies import Scope
from medisecure.access.rules import (
    AccessRequest,
    Rule,
    a_photo,
    acts,
    added_in_care,
    anyone,
    asked_for,
    colleague,
    document_in_care,
    entry_in_care,
    file_in_care,
    finished_in_care,
    in_care,
    in_full_care,
    in_scope,
    letter_in_care,
    names_actor_as_provider,
    of_a_colleague,
    of_a_patient,
    of_a_proxy,
    of_another_colleague,
    of_the_portal,
    offered_to_actor,
    own,
    own_added,
    own_feed,
    own_filing,
    own_finished,
    own_from_portal,
    own_not_in_error,
    own_or_own_proxy,
    own_or_shared,
    own_photo,
    own_proxy,
    own_released,
    own_result,
    own_sending,
    own_stand_in,
    own_visit,
    own_waiting,
    own_writing,
    result_in_care,
    seen_visit,
    self_only,
    unprotected,
    waits,
    waits_in_care,
)

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
        "sensitive_opening:read": own,  # who opened what is sensitive, and why
        "list_item:read": own,
        "result:read": own_result,
        "demographics:read": own,
        "correction:read": own,
        "my_details:read": anyone,  # the page of one's own details
        "patient:write": own,  # their own phone, address, whom to call
        "correction:add": own,
        "change_request:read": own,
        "change_request:add": own,
        "change_request:write": own,  # to take it back
        "found:write": own,
        "appointment:read": own_not_in_error,
        "appointment:add": own_not_in_error,
        "appointment:write": own_not_in_error,
        "guard:read": own,
        "guard:write": own,
        "visit_time:read": own,  # whether another visit would be too much
        "day:read": anyone,  # which times are taken, and never by whom
        "day:write": anyone,  # claims of visits that are their own
        "care:list": own,  # who may see their record
        "care:read": own,
        "care:add": own,
        "care:end": own,
        "reminder:read": own,  # what became of the messages about a visit
        "reminder:write": own,
        "feed:read": own,
        "feed:add": own,
        "feed:write": own,
        "waitlist:read": own,
        "waitlist:add": own,
        "waitlist:write": own,
        "offer:read": offered_to_actor,
        "offer:write": offered_to_actor,
        "freed:write": anyone,  # the time of a visit of theirs that moves or is cancelled
        "document:read": own_released,
        "document:download": own_released,
        "document:view": own_released,
        "share:page": anyone,  # the page on which one shows somebody outside something of one's own
        "share:read": own,
        "share:add": own,
        "share:write": own,
        "archive:page": anyone,  # the page on which all of one's own data are asked for
        "archive:read": own,
        "archive:add": own,
        "archive:write": asked_for,
        "kept_file:read": own_released,
        "kept_file:write": own_released,  # to mark a file that is not what was checked
        "photo:page": anyone,  # the page of one's own photo, to take it away
        "photo:read": own_photo,
        "photo:write": own_photo,
        "intake:begin": anyone,  # the pages on which one sends a document
        "intake:read": own_sending,
        "intake:add": own_from_portal,
        "intake:write": own_from_portal,
        "sent_document:read": own_waiting,
        "sent_document:add": own_waiting,
        "sent_document:write": own_waiting,
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
        "appointment:read": in_scope(Scope.VISITS, own_not_in_error),
        "guard:read": in_scope(Scope.VISITS),
        "visit_time:read": in_scope(Scope.VISITS),  # without them no limit would count
        "waitlist:read": in_scope(Scope.VISITS),
        "offer:read": in_scope(Scope.VISITS, offered_to_actor),
        "feed:read": in_scope(Scope.VISITS, own_feed),
        "feed:add": in_scope(Scope.VISITS, own_feed),
        "feed:write": in_scope(Scope.VISITS, own_feed),
        "appointment:add": in_scope(Scope.BOOK, own_not_in_error),
        "appointment:write": in_scope(Scope.BOOK, own_not_in_error),
        "guard:write": in_scope(Scope.BOOK),
        "day:read": in_scope(Scope.BOOK, anyone),
        "day:write": in_scope(Scope.BOOK, anyone),
        "care:add": in_scope(Scope.BOOK),
        "care:end": in_scope(Scope.BOOK),
        "reminder:read": in_scope(Scope.VISITS),
        "reminder:write": in_scope(Scope.BOOK),
        "waitlist:add": in_scope(Scope.BOOK),
        "waitlist:write": in_scope(Scope.BOOK),
        "offer:write": in_scope(Scope.BOOK, offered_to_actor),
        "freed:write": in_scope(Scope.BOOK, anyone),
        "patient:read": in_scope(Scope.HEALTH),
        "my_details:read": in_scope(Scope.HEALTH, anyone),  # the pages of their own details
        "correction:read": in_scope(Scope.HEALTH),
        "change_request:read": in_scope(Scope.HEALTH),
        "change_request:add": in_scope(Scope.HEALTH),
        "change_request:write": in_scope(Scope.HEALTH),
        # what is sensitive is the patient's own affair
        "record:read": in_scope(Scope.HEALTH, unprotected(own_finished)),
        "record:print": in_scope(Scope.HEALTH, unprotected(own_finished)),
        "letter:read": in_scope(Scope.HEALTH, unprotected(own)),
        "letter:print": in_scope(Scope.HEALTH, unprotected(own)),
        "renewal:read": in_scope(Scope.HEALTH),
        "renewal:add": in_scope(Scope.HEALTH),
        "renewal:write": in_scope(Scope.HEALTH),  # to take it back
        "renewal:ask-page": in_scope(Scope.HEALTH, anyone),
        "list_item:read": in_scope(Scope.HEALTH, unprotected(own)),
        "result:read": in_scope(Scope.HEALTH, own_result),
        "document:read": in_scope(Scope.HEALTH, own_released),
        "document:download": in_scope(Scope.HEALTH, own_released),
        "document:view": in_scope(Scope.HEALTH, own_released),
        "kept_file:read": in_scope(Scope.HEALTH, own_released),
        "kept_file:write": in_scope(Scope.HEALTH, own_released),
        "intake:begin": in_scope(Scope.HEALTH, anyone),
        "intake:read": in_scope(Scope.HEALTH, own_sending),
        "intake:add": in_scope(Scope.HEALTH, own_from_portal),
        "intake:write": in_scope(Scope.HEALTH, own_from_portal),
        "sent_document:read": in_scope(Scope.HEALTH, own_waiting),
        "sent_document:add": in_scope(Scope.HEALTH, own_waiting),
        "sent_document:write": in_scope(Scope.HEALTH, own_waiting),
        "audit:read": in_scope(Scope.HEALTH),
        "care:list": in_scope(Scope.HEALTH),
        "care:read": in_scope(Scope.HEALTH),
    },
    Role.PROVIDER: {
        **PERSONAL,
        "patient:read": in_care,
        "demographics:read": in_care,
        "patient:write": in_full_care,  # the words of the allergies, beside their list
        "record:read": unprotected(entry_in_care),
        "record_header:read": entry_in_care,  # that there is an entry, and nothing it says
        # a sensitive one, by whoever gave a reason: patients/record_pages/protected_entry.py asks
        "sensitive_record:read": entry_in_care,
        "sensitive_opening:read": names_actor_as_provider,
        "sensitive_opening:add": own_writing,
        "record:add": own_writing,
        # an addendum; what changes it is for its author alone
        "record:write": unprotected(in_full_care),
        "own_record:read": own_writing,
        "own_record:write": own_writing,
        "record_version:read": unprotected(in_full_care),
        "record_version:add": in_full_care,
        "draft:read": own_writing,  # nobody else, ever
        "draft:add": own_writing,
        "draft:write": own_writing,
        "template:read": own_or_shared,
        "template:add": own_or_shared,
        "template:write": names_actor_as_provider,  # whoever wrote it
        "at_hand:read": own_or_shared,
        "at_hand:add": own_or_shared,
        "at_hand:write": own_or_shared,
        "note:write": anyone,  # the pages on which a doctor writes
        "list_item:read": unprotected(in_care),
        "list_item:add": in_full_care,
        "list_item:write": unprotected(in_full_care),
        "list_version:read": unprotected(in_full_care),
        "list_version:add": in_full_care,
        "list_item:edit": anyone,  # the page on which lists of patients in care are changed
        "result:read": result_in_care,
        "result:add": in_full_care,
        "result:write": in_full_care,
        "result:enter": anyone,  # the page on which results of patients in care are entered
        "record:print": unprotected(finished_in_care),
        "letter:read": unprotected(letter_in_care),
        "letter:print": unprotected(letter_in_care),
        "letter:add": in_full_care,
        "letter:write": unprotected(in_full_care),
        # those of one's own entries: what protects or strikes an entry reaches them, too
        "letter_of_entry:read": in_full_care,
        "letter_of_entry:write": in_full_care,
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
        "provider:write": names_actor_as_provider,  # their own hours
        "stand_in:read": own_stand_in,
        "time_off:read": names_actor_as_provider,
        "time_off:add": names_actor_as_provider,
        "time_off:write": names_actor_as_provider,
        "document:read": document_in_care,
        "document:download": file_in_care,
        "document:view": file_in_care,
        "document:write": in_full_care,
        "document:add": in_full_care,  # what was filed for another patient of theirs by mistake
        "document:change-page": anyone,  # the page on which documents of those in care are changed
        "document:move-page": anyone,
        "moved_intake:read": in_full_care,  # what is known of how it came follows it
        "moved_intake:add": in_full_care,
        "moved_intake:write": anyone,  # follows from taking the document itself out
        "document:list-page": anyone,  # all of one kind, of those in care
        "kept_file:read": file_in_care,
        "kept_file:write": file_in_care,
        "intake:begin": anyone,
        "intake:read": in_full_care,
        "intake:add": added_in_care,
        "intake:write": own_added,  # what was read in care just before
        "sent_document:read": waits_in_care,
        "sent_document:add": waits_in_care,
        "sent_document:write": waits,  # follows from taking back what one is sending
        "care:read": names_actor_as_provider,
        "care:end": anyone,  # what a visit ends when it is missed; it only takes away
        # When that was a mistake: with a visit of theirs it comes back for whoever stands in, too.
        "care:reopen": anyone,
        "emergency:add": names_actor_as_provider,
        "sought_in_emergency:read": anyone,  # who they are, of those who fit all that was typed
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
        "change_request:read": anyone,
        "change_request:write": anyone,  # to answer it
        "record_number:add": anyone,
        "merge:read": anyone,  # two records of one person, joined by a link
        "merge:add": anyone,
        "merge:write": anyone,
        "record:count": anyone,  # how many there are, to compare two records; never what they say
        "document:count": anyone,
        "photo:page": anyone,
        "photo:read": a_photo,
        "photo:write": a_photo,
        "intake:begin": anyone,
        "intake:read": own_added,
        "intake:add": own_added,
        "intake:write": own_added,
        "sent_document:read": waits,
        "sent_document:add": waits,
        "sent_document:write": waits,
        "document:move-page": anyone,  # what they filed themselves, in the wrong record
        "added_document:read": own_filing,
        "added_document:add": own_filing,
        "added_document:write": own_filing,
        "moved_intake:read": own_added,
        "moved_intake:add": own_added,
        "moved_intake:write": own_added,
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
        "patient_name:read": of_a_patient,  # beside their ids, on the pages of the trail
        "proxy_name:read": of_a_proxy,  # the same of those who act for patients
        "proxy:read": anyone,  # who may act for a patient, among all who may see the record
        "account:read": of_a_colleague,
        "account:write": of_another_colleague,
        "care:list": anyone,
        "care:read": anyone,
        "care:add": anyone,  # naming a doctor, with an end
        "care:end": anyone,
        "emergency:read": anyone,
        "emergency:write": anyone,  # closing its review
        "oversight:export": anyone,
        "document_life:page": anyone,  # holds, what is due, disposal: dates, and no contents
        "document_life:read": anyone,
        "document_life:write": anyone,
        "archive:page": anyone,  # for a patient who cannot ask
        "archive:read": asked_for,
        "archive:add": anyone,
        "archive:write": asked_for,
    },
    Role.SYSTEM: {
        f"{kind}:{verb}": anyone
        for kind in (
            "account", "appointment", "archive", "at_hand", "audit", "care", "colleague",
            "correction", "day", "demographics", "document", "document_life", "email_change",
            "emergency", "feed", "found", "freed", "guard", "intake", "invitation", "kept_file",
            "letter", "list_item", "list_version", "merge", "offer", "patient", "person", "photo",
            "provider", "proxy", "record", "record_number", "registration", "related_person",
            "reminder", "renewal", "result", "returned_mail", "sensitive_opening", "share",
            "sign_in", "stand_in", "template", "time_off", "visit_time", "waitlist",
        )
        for verb in ("read", "add", "write")
    } | {"care:end": anyone, "care:reopen": anyone, "document:view": anyone},
}  # fmt: skip

# Roles whose rules look at the care relation; for the others it is not even fetched.
RELATED = frozenset({Role.PROVIDER})


def allows(request: AccessRequest, action: str) -> bool:
    """Whether the policy has a rule for this role and action, and the rule says yes."""
    rule = POLICY[request.actor.role].get(action)
    return rule is not None and rule(request)


def allows_all(role: Role, action: str) -> bool:
    """Whether it lets this role do it to whatever there is: the rule looks at nothing."""
    return POLICY[role].get(action) is anyone


def known_actions() -> frozenset[str]:
    """Every action some role may be allowed."""
    return frozenset(action for rules in POLICY.values() for action in rules)
