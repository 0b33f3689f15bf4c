"""What is done with laboratory results: entering, seeing, releasing, striking out."""

from collections.abc import Sequence

from ulid import ULID

from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from patients.profile.repository import Patients
from patients.results.from_csv import ParsedLine
from patients.results.models import FUTURE, LabValue, Result
from patients.results.repository import Results

PREFIX = "result_"
MOST_AT_ONCE = 40
MANY = _("At most 40 results are stored at once.")


def series_of(uow: UnitOfWork, patient_id: str, measured: LabValue) -> str:
    """The blinded name of one test of one patient: it tells nobody which test it is."""
    return uow.blind(f"result {patient_id} {measured.code}")


def enter(
    uow: UnitOfWork,
    patient_id: str,
    lines: Sequence[ParsedLine],
    *,
    first_id: str = "",
    record_id: str | None = None,
) -> list[Result]:
    """Store results in one transaction, all or none. Whoever enters them has seen them.

    `first_id` is the id the form carries; the lines after the first take the ids that follow, so
    that a form sent twice raises `Conflict` and stores nothing twice. `Invalid` for the field
    `file` beyond forty, for `taken` in the future.
    """
    if len(lines) > MOST_AT_ONCE:
        raise Invalid({"file": MANY})
    if any(line.taken_at > uow.at for line in lines):
        raise Invalid({"taken": FUTURE})
    Patients(uow).get(patient_id)  # a patient there is, and in care
    first = int(ULID.from_str(first_id.removeprefix(PREFIX))) if first_id else int(ULID())
    ids = [f"{PREFIX}{ULID.from_int(first + n)}" for n in range(len(lines))]
    results = [
        _new(uow, patient_id, line, result_id, record_id)
        for line, result_id in zip(lines, ids, strict=True)
    ]
    with uow:
        for result in results:
            Results(uow).add(result, Action.ADD_RESULT)
    return results


def see(uow: UnitOfWork, patient_id: str, result_id: str) -> Result:
    """Mark a result as seen; `Conflict` if it was."""
    results = Results(uow)
    found = results.get(patient_id, result_id)
    with uow:
        return results.save(found.mark_seen(uow.at), Action.SEE_RESULT)


def release(uow: UnitOfWork, patient_id: str, result_id: str, word: str = "") -> Result:
    """Open a result to the patient, with a word on it; it counts as seen."""
    results = Results(uow)
    found = results.get(patient_id, result_id)
    seen = found if found.seen_at else found.mark_seen(uow.at)
    with uow:
        return results.save(seen.released(uow.at, word), Action.RELEASE_RESULT)


def strike_out(uow: UnitOfWork, patient_id: str, result_id: str) -> Result:
    """Mark a result as entered by mistake: clinicians see it struck out, the patient no more."""
    results = Results(uow)
    found = results.get(patient_id, result_id)
    with uow:
        return results.save(found.entered_in_error(uow.at), Action.STRIKE_RESULT)


def _new(
    uow: UnitOfWork, patient_id: str, line: ParsedLine, result_id: str, record_id: str | None
) -> Result:
    return Result(
        result_id=result_id,
        patient_id=patient_id,
        provider_id=uow.actor.user_id,
        record_id=record_id,
        measured=line.measured,
        series=series_of(uow, patient_id, line.measured),
        taken_at=line.taken_at,
        seen_at=uow.at,
        created_at=uow.at,
        updated_at=uow.at,
    )
