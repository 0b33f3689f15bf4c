"""What the booking page is made of: doctors, and the free times of the chosen one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from appointments.booking.patient_limits import VisitsAhead, read_visits_ahead
from appointments.booking.services import FreeDay, days_from, free_on
from appointments.desk.board.asked import EARLIEST, LATEST
from appointments.desk.booking.forms import USUAL_LENGTH, BookingForm, TimesForm
from appointments.scheduling.day import Day
from appointments.scheduling.times import STEP_MINUTES, Reason, Slot
from appointments.visits.models import MAX_MINUTES
from medisecure.clock import utc_text
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.web.display.times.short_day import short_day
from medisecure.web.input.fields import TypedDate
from medisecure.web.requests import ClinicalRequest
from patients.profile.models import Demographics
from patients.profile.open_patient import open_patient
from patients.search.wanted_slot import SLOT
from providers.directory.models import Provider
from providers.directory.repository import Providers

NOON, MINUTE = 12, timedelta(minutes=1)
STEP = timedelta(minutes=STEP_MINUTES)
OF_A_DAY = ("starts_at", "times_of")  # a chosen time does not outlive the list it was chosen from
WHY = {
    Reason.BOOKED: _("taken"),
    Reason.HELD: _("being booked"),
    Reason.BREAK: _("break"),
    Reason.TIME_OFF: _("away"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPageData:
    """What the page stands on, read in one wave; no `days` while no doctor is chosen."""

    patient: Demographics
    providers: list[Provider]
    days: list[Day] = field(default_factory=list)
    wanted: date
    minutes: int
    now: datetime
    visit_type: str = ""
    has_passed: bool = False  # a day was asked for that is over
    own_ids: tuple[str, ...] = ()  # the visit whose own time does not stand in its way
    ahead: VisitsAhead | None = None  # a first look at the patient's visits, where one was wanted

    @property
    def provider(self) -> Provider | None:
        """The chosen doctor."""
        chosen = self.days[0].provider_id if self.days else ""
        return next((each for each in self.providers if each.provider_id == chosen), None)

    @property
    def free_days(self) -> list[FreeDay]:
        """The wanted day and those after it, with their times."""
        doctor = self.provider
        if doctor is None:
            return []
        return [
            free_on(
                doctor,
                day,
                self.minutes,
                self.now,
                own_ids=self.own_ids,
                visit_type=self.visit_type,
                beside=self.days,
            )
            for day in self.days
            if day.local_date >= self.wanted
        ]


def booking_page_data(
    request: ClinicalRequest,
    patient_id: str,
    form: TimesForm,
    *,
    mine: str = "",
    visit_type: str = "",
    with_ahead: bool = False,
) -> BookingPageData:
    """Read the patient, the doctors and, once chosen, what is taken of the doctor's days.

    `mine` is the id of the visit a time is looked for, its own time being free to it. The patient's
    visits ahead are looked at beside, `with_ahead`, for who will ask how many there may be.
    """
    uow = request.uow
    today = uow.today
    asked = form.data.get("date") if form.is_bound else form.initial.get("date")
    day = _date(asked) or today
    wanted = max(day, today)
    form.initial["date"] = wanted  # before anyone asks the field: it remembers its first answer
    chosen = chosen_doctor(form)
    patient, providers, days, ahead = in_parallel(
        lambda: open_patient(uow, patient_id),
        lambda: Providers(uow).all(),
        lambda: days_from(uow, chosen, wanted) if chosen else [],
        lambda: read_visits_ahead(uow, patient_id) if with_ahead else None,
    )
    form.offer(providers, today)
    return BookingPageData(
        patient=patient,
        providers=providers,
        days=days,
        wanted=wanted,
        minutes=minutes_of(form["minutes"].value()),
        now=uow.at,
        visit_type=visit_type,
        has_passed=day < today and not form.is_bound,
        own_ids=(mine,) if mine else (),
        ahead=ahead,
    )


def chosen_doctor(form: TimesForm) -> str:
    """The id of the doctor who is chosen; empty while nobody is."""
    provider_id = str(form["provider"].value() or "")
    return provider_id if SLOT["provider"].fullmatch(provider_id) else ""


def booking_page(
    data: BookingPageData, form: TimesForm, alternatives: Sequence[Slot] = (), time: str = ""
) -> dict[str, Any]:
    """The context of the page. `time` is a wall-clock time that was chosen on the board."""
    days = data.free_days
    today = days[0] if days else None
    chosen = str(form["starts_at"].value() or "") or _starts_at(today, time)
    free = {utc_text(slot.starts_at) for day in days for slot in day.free}
    if alternatives:
        chosen = utc_text(alternatives[0].starts_at)
    return {
        "form": form,
        "patient": data.patient,
        "provider": data.provider,
        "day": data.wanted,
        "has_passed": data.has_passed,
        "times_of": _date(form["date"].value()) or data.wanted if alternatives else data.wanted,
        "groups": groups_of(today, alternatives),
        "has_times": bool(alternatives or (today and today.free)),
        "chosen": chosen,
        "missed": bool(time and today and not form.is_bound and chosen not in free),
        "other_days": other_days(days[1:]),
    }


def groups_of(day: FreeDay | None, alternatives: Iterable[Slot]) -> list[dict[str, Any]]:
    """The times as radio buttons: the nearest free ones after a refusal, else the day's."""
    nearest = sorted(alternatives, key=lambda slot: slot.starts_at)
    if nearest:
        return [
            {
                "label": _("Nearest free times"),
                "slots": [_radio(slot, with_day=True) for slot in nearest],
            }
        ]
    slots = day.slots if day else []
    shown = [slot for slot in slots if slot.reason in {None, Reason.TOO_SHORT, *WHY}]
    halves = {
        _("Morning"): [slot for slot in shown if slot.local.hour < NOON],
        _("Afternoon"): [slot for slot in shown if slot.local.hour >= NOON],
    }
    free_for = minutes_free(slots)
    return [
        {"label": label, "slots": [_radio(slot, free_for=free_for) for slot in slots]}
        for label, slots in halves.items()
        if slots
    ]


def minutes_free(slots: Sequence[Slot]) -> dict[datetime, int]:
    """How long the doctor is free from each time at which a visit does not fit, by its start.

    To the quarter of an hour: until the next time at which something else stands in the way.
    """
    found: dict[datetime, int] = {}
    ends: datetime | None = None
    for slot in reversed(slots):
        if slot.reason not in (None, Reason.TOO_SHORT):
            ends = slot.starts_at
        elif slot.reason is Reason.TOO_SHORT:
            until = ends or slot.starts_at + STEP
            found[slot.starts_at] = (until - slot.starts_at) // MINUTE
    return found


def _radio(
    slot: Slot, *, with_day: bool = False, free_for: Mapping[datetime, int] | None = None
) -> dict[str, Any]:
    label = f"{slot.local:%H:%M}"
    if with_day:
        label = f"{short_day(slot.local)}{gettext(', ')}{label}"
    why = WHY.get(slot.reason, "") if slot.reason else ""
    if slot.reason is Reason.TOO_SHORT:
        minutes = (free_for or {}).get(slot.starts_at, 0)
        why = ngettext("only %(n)d min free", "only %(n)d min free", minutes) % {"n": minutes}
    mine = slot.is_mine and slot.held_until is not None
    return {"value": utc_text(slot.starts_at), "label": label, "why": why, "mine": mine}


def other_days(days: Iterable[FreeDay]) -> list[dict[str, Any]]:
    """The next days on which the doctor has time, for one press."""
    return [
        {
            "value": each.day.isoformat(),
            "day": date_format(each.day, "l j F"),
            "count": ngettext("%(n)d free time", "%(n)d free times", len(each.free))
            % {"n": len(each.free)},
        }
        for each in days
        if each.free
    ]


def chosen_by(
    typed: QueryDict, changes: Mapping[str, str], kind: type[TimesForm] = BookingForm
) -> dict[str, Any]:
    """What is in the form so far, to show it again with other times and without complaints."""
    kept = {name: typed.get(name, "") for name in kind.base_fields if name not in OF_A_DAY}
    if "appointment_id" not in typed:
        kept.pop("appointment_id", None)  # a new one is made; a visit that moves has its own
    return {name: value for name, value in {**kept, **changes}.items() if value}


def _starts_at(day: FreeDay | None, time: str) -> str:
    """The chosen wall-clock time of the day as the radio button's value."""
    slots = day.slots if day else []
    return next((utc_text(each.starts_at) for each in slots if f"{each.local:%H:%M}" == time), "")


def _date(text: Any) -> date | None:
    """A day within the clinic's calendar, or None."""
    if isinstance(text, date):
        return text
    try:
        found = TypedDate(required=False).clean(text)
    except ValidationError:
        return None
    return found if found and EARLIEST <= found <= LATEST else None


def minutes_of(text: Any) -> int:
    """A length as it was typed, in minutes; the usual one for anything odd."""
    minutes = int(text) if str(text).isascii() and str(text).isdigit() else 0
    return minutes if 0 < minutes <= MAX_MINUTES else USUAL_LENGTH
