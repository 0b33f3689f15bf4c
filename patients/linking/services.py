"""Joining two records of one person by a link, and parting them again: one transaction each.

From that transaction on both ids are one patient, or two. What follows (the words of the search,
visits, places on the waitlist) is carried over afterwards and can stop anywhere: until then it is
read under its old id.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial

from ulid import ULID

from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.relations.links import MOST_LINKED
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound, gettext_noop
from medisecure.identity.person import Preferences, UserType
from patients.correction.repository import Corrections, Registrations
from patients.correction.services import changed_fields, previous_details
from patients.linking.choosing import chosen, given_back
from patients.linking.models import Merge, MergeState, ProfileFields
from patients.linking.repository import Merges
from patients.profile.models import MedicalInfo, Patient
from patients.search.index import refile_patient, unfile

SAME = gettext_noop("These two are one record already.")
TOO_MANY = gettext_noop(
    "At most eight records can be joined. Ask the people who look after the system to help."
)
CHANGED = gettext_noop(
    "One of the two records was changed since you opened this page. Look at both again and choose "
    "once more."
)
SIGNS_IN = gettext_noop(
    "The patient signs in with the e-mail of the record that stays. Keep that one, or let the "
    "other record stay."
)
PARTED = gettext_noop("These records are apart already.")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person: the one that is to stay, and the other one."""

    survivor: Patient
    retired: Patient

    @property
    def are_one(self) -> bool:
        """Whether they were joined already, directly or by way of others."""
        one, other = self.survivor, self.retired
        same = one.patient_id == other.patient_id
        return same or other.patient_id in (one.linked or ())


def pair_of(uow: UnitOfWork, survivor_id: str, retired_id: str) -> Pair:
    """Both records as they stand now, each as the one that answers for it.

    So a chain is joined at its end, and a loop is a pair that is one already. `NotFound` for whom
    there is no such patient.
    """
    survivor, retired = in_parallel(
        lambda: answering(uow, survivor_id), lambda: answering(uow, retired_id)
    )
    return Pair(survivor, retired)


def answering(uow: UnitOfWork, patient_id: str) -> Patient:
    """The record that answers for this id: its own, or the one it was joined into."""
    patient = Registrations(uow).get(patient_id)
    if patient.user_type is not UserType.PATIENT:
        raise NotFound
    return Registrations(uow).get(patient.replaced_by) if patient.replaced_by else patient


def join(
    uow: UnitOfWork, pair: Pair, take: Collection[str], reason: str, versions: tuple[int, int]
) -> Merge:
    """Join the pair: the survivor answers for both, with the fields of `take` from the other one.

    `versions` are both versions as the person saw them. Raises `Conflict` if they are one already,
    if either was changed since, or if the survivor's own sign-in would lose its e-mail.
    """
    survivor, retired = pair.survivor, pair.retired
    check_seen(pair, versions)
    everyone = list(dict.fromkeys([*ids_of(survivor), *ids_of(retired)]))
    if len(everyone) > MOST_LINKED:
        raise Conflict(TOO_MANY)
    before = ProfileFields.of(survivor)
    after = chosen(before, ProfileFields.of(retired), take)
    joined = with_kept(survivor, after)
    if survivor.cognito_user_id and joined.email != survivor.email:
        raise Conflict(SIGNS_IN)
    merge = Merge(
        merge_id=f"merge_{ULID()}",
        patient_id=retired.patient_id,
        into=survivor.patient_id,
        reason=reason,
        before=before,
        after=after,
        merged_at=uow.at,
        merged_by=uow.actor.user_id,
    )
    others = _read(uow, (each for each in everyone if each not in _names(survivor, retired)))
    try:
        with uow:
            _save(uow, joined, everyone, survivor.patient_id, before=survivor)
            for each in (retired, *others):
                _save(uow, each, everyone, survivor.patient_id)
            Merges(uow).add(merge, Action.MERGE_PATIENTS)
            for each in (*others, survivor):  # whoever it concerns finds it in their trail
                uow.record_change(Action.MERGE_PATIENTS, merge.merge_id, each.patient_id)
    except Conflict:
        raise Conflict(CHANGED) from None
    uow.forget_links()
    return merge


def check_seen(pair: Pair, versions: tuple[int, int]) -> None:
    """`Conflict` unless these are two records, in the versions somebody saw."""
    if pair.are_one:
        raise Conflict(SAME)
    if (pair.survivor.version, pair.retired.version) != versions:
        raise Conflict(CHANGED)


def part(uow: UnitOfWork, merge: Merge) -> tuple[Merge, list[str]]:
    """Undo a joining, at any time: both records are as they were.

    Gives the names of the fields of the survivor that somebody changed since, and which stay.
    `Conflict` if they are apart already or somebody changed one of them just now.
    """
    if not merge.holds:
        raise Conflict(PARTED)
    retired = Registrations(uow).get(merge.patient_id)
    root = Registrations(uow).get(retired.replaced_by or merge.into)
    everyone = ids_of(root)
    branch = branch_of(merge.patient_id, Merges(uow).of(root.patient_id))
    rest = [each for each in everyone if each not in branch]
    known = {each.patient_id: each for each in (retired, root)}
    known |= {each.patient_id: each for each in _read(uow, set(everyone) - known.keys())}
    into = known[merge.into]
    back, stays = given_back(ProfileFields.of(into), merge.before, merge.after)
    parted = replace(merge, state=MergeState.PARTING, parted_at=uow.at,
                     parted_by=uow.actor.user_id)  # fmt: skip
    try:
        with uow:
            for each in branch:
                _save(uow, known[each], branch, merge.patient_id)
            for each in rest:
                patient = with_kept(into, back) if each == merge.into else known[each]
                _save(uow, patient, rest, root.patient_id, before=known[each])
            parted = Merges(uow).save(parted, Action.UNMERGE_PATIENTS)
            for each in set(everyone) - {merge.patient_id}:
                uow.record_change(Action.UNMERGE_PATIENTS, merge.merge_id, each)
    except Conflict:
        raise Conflict(CHANGED) from None
    uow.forget_links()
    return parted, stays


def branch_of(patient_id: str, merges: Iterable[Merge]) -> list[str]:
    """This id, and those that were joined into it before: they leave together."""
    into = {each.patient_id: each.into for each in merges if each.holds}
    branch = [patient_id]
    for each in branch:
        branch += [other for other, where in into.items() if where == each and other not in branch]
    return branch


def file_anew(uow: UnitOfWork, merge: Merge) -> None:
    """Have the search lead from the words of each id to who answers for it now."""
    into, retired = in_parallel(
        lambda: Registrations(uow).get(merge.into), lambda: Registrations(uow).get(merge.patient_id)
    )
    last = merge.after if merge.state is MergeState.PARTING else merge.before
    _refile(uow, with_kept(into, last), into)
    for each in _read(uow, {*ids_of(into), *ids_of(retired)} - {merge.into}):
        _refile(uow, each, each)


def finish(uow: UnitOfWork, merge: Merge, stayed: int) -> Merge:
    """Note that nothing is left to be carried over."""
    done = MergeState.JOINED if merge.holds else MergeState.PARTED
    with uow:
        return Merges(uow).save(replace(merge, state=done, stayed=stayed), Action.END_MERGE)


def ids_of(patient: Patient) -> list[str]:
    """All ids of this patient, that of the record itself first."""
    return [patient.patient_id, *(patient.linked or ())]


def with_kept(patient: Patient, kept: ProfileFields) -> Patient:
    """The patient with other details; a blank medical part and none at all are the same."""
    none = patient.medical_info is None and kept.medical_info == MedicalInfo()
    unsaid = patient.preferences is None and kept.preferences == Preferences()
    return replace(
        patient,
        personal_info=kept.personal_info,
        medical_info=None if none else kept.medical_info,
        preferences=None if unsaid else kept.preferences,
    )


def _save(
    uow: UnitOfWork,
    patient: Patient,
    everyone: Collection[str],
    survivor_id: str,
    *,
    before: Patient | None = None,
) -> None:
    """Stage the profile of one id as one of `everyone`, for whom `survivor_id` answers."""
    own = patient.patient_id
    others = [each for each in everyone if each != own]
    linked = replace(
        patient,
        replaced_by=None if own == survivor_id else survivor_id,
        linked=others or None,
        updated_at=uow.at,
    )
    Registrations(uow).save(linked, Action.LINK_PATIENT)
    changed = changed_fields(before, patient) if before else []
    if before and changed:
        Corrections(uow).add(previous_details(uow, before, changed), Action.KEEP_CORRECTION)


def _refile(uow: UnitOfWork, before: Patient, patient: Patient) -> None:
    with uow:
        gone = refile_patient(uow, before, patient)
        uow.record_change(Action.REFILE_PATIENT, patient.patient_id, patient.patient_id)
    if gone:
        with uow:
            unfile(uow, gone)
            uow.record_change(Action.REFILE_PATIENT, patient.patient_id, patient.patient_id)


def _read(uow: UnitOfWork, patient_ids: Iterable[str]) -> list[Patient]:
    calls: list[Callable[[], Patient]] = [
        partial(Registrations(uow).get, each) for each in sorted(set(patient_ids))
    ]
    return in_parallel(*calls) if calls else []


def _names(*patients: Patient) -> set[str]:
    return {each.patient_id for each in patients}
