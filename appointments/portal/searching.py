"""The first step of booking: with whom and what for, and which times of which days are free."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.http import urlencode

from appointments.booking.basis import read_days_and_schedule
from appointments.portal.doctor_cards import AT_ONCE, cards_of
from appointments.portal.forms import SearchForm, name_of, opened_id
from appointments.portal.free_times import (
    BEFORE_WANTED,
    Chosen,
    DayFreeTimes,
    day_to_open,
    days_of,
    group_of,
    offers_of,
    shown_days,
)
from appointments.portal.hold import HeldSlot, form_id, held_slot_of
from appointments.portal.online_rules import is_request_only
from appointments.portal.page_parts import (
    FURTHEST,
    around,
    confirm_url,
    nearest_buttons,
    opened_of,
    tiles_of,
)
from medisecure.clock import CLINIC_ZONE
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.input.ids import is_id
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import open_patient
from providers.directory.models import Provider
from providers.directory.repository import Providers


def search_page(
    request: ClinicalRequest,
    asked: QueryDict,
    refusal: Conflict | None = None,
    wanted: Chosen | None = None,
) -> dict[str, Any]:
    """The context of the page of free times; after a refusal with the nearest ones on top."""
    uow = request.uow
    today = uow.today
    form = SearchForm(asked)
    kept = held_slot_of(request)
    whom = asked.get("whom", "")
    first = first_day(asked, today)
    is_doctor = is_id(whom) and whom != "any"
    patient, providers, (days, schedule) = in_parallel(
        lambda: open_patient(uow, request.subject_id),
        lambda: Providers(uow).all(),
        lambda: read_days_and_schedule(
            uow, request.subject_id, shown_days([whom] if is_doctor else [], first)
        ),
    )
    age = patient.age_on(first)
    form.offer(providers, age)
    settled = form.settled()
    mode = settled["mode"]
    group = group_of(providers, settled["whom"], settled["kind"], mode=mode, age=age)
    if group and not is_doctor:
        days = days_of(uow, [each.provider_id for each in group], first)
    mine = [opened_id(request.subject_id, kept.form)] if kept else []
    offers = offers_of(
        group, days, settled["kind"], uow.at, mine=mine, mode=mode, schedule=schedule
    )
    times = times_of(offers, settled, today)
    cards = cards_of(
        group,
        days,
        times["opened"]["day"],
        settled,
        uow.at,
        mine=mine,
        by_halves=is_doctor,
        schedule=schedule,
    )
    shown = shown_of(asked)
    return {
        "form": form,
        "sealed": asked.get("form") or form_id(request),
        "asked": settled,
        "group": group,
        "is_request": is_request_only(),
        "has_passed": has_passed(asked, today),
        **times,
        "cards": cards[:shown],
        "left_out": len(cards) - shown,
        "more_url": more_url(times["opened"]["day"], settled, first, shown + AT_ONCE),
        **held_notice(kept, providers),
        **refused(refusal, wanted, providers),
    }


def first_day(asked: QueryDict, today: date) -> date:
    """The first day that is shown: the one asked for, or some before the day that is wanted."""
    wanted = asked_day(asked, "first")
    near = asked_day(asked, "near") or (None if wanted else asked_day(asked, "day"))
    if near:
        near = max(near, today) - timedelta(days=BEFORE_WANTED)
    return min(max(wanted or near or today, today), today + FURTHEST)


def has_passed(asked: QueryDict, today: date) -> bool:
    """Whether a day was asked for that is over: then the next ones are shown, and it is said."""
    day = asked_day(asked, "day")
    return day is not None and day < today


def asked_day(asked: QueryDict, name: str) -> date | None:
    """One of the form's days; None where none is asked for, or an odd one.

    By its field alone: a form of its own would be copied for it, all choices with it.
    """
    try:
        found: date | None = SearchForm.base_fields[name].clean(asked.get(name))
    except ValidationError:
        return None
    return found


def shown_of(asked: QueryDict) -> int:
    """How many doctors are shown at once: some, and more at each press."""
    text = asked.get("doctors", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else AT_ONCE  # noqa: PLR2004


def more_url(day: date | None, settled: Mapping[str, Any], first: date, doctors: int) -> str:
    """The same page with more doctors on it."""
    query = {name: settled[name] for name in ("whom", "kind", "mode")}
    shown = {"first": first.isoformat(), "day": day.isoformat() if day else "", "doctors": doctors}
    return "?" + urlencode({**query, **shown})


def times_of(offers: list[DayFreeTimes], settled: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The days to choose among, and the times of the one that is open."""
    exactly = settled["day"] is not None
    wanted = settled["day"] or settled["near"]
    opened = day_to_open(offers, wanted, exactly=exactly)
    link = {"whom": settled["whom"], "kind": settled["kind"], "mode": settled["mode"]}
    if offers:
        link["first"] = offers[0].day.isoformat()
    return {
        "tiles": tiles_of(offers, opened, link),
        "opened": opened_of(offers, opened),
        "has_times": any(each.offers for each in offers),
        "near": settled["near"],
        **around(offers, today, link),
    }


def held_notice(kept: HeldSlot | None, providers: list[Provider]) -> dict[str, Any]:
    """What is being kept for the patient at this moment, with the way on."""
    if kept is None:
        return {"kept": None}
    doctor = next((p for p in providers if p.provider_id == kept.chosen.provider_id), None)
    query = {"form": kept.form, "slot": kept.chosen.value, "kind": kept.kind}
    return {
        "kept": kept,
        "kept_doctor": doctor and name_of(doctor),
        "kept_zone": doctor.zone_name if doctor else CLINIC_ZONE,
        "kept_url": confirm_url("appointments:portal-confirm", **query),
    }


def refused(
    refusal: Conflict | None,
    wanted: Chosen | None,
    providers: list[Provider],
) -> dict[str, Any]:
    """Why the chosen time cannot be had, and the nearest ones with the same doctor."""
    if refusal is None or wanted is None:
        return {}
    doctor = next((p for p in providers if p.provider_id == wanted.provider_id), None)
    buttons = nearest_buttons(doctor, refusal.alternatives, wanted.starts_at) if doctor else []
    return {"refusal": error_text(refusal), "alternatives": buttons}
