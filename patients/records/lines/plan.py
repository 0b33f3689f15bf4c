"""What an entry decided, in one line: medicines, procedures, advice, and when to come again."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.spans import span
from medisecure.web.display.values import framed, value
from patients.records.models import Record


def plan_of(record: Record) -> SafeString:
    """The line; empty where nothing was decided."""
    treatment = record.clinical_data and record.clinical_data.treatment
    parts = [_medicines(record)] if record.prescriptions else []
    if treatment and treatment.procedures:
        parts.append(value(treatment.procedures))
    if treatment and treatment.recommendations:
        parts.append(value(treatment.recommendations))
    if record.follow_up and record.follow_up.required:
        parts.append(_follow_up(record.follow_up.timeframe))
    if not parts:
        return SafeString("")
    return framed(f'<p class="muted">{_("Plan")}: ', SafeString(" · ".join(parts)), "</p>")


def _medicines(record: Record) -> str:
    named = (framed("<bdi>", each.medication, "</bdi>") for each in record.prescriptions)
    return _(", ").join(named)


def _follow_up(timeframe: str | None) -> str:
    return f"{_('Follow-up')} ({span(timeframe)})" if timeframe else _("Follow-up")
