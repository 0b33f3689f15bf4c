"""What the audit trail says was done: every action there is.

The spelling of a member is what is stored, so that one which was ever stored stays. Words for
people stand in `medisecure/web/display/words/trail_words.py`, for each audience; an action without
them fails a test.
"""

from collections.abc import Mapping
from enum import StrEnum


class Action(StrEnum):
    """One thing somebody did, or tried to do."""

    # looks at one thing, or at one patient's things
    READ_MEDICAL_RECORD = "READ_MEDICAL_RECORD"
    READ_DOCUMENT = "READ_DOCUMENT"
    READ_APPOINTMENT = "READ_APPOINTMENT"
    READ_PATIENT = "READ_PATIENT"
    READ_DEMOGRAPHICS = "READ_DEMOGRAPHICS"
    READ_WAITLIST = "READ_WAITLIST"
    READ_OFFER = "READ_OFFER"
    READ_FEED = "READ_FEED"
    READ_CALENDAR_FEED = "READ_CALENDAR_FEED"
    READ_REMINDER = "READ_REMINDER"
    READ_CARE = "READ_CARE"
    READ_AUDIT = "READ_AUDIT"
    EXPORT_AUDIT = "EXPORT_AUDIT"
    EXPORT_RECORD = "EXPORT_RECORD"
    READ_HOURS = "READ_HOURS"
    READ_DAY = "READ_DAY"
    READ_FREED = "READ_FREED"
    READ_TIME_OFF = "READ_TIME_OFF"
    READ_PROVIDER = "READ_PROVIDER"
    READ_PERSON = "READ_PERSON"
    READ_COLLEAGUE = "READ_COLLEAGUE"
    READ_SIGN_IN = "READ_SIGN_IN"
    READ_FOUND = "READ_FOUND"
    READ_REGISTRATION = "READ_REGISTRATION"
    READ_CORRECTION = "READ_CORRECTION"
    READ_RECORD_NUMBER = "READ_RECORD_NUMBER"
    READ = "READ"  # a thing without an action of its own
    SEARCH_PATIENTS = "SEARCH_PATIENTS"
    DOWNLOAD_DOCUMENT = "DOWNLOAD_DOCUMENT"
    VIEW_DOCUMENT = "VIEW_DOCUMENT"
    # looks at lists in which several patients stand
    LIST_RECORD = "LIST_RECORD"
    LIST_DOCUMENT = "LIST_DOCUMENT"
    LIST_APPOINTMENT = "LIST_APPOINTMENT"
    LIST_PATIENT = "LIST_PATIENT"
    LIST_DEMOGRAPHICS = "LIST_DEMOGRAPHICS"
    LIST_PATIENT_NAME = "LIST_PATIENT_NAME"
    LIST_FOUND = "LIST_FOUND"
    LIST_SOUGHT_IN_EMERGENCY = "LIST_SOUGHT_IN_EMERGENCY"
    LIST_WAITLIST = "LIST_WAITLIST"
    LIST = "LIST"
    # people and their sessions
    REGISTER_PATIENT = "REGISTER_PATIENT"
    GIVE_RECORD_NUMBER = "GIVE_RECORD_NUMBER"
    NUMBER_PATIENT = "NUMBER_PATIENT"
    CORRECT_PATIENT = "CORRECT_PATIENT"
    KEEP_CORRECTION = "KEEP_CORRECTION"
    REFILE_PATIENT = "REFILE_PATIENT"
    READ_CHANGE_REQUEST = "READ_CHANGE_REQUEST"
    LIST_CHANGE_REQUEST = "LIST_CHANGE_REQUEST"
    ASK_CHANGE = "ASK_CHANGE"
    TAKE_BACK_CHANGE = "TAKE_BACK_CHANGE"
    ACCEPT_CHANGE = "ACCEPT_CHANGE"
    DECLINE_CHANGE = "DECLINE_CHANGE"
    READ_MERGE = "READ_MERGE"
    MERGE_PATIENTS = "MERGE_PATIENTS"
    UNMERGE_PATIENTS = "UNMERGE_PATIENTS"
    LINK_PATIENT = "LINK_PATIENT"
    END_MERGE = "END_MERGE"
    UPDATE_PREFERENCES = "UPDATE_PREFERENCES"
    LINK_SIGN_IN = "LINK_SIGN_IN"
    READ_INVITATION = "READ_INVITATION"
    SHOW_INVITATION_CODE = "SHOW_INVITATION_CODE"
    TEXT_INVITATION_CODE = "TEXT_INVITATION_CODE"
    INVITE_TO_PORTAL = "INVITE_TO_PORTAL"
    SEND_INVITATION = "SEND_INVITATION"
    OPEN_INVITATION = "OPEN_INVITATION"
    USE_INVITATION = "USE_INVITATION"
    WITHDRAW_INVITATION = "WITHDRAW_INVITATION"
    TYPE_WRONG_CODE = "TYPE_WRONG_CODE"
    READ_EMAIL_CHANGE = "READ_EMAIL_CHANGE"
    BEGIN_EMAIL_CHANGE = "BEGIN_EMAIL_CHANGE"
    CHANGE_EMAIL = "CHANGE_EMAIL"
    KEEP_EMAIL = "KEEP_EMAIL"
    READ_PROXY = "READ_PROXY"
    READ_RELATED_PERSON = "READ_RELATED_PERSON"
    REGISTER_PROXY = "REGISTER_PROXY"
    GRANT_PROXY = "GRANT_PROXY"
    RENEW_PROXY = "RENEW_PROXY"
    END_PROXY = "END_PROXY"
    FOLLOW_PATIENT = "FOLLOW_PATIENT"
    BEGIN_ACTING = "BEGIN_ACTING"
    STOP_ACTING = "STOP_ACTING"
    SIGN_IN = "SIGN_IN"
    SIGN_OUT = "SIGN_OUT"
    SIGN_OUT_EVERYWHERE = "SIGN_OUT_EVERYWHERE"
    DISABLE_ACCOUNT = "DISABLE_ACCOUNT"
    ENABLE_ACCOUNT = "ENABLE_ACCOUNT"
    # who may see a record
    READ_ACCESS_LIST = "READ_ACCESS_LIST"
    READ_EMERGENCY = "READ_EMERGENCY"
    READ_ACCOUNT = "READ_ACCOUNT"
    READ_STAND_IN = "READ_STAND_IN"
    LIST_EMERGENCY = "LIST_EMERGENCY"
    ASSIGN_CARE = "ASSIGN_CARE"
    END_CARE = "END_CARE"
    MIGRATE_CARE = "MIGRATE_CARE"
    BREAK_GLASS = "BREAK_GLASS"
    REVIEW_EMERGENCY = "REVIEW_EMERGENCY"
    ADD_SECOND_FACTOR = "ADD_SECOND_FACTOR"
    RESET_SECOND_FACTOR = "RESET_SECOND_FACTOR"
    REMOVE_SECOND_FACTOR = "REMOVE_SECOND_FACTOR"
    # alarms
    MANY_PATIENTS_SEEN = "MANY_PATIENTS_SEEN"
    CANNOT_OPEN = "CANNOT_OPEN"  # somebody or something changed an item behind our back
    # visits
    NAME_STAND_IN = "NAME_STAND_IN"
    END_STAND_IN = "END_STAND_IN"
    HOLD_TIME = "HOLD_TIME"
    RELEASE_HOLD = "RELEASE_HOLD"
    BOOK_APPOINTMENT = "BOOK_APPOINTMENT"
    OVERBOOK_APPOINTMENT = "OVERBOOK_APPOINTMENT"
    MOVE_APPOINTMENT = "MOVE_APPOINTMENT"
    CHANGE_APPOINTMENT = "CHANGE_APPOINTMENT"
    CHANGE_PAYMENT = "CHANGE_PAYMENT"
    CANCEL_APPOINTMENT = "CANCEL_APPOINTMENT"
    NO_SHOW_APPOINTMENT = "NO_SHOW_APPOINTMENT"
    LEFT_APPOINTMENT = "LEFT_APPOINTMENT"
    MARK_VISIT_IN_ERROR = "MARK_VISIT_IN_ERROR"
    VISIT_SCHEDULED = "VISIT_SCHEDULED"
    VISIT_CONFIRMED = "VISIT_CONFIRMED"
    VISIT_ARRIVED = "VISIT_ARRIVED"
    VISIT_IN_ROOM = "VISIT_IN_ROOM"
    VISIT_IN_CONSULTATION = "VISIT_IN_CONSULTATION"
    VISIT_COMPLETED = "VISIT_COMPLETED"
    UNDO_STEP = "UNDO_STEP"
    CARRY_VISIT = "CARRY_VISIT"
    # a doctor's hours
    CHANGE_HOURS = "CHANGE_HOURS"
    CHANGE_DOCTOR = "CHANGE_DOCTOR"
    ADD_TIME_OFF = "ADD_TIME_OFF"
    REMOVE_TIME_OFF = "REMOVE_TIME_OFF"
    PROPOSE_TIME = "PROPOSE_TIME"
    WITHDRAW_PROPOSAL = "WITHDRAW_PROPOSAL"
    # the waitlist
    JOIN_WAITLIST = "JOIN_WAITLIST"
    LEAVE_WAITLIST = "LEAVE_WAITLIST"
    SET_WAITLIST_URGENCY = "SET_WAITLIST_URGENCY"
    LAPSE_WAITLIST = "LAPSE_WAITLIST"
    OFFER_TIME = "OFFER_TIME"
    ACCEPT_OFFER = "ACCEPT_OFFER"
    DECLINE_OFFER = "DECLINE_OFFER"
    END_OFFER = "END_OFFER"
    CLOSE_FREED_TIME = "CLOSE_FREED_TIME"
    CARRY_PLACE = "CARRY_PLACE"
    # messages and calendars
    BEGIN_MESSAGE = "BEGIN_MESSAGE"
    SEND_MESSAGE = "SEND_MESSAGE"
    PUT_BACK_MESSAGE = "PUT_BACK_MESSAGE"
    FAIL_MESSAGE = "FAIL_MESSAGE"
    DROP_MESSAGE = "DROP_MESSAGE"
    SETTLE_MESSAGE = "SETTLE_MESSAGE"
    NOTE_REMINDER = "NOTE_REMINDER"
    MARK_RETURNED_MAIL = "MARK_RETURNED_MAIL"
    TRUST_ADDRESS = "TRUST_ADDRESS"
    CALL_PATIENT = "CALL_PATIENT"
    MAKE_CALENDAR_FEED = "MAKE_CALENDAR_FEED"
    SEND_CALENDAR_FEED = "SEND_CALENDAR_FEED"
    REVOKE_CALENDAR_FEED = "REVOKE_CALENDAR_FEED"
    # the chart
    READ_DRAFT = "READ_DRAFT"
    SAVE_DRAFT = "SAVE_DRAFT"
    FINISH_DRAFT = "FINISH_DRAFT"
    DISCARD_DRAFT = "DISCARD_DRAFT"
    KEEP_TEMPLATE = "KEEP_TEMPLATE"
    REMOVE_TEMPLATE = "REMOVE_TEMPLATE"
    CHANGE_FAVOURITES = "CHANGE_FAVOURITES"
    OPEN_SENSITIVE = "OPEN_SENSITIVE"
    READ_SENSITIVE_RECORD = "READ_SENSITIVE_RECORD"
    SIGN_RECORD = "SIGN_RECORD"
    ADD_ADDENDUM = "ADD_ADDENDUM"
    CORRECT_RECORD = "CORRECT_RECORD"
    STRIKE_RECORD = "STRIKE_RECORD"
    KEEP_VERSION = "KEEP_VERSION"
    READ_LIST_ITEM = "READ_LIST_ITEM"
    READ_RESULT = "READ_RESULT"
    ADD_PROBLEM = "ADD_PROBLEM"
    CHANGE_PROBLEM = "CHANGE_PROBLEM"
    ADD_ALLERGY = "ADD_ALLERGY"
    CHANGE_ALLERGY = "CHANGE_ALLERGY"
    CHANGE_ALLERGIES = "CHANGE_ALLERGIES"
    ADD_MEDICINE = "ADD_MEDICINE"
    CHANGE_MEDICINE = "CHANGE_MEDICINE"
    COMPLETE_MEDICINE = "COMPLETE_MEDICINE"
    ADD_VACCINE = "ADD_VACCINE"
    CHANGE_VACCINE = "CHANGE_VACCINE"
    ADD_RESULT = "ADD_RESULT"
    SEE_RESULT = "SEE_RESULT"
    RELEASE_RESULT = "RELEASE_RESULT"
    STRIKE_RESULT = "STRIKE_RESULT"
    ADD_FINDINGS = "ADD_FINDINGS"
    # documents as they are kept
    EDIT_DOCUMENT = "EDIT_DOCUMENT"
    READ_DOCUMENT_LIFE = "READ_DOCUMENT_LIFE"
    LIST_DOCUMENT_LIFE = "LIST_DOCUMENT_LIFE"
    ARCHIVE_DOCUMENT = "ARCHIVE_DOCUMENT"
    RESTORE_DOCUMENT = "RESTORE_DOCUMENT"
    MOVE_DOCUMENT = "MOVE_DOCUMENT"
    RECEIVE_DOCUMENT = "RECEIVE_DOCUMENT"
    HOLD_DOCUMENT = "HOLD_DOCUMENT"
    LIFT_HOLD = "LIFT_HOLD"
    PROPOSE_DISPOSAL = "PROPOSE_DISPOSAL"
    DECLINE_DISPOSAL = "DECLINE_DISPOSAL"
    AGREE_DISPOSAL = "AGREE_DISPOSAL"
    DISPOSE_DOCUMENT = "DISPOSE_DOCUMENT"
    REVIEW_RETENTION = "REVIEW_RETENTION"
    SHARE = "SHARE"
    END_SHARE = "END_SHARE"
    OPEN_SHARE = "OPEN_SHARE"
    # all of somebody's data
    ASK_ARCHIVE = "ASK_ARCHIVE"
    PREPARE_ARCHIVE = "PREPARE_ARCHIVE"
    FETCH_ARCHIVE = "FETCH_ARCHIVE"
    # documents on their way in
    READ_INTAKE = "READ_INTAKE"
    BEGIN_INTAKE = "BEGIN_INTAKE"
    SEND_DOCUMENT = "SEND_DOCUMENT"
    WITHDRAW_INTAKE = "WITHDRAW_INTAKE"
    CLEAR_INTAKE = "CLEAR_INTAKE"
    CHECK_DOCUMENT = "CHECK_DOCUMENT"
    TAKE_IN_DOCUMENT = "TAKE_IN_DOCUMENT"
    HOLD_BACK_DOCUMENT = "HOLD_BACK_DOCUMENT"
    COMPARE_DOCUMENT = "COMPARE_DOCUMENT"
    SET_PHOTO = "SET_PHOTO"
    REMOVE_PHOTO = "REMOVE_PHOTO"
    FIND_ALTERED = "FIND_ALTERED"  # the stored bytes are not those that were checked
    # letters
    READ_LETTER = "READ_LETTER"
    ISSUE_LETTER = "ISSUE_LETTER"
    WITHDRAW_LETTER = "WITHDRAW_LETTER"
    PROTECT_LETTER = "PROTECT_LETTER"
    PRINT_LETTER = "PRINT_LETTER"
    PRINT_SUMMARY = "PRINT_SUMMARY"
    CHECK_LETTER = "CHECK_LETTER"
    READ_RENEWAL = "READ_RENEWAL"
    LIST_RENEWAL = "LIST_RENEWAL"
    ASK_RENEWAL = "ASK_RENEWAL"
    TAKE_BACK_RENEWAL = "TAKE_BACK_RENEWAL"
    APPROVE_RENEWAL = "APPROVE_RENEWAL"
    DECLINE_RENEWAL = "DECLINE_RENEWAL"
    # what came from another system
    IMPORT_PATIENT = "IMPORT_PATIENT"
    IMPORT_PROVIDER = "IMPORT_PROVIDER"
    IMPORT_COLLEAGUE = "IMPORT_COLLEAGUE"
    IMPORT_RECORD = "IMPORT_RECORD"
    IMPORT_APPOINTMENT = "IMPORT_APPOINTMENT"
    IMPORT_DOCUMENT = "IMPORT_DOCUMENT"
    # what was tried and refused: the thing it concerns says the rest
    OPEN_PAGE = "OPEN_PAGE"
    CHANGE = "CHANGE"
    # no longer written; entries of before December 2026 hold them
    OVERSIGHT_READ = "OVERSIGHT_READ"
    WORKLIST_READ = "WORKLIST_READ"
    DESK_READ = "DESK_READ"
    DESK_WRITE = "DESK_WRITE"
    STEP_WRITE = "STEP_WRITE"
    FOUND_READ = "FOUND_READ"
    FOUND_ADD = "FOUND_ADD"
    ADD_SIGN_IN = "ADD_SIGN_IN"
    ADD_CARE = "ADD_CARE"
    ADD_FOUND = "ADD_FOUND"
    WRITE_FREED = "WRITE_FREED"
    WRITE_REMINDER = "WRITE_REMINDER"
    WRITE_DAY = "WRITE_DAY"


# The noun of an item type → what a look at one is called.
READING: Mapping[str, Action] = {
    "record": Action.READ_MEDICAL_RECORD,
    "own_record": Action.READ_MEDICAL_RECORD,
    "record_version": Action.READ_MEDICAL_RECORD,
    "record_header": Action.READ_MEDICAL_RECORD,
    "sensitive_record": Action.READ_SENSITIVE_RECORD,
    "draft": Action.READ_DRAFT,
    "list_item": Action.READ_LIST_ITEM,
    "result": Action.READ_RESULT,
    "document": Action.READ_DOCUMENT,
    "document_life": Action.READ_DOCUMENT_LIFE,
    "intake": Action.READ_INTAKE,
    "moved_intake": Action.READ_INTAKE,
    "sent_document": Action.READ_DOCUMENT,
    "added_document": Action.READ_DOCUMENT,
    "kept_file": Action.READ_DOCUMENT,
    "photo": Action.READ_DOCUMENT,
    "letter": Action.READ_LETTER,
    "letter_of_entry": Action.READ_LETTER,
    "renewal": Action.READ_RENEWAL,
    "appointment": Action.READ_APPOINTMENT,
    "guard": Action.READ,
    "visit_time": Action.READ_APPOINTMENT,
    "patient_name": Action.READ_DEMOGRAPHICS,
    "patient": Action.READ_PATIENT,
    "demographics": Action.READ_DEMOGRAPHICS,
    "waitlist": Action.READ_WAITLIST,
    "offer": Action.READ_OFFER,
    "feed": Action.READ_FEED,
    "reminder": Action.READ_REMINDER,
    "care": Action.READ_CARE,
    "audit": Action.READ_AUDIT,
    "day": Action.READ_DAY,
    "freed": Action.READ_FREED,
    "time_off": Action.READ_TIME_OFF,
    "provider": Action.READ_PROVIDER,
    "person": Action.READ_PERSON,
    "colleague": Action.READ_COLLEAGUE,
    "sign_in": Action.READ_SIGN_IN,
    "invitation": Action.READ_INVITATION,
    "email_change": Action.READ_EMAIL_CHANGE,
    "proxy": Action.READ_PROXY,
    "related_person": Action.READ_RELATED_PERSON,
    "proxy_name": Action.READ_RELATED_PERSON,
    "found": Action.READ_FOUND,
    "sought_in_emergency": Action.READ_FOUND,
    "emergency": Action.READ_EMERGENCY,
    "account": Action.READ_ACCOUNT,
    "stand_in": Action.READ_STAND_IN,
    "registration": Action.READ_REGISTRATION,
    "correction": Action.READ_CORRECTION,
    "change_request": Action.READ_CHANGE_REQUEST,
    "merge": Action.READ_MERGE,
    "record_number": Action.READ_RECORD_NUMBER,
    "returned_mail": Action.READ_REMINDER,
    "list_change": Action.READ_PROVIDER,
    # What is read beside what it belongs to, and is no look of its own.
    "archive": Action.READ,
    "at_hand": Action.READ,
    "list_version": Action.READ,
    "sensitive_opening": Action.READ,
    "share": Action.READ,
    "template": Action.READ,
}
# … and what it is called to see several of different patients in a list.
LISTING: Mapping[str, Action] = {
    "record": Action.LIST_RECORD,
    "own_record": Action.LIST_RECORD,
    "record_version": Action.LIST_RECORD,
    "draft": Action.LIST_RECORD,
    "sensitive_record": Action.LIST_RECORD,
    "document": Action.LIST_DOCUMENT,
    "kept_file": Action.LIST_DOCUMENT,
    "sent_document": Action.LIST_DOCUMENT,
    "added_document": Action.LIST_DOCUMENT,
    "photo": Action.LIST_DOCUMENT,
    "document_life": Action.LIST_DOCUMENT_LIFE,
    "appointment": Action.LIST_APPOINTMENT,
    "patient": Action.LIST_PATIENT,
    "demographics": Action.LIST_DEMOGRAPHICS,
    "patient_name": Action.LIST_PATIENT_NAME,
    "found": Action.LIST_FOUND,
    "sought_in_emergency": Action.LIST_SOUGHT_IN_EMERGENCY,
    "waitlist": Action.LIST_WAITLIST,
    "emergency": Action.LIST_EMERGENCY,
    "list_item": Action.LIST_RECORD,
    "result": Action.LIST_RECORD,
    "intake": Action.LIST_DOCUMENT,
    "moved_intake": Action.LIST_DOCUMENT,
    "letter": Action.LIST_RECORD,
    "letter_of_entry": Action.LIST_RECORD,
    "renewal": Action.LIST_RENEWAL,
    "registration": Action.LIST_PATIENT,
    "correction": Action.LIST_PATIENT,
    "change_request": Action.LIST_CHANGE_REQUEST,
    "merge": Action.LIST_PATIENT,
}
IMPORTING: Mapping[str, Action] = {
    "patient": Action.IMPORT_PATIENT,
    "provider": Action.IMPORT_PROVIDER,
    "colleague": Action.IMPORT_COLLEAGUE,
    "record": Action.IMPORT_RECORD,
    "appointment": Action.IMPORT_APPOINTMENT,
    "document": Action.IMPORT_DOCUMENT,
}


def reading(noun: str) -> Action:
    """The action of looking at one thing of this item type.

    >>> str(reading("record")), str(reading("appointment"))
    ('READ_MEDICAL_RECORD', 'READ_APPOINTMENT')
    """
    return READING.get(noun, Action.READ)


def listing(noun: str) -> Action:
    """The action of seeing several of this item type in a list."""
    return LISTING.get(noun, Action.LIST)


LOOKS = ("READ", "LIST", "SEARCH_", "DOWNLOAD_", "VIEW_", "PRINT_", "CHECK_")


def is_look(action: str) -> bool:
    """Whether it changes nothing, so that one entry may stand for several of a request."""
    return action.startswith(LOOKS)
