"""The audit trail in words: what an officer of compliance reads, and what the patient reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from medisecure.audit.actions import Action, is_look


@dataclass(frozen=True, slots=True)
class Wording:
    """One action as each audience reads it, after the name of whoever did it."""

    officer: Any
    patient: Any


def same(words: Any) -> Wording:
    """For officer and patient alike."""
    return Wording(words, words)


WORDS: Mapping[Action, Wording] = {
    Action.READ_MEDICAL_RECORD: Wording(_("Read the medical record"), _("Read the chart")),
    Action.READ_DOCUMENT: same(_("Looked at documents")),
    Action.READ_APPOINTMENT: same(_("Looked at visits")),
    Action.READ_PATIENT: Wording(
        _("Looked at a patient's profile"), _("Looked at the personal details")
    ),
    Action.READ_DEMOGRAPHICS: Wording(
        _("Looked at a patient's name and contact"), _("Looked up name and contact details")
    ),
    Action.READ_WAITLIST: same(_("Looked at the waitlist")),
    Action.READ_OFFER: same(_("Looked at an offered time")),
    Action.READ_FEED: same(_("Looked at a private calendar address")),
    Action.READ_CALENDAR_FEED: same(_("Opened the page of the private calendar")),
    Action.READ_REMINDER: same(_("Looked at a planned message")),
    Action.READ_CARE: same(_("Looked at who cares for a patient")),
    Action.READ_AUDIT: Wording(
        _("Searched the audit trail"), _("Checked who looked at the record")
    ),
    Action.EXPORT_AUDIT: Wording(
        _("Exported entries of the audit trail"), _("Exported who looked at the record")
    ),
    Action.EXPORT_RECORD: Wording(
        _("Exported the whole record of a patient"), _("Exported the whole record")
    ),
    Action.READ_HOURS: same(_("Looked at a doctor's hours")),
    Action.READ_DAY: same(_("Looked at a doctor's taken times")),
    Action.READ_FREED: same(_("Looked at a time that came free")),
    Action.READ_TIME_OFF: same(_("Looked at a doctor's time off")),
    Action.READ_PROVIDER: same(_("Looked at a doctor's profile")),
    Action.READ_PERSON: same(_("Looked at a person's account")),
    Action.READ_COLLEAGUE: same(_("Looked at a colleague's profile")),
    Action.READ_SIGN_IN: same(_("Looked up whose sign-in it is")),
    Action.READ_FOUND: same(_("Looked at search words")),
    Action.READ: Wording(_("Looked at something else"), _("Looked at the record")),
    Action.READ_INTAKE: same(_("Looked at a document on its way in")),
    Action.BEGIN_INTAKE: same(_("Began to send a document")),
    Action.SEND_DOCUMENT: same(_("Sent a document")),
    Action.WITHDRAW_INTAKE: same(_("Took a document back before it was checked")),
    Action.CLEAR_INTAKE: same(_("Cleared away a document that was never sent")),
    Action.CHECK_DOCUMENT: same(_("Checked the file of a document")),
    Action.TAKE_IN_DOCUMENT: same(_("Took in a document that passed its check")),
    Action.HOLD_BACK_DOCUMENT: same(_("Held back a document that did not pass its check")),
    Action.SET_PHOTO: Wording(_("Changed the photo of a patient"), _("Changed the photo")),
    Action.REMOVE_PHOTO: Wording(_("Removed the photo of a patient"), _("Removed the photo")),
    Action.COMPARE_DOCUMENT: same(_("Compared a document's file with what is noted of it")),
    Action.FIND_ALTERED: Wording(
        _("Found that a stored file is not the one that was checked"),
        _("A stored file was not the one that was checked, and was not given out"),
    ),
    Action.READ_LETTER: same(_("Looked at letters")),
    Action.ISSUE_LETTER: same(_("Issued a letter")),
    Action.WITHDRAW_LETTER: same(_("Withdrew a letter")),
    Action.PROTECT_LETTER: same(_("Changed who may read a letter")),
    Action.PRINT_LETTER: same(_("Printed a letter")),
    Action.PRINT_SUMMARY: same(_("Printed a visit's summary")),
    Action.CHECK_LETTER: Wording(
        _("Checked a letter by number and birth date"),
        _("Somebody checked a letter by its number and birth date"),
    ),
    Action.READ_CHANGE_REQUEST: same(_("Looked at changes of details that were asked for")),
    Action.LIST_CHANGE_REQUEST: same(_("Saw requests for changes of details")),
    Action.ASK_CHANGE: same(_("Asked for a change of the details")),
    Action.TAKE_BACK_CHANGE: same(_("Took a request for a change back")),
    Action.ACCEPT_CHANGE: same(_("Changed the details as was asked")),
    Action.DECLINE_CHANGE: same(_("Declined a change of the details")),
    Action.READ_RENEWAL: same(_("Looked at a request for a medicine")),
    Action.LIST_RENEWAL: same(_("Saw requests for medicines")),
    Action.ASK_RENEWAL: same(_("Asked for a medicine again")),
    Action.TAKE_BACK_RENEWAL: same(_("Took a request for a medicine back")),
    Action.APPROVE_RENEWAL: same(_("Prescribed a medicine again on request")),
    Action.DECLINE_RENEWAL: same(_("Declined a request for a medicine")),
    Action.DOWNLOAD_DOCUMENT: Wording(_("Downloaded a document"), _("Opened a document")),
    Action.VIEW_DOCUMENT: Wording(_("Read a document in place"), _("Read a document")),
    Action.EDIT_DOCUMENT: same(_("Edited what is said of a document")),
    Action.ASK_ARCHIVE: Wording(_("Asked for all data of a patient"), _("Asked for all data")),
    Action.PREPARE_ARCHIVE: Wording(
        _("Prepared all data of a patient"), _("Prepared the archive of all data")
    ),
    Action.FETCH_ARCHIVE: Wording(
        _("Downloaded all data of a patient"), _("Downloaded the archive of all data")
    ),
    Action.READ_DOCUMENT_LIFE: same(_("Looked at how long documents are kept")),
    Action.LIST_DOCUMENT_LIFE: Wording(
        _("Saw a list of how long documents are kept"),
        _("Saw the name in a list of how long documents are kept"),
    ),
    Action.ARCHIVE_DOCUMENT: same(_("Archived a document")),
    Action.RESTORE_DOCUMENT: same(_("Brought a document back from the archive")),
    Action.MOVE_DOCUMENT: Wording(
        _("Moved a document to another patient"),
        _("Took a document out that was filed here by mistake"),
    ),
    Action.RECEIVE_DOCUMENT: Wording(
        _("Moved a document here from another patient"),
        _("Filed a document here that had been filed elsewhere by mistake"),
    ),
    Action.HOLD_DOCUMENT: same(_("Set a legal hold on a document")),
    Action.LIFT_HOLD: same(_("Lifted a legal hold on a document")),
    Action.PROPOSE_DISPOSAL: same(_("Proposed to dispose of a document")),
    Action.DECLINE_DISPOSAL: same(_("Declined to dispose of a document")),
    Action.AGREE_DISPOSAL: same(_("Agreed to dispose of a document")),
    Action.DISPOSE_DOCUMENT: same(_("Disposed of a document at the end of its time")),
    Action.REVIEW_RETENTION: same(_("Reviewed how long a document is kept")),
    Action.SHARE: same(_("Made a link for somebody outside")),
    Action.END_SHARE: same(_("Took a link back")),
    Action.OPEN_SHARE: Wording(
        _("Somebody opened a patient's link with its code"),
        _("Somebody opened your link with its code"),
    ),
    Action.SEARCH_PATIENTS: same(_("Searched for patients")),
    Action.LIST_RECORD: Wording(
        _("Saw a list of medical records"), _("Saw the name in a list of medical records")
    ),
    Action.LIST_DOCUMENT: Wording(
        _("Saw a list of documents"), _("Saw the name in a list of documents")
    ),
    Action.LIST_APPOINTMENT: Wording(
        _("Saw a list of visits"), _("Saw the name in a list of visits")
    ),
    Action.LIST_PATIENT: Wording(
        _("Saw a list of patients"), _("Saw the name in a list of patients")
    ),
    Action.LIST_DEMOGRAPHICS: Wording(
        _("Saw a list of patients' names"), _("Saw name and contact details in a list")
    ),
    Action.LIST_PATIENT_NAME: Wording(
        _("Saw patients' names in the audit trail"),
        _("Saw the name while checking who looked at records"),
    ),
    Action.LIST_FOUND: Wording(
        _("Found patients by a search"), _("Saw name and contact details in a search")
    ),
    Action.LIST_SOUGHT_IN_EMERGENCY: Wording(
        _("Found patients for emergency access"), _("Saw the name, to open a chart in an emergency")
    ),
    Action.LIST_WAITLIST: Wording(_("Saw the waitlist"), _("Saw the name on the waitlist")),
    Action.LIST: Wording(_("Saw a list"), _("Saw the name in a list")),
    Action.READ_REGISTRATION: Wording(
        _("Opened a patient's details to correct them"),
        _("Opened the contact details to correct them"),
    ),
    Action.READ_CORRECTION: same(_("Looked at what was corrected")),
    Action.READ_RECORD_NUMBER: same(_("Looked up whose record number it is")),
    Action.GIVE_RECORD_NUMBER: same(_("Gave a record number")),
    Action.NUMBER_PATIENT: same(_("Gave a patient a record number")),
    Action.CORRECT_PATIENT: Wording(
        _("Corrected a patient's details"), _("Corrected the contact details")
    ),
    Action.KEEP_CORRECTION: same(_("Kept what was there before a correction")),
    Action.REFILE_PATIENT: same(_("Filed a patient anew for the search")),
    Action.READ_MERGE: same(_("Looked at how two records were joined")),
    Action.MERGE_PATIENTS: Wording(
        _("Joined two records of one patient"), _("Joined two of your records into one")
    ),
    Action.UNMERGE_PATIENTS: Wording(
        _("Parted two records that had been joined"), _("Parted two records of yours again")
    ),
    Action.LINK_PATIENT: same(_("Noted in a record which other ones belong to it")),
    Action.END_MERGE: same(_("Finished joining or parting two records")),
    Action.REGISTER_PATIENT: Wording(_("Registered a patient"), _("Registered the patient")),
    Action.UPDATE_PREFERENCES: same(_("Changed their own preferences")),
    Action.LINK_SIGN_IN: same(_("Linked a sign-in to a person")),
    Action.READ_INVITATION: same(_("Looked at an invitation to the portal")),
    Action.SHOW_INVITATION_CODE: same(_("Looked at the code of an invitation")),
    Action.TEXT_INVITATION_CODE: same(_("Sent the code of an invitation as a text message")),
    Action.INVITE_TO_PORTAL: same(_("Invited to the portal")),
    Action.SEND_INVITATION: same(_("Had the mail of an invitation sent")),
    Action.OPEN_INVITATION: same(_("Signed in with an invitation")),
    Action.USE_INVITATION: same(_("Used an invitation to the portal")),
    Action.WITHDRAW_INVITATION: same(_("Withdrew an invitation to the portal")),
    Action.TYPE_WRONG_CODE: same(_("Typed a wrong code for an invitation")),
    Action.READ_EMAIL_CHANGE: same(_("Looked at a change of an e-mail")),
    Action.BEGIN_EMAIL_CHANGE: same(_("Began to change the e-mail of a sign-in")),
    Action.CHANGE_EMAIL: same(_("Changed the e-mail of a sign-in")),
    Action.KEEP_EMAIL: same(_("Took back a change of the e-mail of a sign-in")),
    Action.READ_PROXY: same(_("Looked at who acts for a patient")),
    Action.READ_RELATED_PERSON: same(_("Looked up somebody who acts for patients")),
    Action.REGISTER_PROXY: same(_("Registered somebody who acts for a patient")),
    Action.GRANT_PROXY: same(_("Let somebody act for the patient")),
    Action.RENEW_PROXY: same(_("Renewed that somebody acts for the patient")),
    Action.END_PROXY: same(_("Ended that somebody acts for the patient")),
    Action.FOLLOW_PATIENT: same(_("Noted a corrected name or birth date for who acts for them")),
    Action.BEGIN_ACTING: Wording(_("Began to act for the patient"), _("Opened these pages")),
    Action.STOP_ACTING: Wording(_("Stopped acting for the patient"), _("Left these pages")),
    Action.SIGN_IN: same(_("Signed in")),
    Action.SIGN_OUT: same(_("Signed out")),
    Action.SIGN_OUT_EVERYWHERE: same(_("Signed out on all devices")),
    Action.DISABLE_ACCOUNT: Wording(_("Disabled an account"), _("Disabled the account")),
    Action.ENABLE_ACCOUNT: Wording(_("Enabled an account"), _("Enabled the account")),
    Action.READ_ACCESS_LIST: same(_("Looked at who may see the record")),
    Action.READ_EMERGENCY: same(_("Looked at an emergency access")),
    Action.READ_ACCOUNT: same(_("Looked at an account")),
    Action.READ_STAND_IN: same(_("Looked at who stands in for a doctor")),
    Action.LIST_EMERGENCY: same(_("Saw the list of emergency accesses")),
    Action.ASSIGN_CARE: Wording(
        _("Named a doctor for a patient"), _("Named a doctor who may see the record")
    ),
    Action.END_CARE: same(_("Ended a doctor's access")),
    Action.MIGRATE_CARE: same(_("Gave an older access its end")),
    Action.BREAK_GLASS: Wording(
        _("Opened a chart in an emergency"), _("Opened the chart in an emergency")
    ),
    Action.REVIEW_EMERGENCY: Wording(
        _("Closed the review of an emergency access"), _("Reviewed an emergency access")
    ),
    Action.NAME_STAND_IN: same(_("Named who stands in for a doctor")),
    Action.END_STAND_IN: same(_("Took back who stands in for a doctor")),
    Action.ADD_SECOND_FACTOR: same(_("Set up a second factor for signing in")),
    Action.RESET_SECOND_FACTOR: same(_("Reset the second factor of a lost phone")),
    Action.REMOVE_SECOND_FACTOR: same(_("Turned the second factor off")),
    Action.CANNOT_OPEN: same(_("Met an entry that cannot be opened: it was changed or damaged")),
    Action.MANY_PATIENTS_SEEN: same(_("Saw unusually many patients within an hour")),
    Action.HOLD_TIME: same(_("Held a time for a visit")),
    Action.RELEASE_HOLD: same(_("Gave a held time back")),
    Action.BOOK_APPOINTMENT: same(_("Booked a visit")),
    Action.OVERBOOK_APPOINTMENT: Wording(
        _("Put a visit in against the doctor's hours or other visits"),
        _("Booked a visit outside the usual times"),
    ),
    Action.MOVE_APPOINTMENT: same(_("Moved a visit")),
    Action.CHANGE_APPOINTMENT: same(_("Changed what a visit is about")),
    Action.CHANGE_PAYMENT: same(_("Changed the payment of a visit")),
    Action.CANCEL_APPOINTMENT: same(_("Cancelled a visit")),
    Action.NO_SHOW_APPOINTMENT: same(_("Noted that nobody came to a visit")),
    Action.LEFT_APPOINTMENT: same(_("Noted that a patient left without being seen")),
    Action.MARK_VISIT_IN_ERROR: same(_("Marked a visit as entered in error")),
    Action.VISIT_SCHEDULED: same(_("Accepted a requested visit")),
    Action.VISIT_CONFIRMED: same(_("Confirmed a visit")),
    Action.VISIT_ARRIVED: same(_("Noted an arrival")),
    Action.VISIT_IN_ROOM: same(_("Noted that the patient is in the room")),
    Action.VISIT_IN_CONSULTATION: same(_("Began a consultation")),
    Action.VISIT_COMPLETED: same(_("Completed a visit")),
    Action.UNDO_STEP: same(_("Took the last step of a visit back")),
    Action.CARRY_VISIT: same(_("Carried a visit over to a joined record")),
    Action.CARRY_PLACE: same(_("Carried a place on the waitlist over to a joined record")),
    Action.CHANGE_HOURS: same(_("Changed a doctor's hours")),
    Action.CHANGE_DOCTOR: same(_("Changed what patients see of a doctor")),
    Action.ADD_TIME_OFF: same(_("Entered a doctor's time off")),
    Action.REMOVE_TIME_OFF: same(_("Removed a doctor's time off")),
    Action.PROPOSE_TIME: same(_("Proposed another time for a visit")),
    Action.WITHDRAW_PROPOSAL: same(_("Took the proposal of a time back")),
    Action.JOIN_WAITLIST: Wording(_("Put somebody on the waitlist"), _("Add to the waitlist")),
    Action.LEAVE_WAITLIST: Wording(
        _("Took somebody off the waitlist"), _("Taken off the waitlist")
    ),
    Action.SET_WAITLIST_URGENCY: same(_("Changed how urgent a place on the waitlist is")),
    Action.LAPSE_WAITLIST: same(_("Ended a place on the waitlist that had run out")),
    Action.OFFER_TIME: same(_("Offered a free time")),
    Action.ACCEPT_OFFER: same(_("Took an offered time")),
    Action.DECLINE_OFFER: same(_("Said no to an offered time")),
    Action.END_OFFER: same(_("Ended the offer of a time")),
    Action.CLOSE_FREED_TIME: same(_("Finished looking for someone for a free time")),
    Action.BEGIN_MESSAGE: same(_("Began to send a message")),
    Action.SEND_MESSAGE: same(_("Sent a message")),
    Action.PUT_BACK_MESSAGE: same(_("Put a message back to be sent later")),
    Action.FAIL_MESSAGE: same(_("Could not send a message")),
    Action.DROP_MESSAGE: same(_("Left out a message that was no longer needed")),
    Action.SETTLE_MESSAGE: same(_("Closed a message of which it is not known whether it came")),
    Action.NOTE_REMINDER: same(_("Noted on a visit that a reminder was sent")),
    Action.MARK_RETURNED_MAIL: same(_("Noted that mail to an address comes back")),
    Action.TRUST_ADDRESS: same(_("Let mail go to an address again")),
    Action.CALL_PATIENT: Wording(
        _("Noted that a patient was called"), _("Noted that the patient was called")
    ),
    Action.MAKE_CALENDAR_FEED: same(_("Made a private calendar address")),
    Action.SEND_CALENDAR_FEED: same(_("Fetched the private calendar: when and where visits are")),
    Action.REVOKE_CALENDAR_FEED: same(_("Ended a private calendar address")),
    Action.READ_DRAFT: same(_("Went on with a note")),
    Action.OPEN_SENSITIVE: same(_("Gave a reason for opening a protected entry")),
    Action.READ_SENSITIVE_RECORD: same(_("Read a protected entry")),
    Action.KEEP_TEMPLATE: same(_("Kept a template of a note")),
    Action.REMOVE_TEMPLATE: same(_("Took a template of a note away")),
    Action.CHANGE_FAVOURITES: same(_("Changed favourites")),
    Action.SAVE_DRAFT: same(_("Wrote on a note")),
    Action.FINISH_DRAFT: same(_("Finished a note")),
    Action.DISCARD_DRAFT: same(_("Discarded a note that was not signed")),
    Action.SIGN_RECORD: Wording(_("Signed an entry of the chart"), _("Signed the note of a visit")),
    Action.ADD_ADDENDUM: same(_("Added to an entry of the chart")),
    Action.CORRECT_RECORD: same(_("Corrected an entry of the chart")),
    Action.STRIKE_RECORD: same(_("Marked an entry of the chart as entered by mistake")),
    Action.KEEP_VERSION: same(_("Kept an entry of the chart as it was")),
    Action.READ_LIST_ITEM: same(_("Looked at problems, allergies and medicines")),
    Action.READ_RESULT: same(_("Looked at test results")),
    Action.ADD_PROBLEM: same(_("Added a problem")),
    Action.CHANGE_PROBLEM: same(_("Changed a problem")),
    Action.ADD_ALLERGY: same(_("Added an allergy")),
    Action.CHANGE_ALLERGY: same(_("Changed an allergy")),
    Action.CHANGE_ALLERGIES: Wording(
        _("Changed the allergies of a profile"), _("Changed the allergies")
    ),
    Action.ADD_MEDICINE: same(_("Added a medicine")),
    Action.CHANGE_MEDICINE: same(_("Changed a medicine")),
    Action.COMPLETE_MEDICINE: same(_("Noted the end of a medicine")),
    Action.ADD_VACCINE: same(_("Added a vaccination")),
    Action.CHANGE_VACCINE: same(_("Changed a vaccination")),
    Action.ADD_RESULT: same(_("Added a test result")),
    Action.SEE_RESULT: same(_("Saw a new test result")),
    Action.RELEASE_RESULT: Wording(
        _("Released a test result to the patient"), _("Released a test result to you")
    ),
    Action.STRIKE_RESULT: same(_("Marked a test result as entered by mistake")),
    Action.ADD_FINDINGS: Wording(
        _("Put the findings of an entry on the lists"),
        _("Put the findings of a visit on the lists"),
    ),
    Action.IMPORT_PATIENT: Wording(_("Imported a patient"), _("Imported the profile")),
    Action.IMPORT_PROVIDER: same(_("Imported a doctor")),
    Action.IMPORT_COLLEAGUE: same(_("Imported a colleague")),
    Action.IMPORT_RECORD: same(_("Imported a medical record")),
    Action.IMPORT_APPOINTMENT: same(_("Imported a visit")),
    Action.IMPORT_DOCUMENT: same(_("Imported a document")),
    Action.OPEN_PAGE: same(_("Tried to open a page")),
    Action.CHANGE: same(_("Tried to change something")),
    Action.OVERSIGHT_READ: same(_("Tried to open the oversight page")),
    Action.WORKLIST_READ: same(_("Tried to open a doctor's list")),
    Action.DESK_READ: same(_("Tried to open a page of the front desk")),
    Action.DESK_WRITE: same(_("Tried to work at the front desk")),
    Action.STEP_WRITE: same(_("Tried to take a visit a step on")),
    Action.FOUND_READ: same(_("Tried to search for patients")),
    Action.FOUND_ADD: same(_("Tried to register a patient")),
    Action.ADD_SIGN_IN: same(_("Tried to link a sign-in")),
    Action.ADD_CARE: same(_("Tried to note who cares for a patient")),
    Action.ADD_FOUND: same(_("Tried to add search words")),
    Action.WRITE_FREED: same(_("Tried to change a time that came free")),
    Action.WRITE_REMINDER: same(_("Tried to change a planned message")),
    Action.WRITE_DAY: same(_("Tried to change a doctor's taken times")),
}  # fmt: skip
# Named after the visits, which weigh more, and yet a look at a phone and an address as well.
WITH_CONTACT: Mapping[str, Any] = {
    Action.READ_APPOINTMENT: _("Looked at visits, and at name and contact details"),
}
_BY_TEXT = {str(action): wording for action, wording in WORDS.items()}
_MARKS = re.compile("[_:.-]+")


def for_officer(action: str, *, contact: bool = False) -> str:
    """What was done; the action of another release is written out.

    With `contact` the front desk saw name and contact details, too.

    >>> for_officer("MOVE_WARD")
    'Move ward'
    """
    if contact and action in WITH_CONTACT:
        return str(WITH_CONTACT[action])
    wording = _wording(action)
    return str(wording.officer) if wording else spelled_out(action)


def for_patient(action: str, *, contact: bool = False) -> str:
    """The same for the patient; of the action of another release whether it changed much."""
    if contact and action in WITH_CONTACT:
        return str(WITH_CONTACT[action])
    wording = _wording(action)
    if wording is None:
        return str(_("Looked at the record") if is_look(action) else _("Changed the record"))
    return str(wording.patient)


def spelled_out(word: str) -> str:
    """A stored word without its marks."""
    return _MARKS.sub(" ", word).strip().capitalize()


def _wording(action: str) -> Wording | None:
    return _BY_TEXT.get(action)
