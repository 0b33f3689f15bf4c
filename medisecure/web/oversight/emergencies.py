"""Emergency openings of charts: those that wait for their review, and closing it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from medisecure.access.emergency import MOST_WORDS, Emergency, ReviewOutcome
from medisecure.audit.actions import Action
from medisecure.clock import clinic_date
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.repositories.emergencies import Emergencies
from medisecure.errors import Conflict
from medisecure.identity.person import Person
from medisecure.identity.repository import Colleagues, PatientNames
from medisecure.web.display.frame import begin_counts
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.fields import TypedText, page_helper
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.oversight.emergency_words import OUTCOMES, REASONS
from medisecure.web.requests import ClinicalRequest


class ReviewForm(forms.Form):
    """What the review found, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"), widget=forms.RadioSelect, choices=list(OUTCOMES.items())
    )
    words = TypedText(
        label=gettext_lazy("What you found"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()


@require_safe
def emergencies(request: ClinicalRequest) -> HttpResponse:
    """The queue, the oldest first, and the latest that were reviewed."""
    request.uow.require("oversight:read")
    begin_counts(request)
    kept = Emergencies(request.uow)
    waiting, reviewed = in_parallel(
        lambda: kept.waiting(mark_of(request)), lambda: [] if mark_of(request) else kept.reviewed()
    )
    people, patients = _names(request, [*waiting.items, *reviewed])
    context = {
        "waiting": [_row(each, people, patients) for each in waiting.items],
        "reviewed": [_row(each, people, patients) for each in reviewed],
        "pages": links_of(request, waiting),
    }
    return render(request, "oversight/emergencies.html", context)


@require_http_methods(["GET", "POST"])
def review(request: ClinicalRequest, patient_id: str, emergency_id: str) -> HttpResponse:
    """One opening in full; who did not open it themself closes its review.

    Who comes second reads what the first one found, and their own words, which were not saved.
    """
    kept, unsaved = Emergencies(request.uow), {}
    emergency, form = kept.get(patient_id, emergency_id), form_of(request, ReviewForm)
    if is_sent(request, form):
        outcome, words = ReviewOutcome(form.cleaned_data["outcome"]), form.cleaned_data["words"]
        try:
            closed = emergency.closed(
                outcome, words, by=request.uow.actor.user_id, at=request.uow.at
            )
            with request.uow:
                kept.save(closed, Action.REVIEW_EMERGENCY)
        except Conflict as error:
            found = label_of(OUTCOMES, outcome)
            unsaved = {"why": _(error.message), "outcome": found, "words": words}
            emergency = kept.get(patient_id, emergency_id)
        else:
            messages.success(request, _("The review is closed."))
            return redirect("oversight:emergencies")
    begin_counts(request)
    people, patients = _names(request, [emergency])
    context = {"row": _row(emergency, people, patients), "form": form, "unsaved": unsaved}
    return render(request, "oversight/emergency.html", context, status=409 if unsaved else 200)


def _names(
    request: ClinicalRequest, found: list[Emergency]
) -> tuple[dict[str, Person], dict[str, str]]:
    """Who opened and who reviewed, and whose charts these are; each patient's is a name seen."""
    ids = {each.provider_id for each in found} | {each.reviewed_by or "" for each in found}
    people: dict[str, Person]
    people, patients = in_parallel(
        lambda: Colleagues(request.uow).named(ids - {""}),
        lambda: PatientNames(request.uow).by_id(each.patient_id for each in found),
    )
    return people, patients


def _row(
    emergency: Emergency, people: dict[str, Person], patients: dict[str, str]
) -> dict[str, Any]:
    doctor, reviewer = (people.get(each or "") for each in (emergency.provider_id,
                        emergency.reviewed_by))  # fmt: skip
    return {
        "emergency": emergency,
        "doctor": doctor.display_name if doctor else emergency.provider_id,
        "patient": patients.get(emergency.patient_id, ""),
        "day": clinic_date(emergency.since).isoformat(),
        "last_day": clinic_date(emergency.until).isoformat(),  # an hour may reach over midnight
        "reason": label_of(REASONS, emergency.reason),
        "reviewer": reviewer.display_name if reviewer else emergency.reviewed_by or "",
        "outcome": label_of(OUTCOMES, emergency.outcome),
    }
