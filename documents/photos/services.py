"""Which picture is a patient's photo: put in the place of the last one, or taken away.

The photo is one of the patient's documents, and their profile names it, so that no page reads
anything more to show it. What it replaces is archived, and what was before stands with the
corrections of the profile.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from documents.keeping import LifeEvent
from documents.models import Change, Document, Status
from documents.photos.repository import Photos
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from medisecure.errors import gettext_noop as _
from medisecure.identity.person import Photo, UserType
from patients.correction.repository import Corrections, Registrations
from patients.correction.services import Profiles, previous_details
from patients.profile.models import Patient

GONE = _("The photo has already been removed.")
Kept = Callable[[UnitOfWork], Profiles]


@dataclass(frozen=True, slots=True)
class CurrentPhotos:
    """A patient's profiles, that which answers for the others first, and the photos they name."""

    profiles: list[Patient]
    photos: list[Document]


def current_photos(uow: UnitOfWork, patient_id: str, kept: Kept = Registrations) -> CurrentPhotos:
    """What stands now, under all ids of the patient; `NotFound` for nobody's id."""
    profiles = _profiles(uow, patient_id, kept)
    named = [photo for each in profiles if (photo := each.personal_info.photo)]
    # Joined records may name the same one.
    ids = dict.fromkeys(each.document_id for each in named)
    found = (_document(uow, patient_id, each) for each in ids)
    return CurrentPhotos(profiles, [each for each in found if each])


def set_current(uow: UnitOfWork, before: CurrentPhotos, document: Document) -> None:
    """Stage that this document, which passed its check, is the photo from now on."""
    file = document.file_info
    photo = Photo(
        document_id=document.document_id, s3_key=file.s3_key, s3_version=file.s3_version,
        since=uow.at, scanned=document.is_scanned,
    )  # fmt: skip
    by = document.added_by or uow.actor.user_id
    first, *others = before.profiles
    _name(uow, first, photo, Action.SET_PHOTO)
    for each in others:
        _name(uow, each, None, Action.REMOVE_PHOTO)
    _archive(uow, before.photos, by)


def remove(uow: UnitOfWork, patient_id: str, kept: Kept = Registrations) -> None:
    """Take the photo away, under all ids of the patient. Own transaction.

    `Conflict` if there is none, or somebody changed the profile just now.
    """
    before = current_photos(uow, patient_id, kept)
    if not any(each.personal_info.photo for each in before.profiles):
        raise Conflict(GONE)
    with uow:
        for each in before.profiles:
            _name(uow, each, None, Action.REMOVE_PHOTO, kept)
        _archive(uow, before.photos, uow.actor.user_id)


def _profiles(uow: UnitOfWork, patient_id: str, kept: Kept) -> list[Patient]:
    asked = kept(uow).get(patient_id)
    first = kept(uow).get(asked.replaced_by) if asked.replaced_by else asked
    if first.user_type is not UserType.PATIENT:
        raise NotFound
    calls = [lambda each=each: kept(uow).get(each) for each in first.linked or ()]
    return [first, *(in_parallel(*calls) if calls else ())]


def _document(uow: UnitOfWork, patient_id: str, document_id: str) -> Document | None:
    try:
        return Photos(uow).get(patient_id, document_id)
    except NotFound:
        return None


def _name(
    uow: UnitOfWork,
    before: Patient,
    photo: Photo | None,
    action: Action,
    kept: Kept = Registrations,
) -> None:
    """Stage the profile with that photo, and what it said before."""
    if before.personal_info.photo == photo:
        return
    info = replace(before.personal_info, photo=photo)
    kept(uow).save(replace(before, personal_info=info, updated_at=uow.at), action)
    Corrections(uow).add(previous_details(uow, before, ["photo"]), Action.KEEP_CORRECTION)


def _archive(uow: UnitOfWork, photos: Iterable[Document], by: str) -> None:
    """Stage that these are shown no more; what a legal hold keeps stays as it is."""
    change = Change(deed=LifeEvent.ARCHIVED, by=by, at=uow.at)
    for each in photos:
        if each.status is Status.ACTIVE and not each.keeping.is_held:
            after = each.changed(change, status=Status.ARCHIVED)
            Photos(uow).save(after, Action.ARCHIVE_DOCUMENT)
