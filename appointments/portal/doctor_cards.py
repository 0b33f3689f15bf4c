"""The doctors who are free on one day, each with what helps to choose, and the times they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext_lazy

from appointments.booking.patient_limits import PatientSchedule
from appointments.booking.services import free_on
from appointments.portal.free_times import FreeTime, specialty_of
from appointments.portal.online_rules import kind_for, shape_of
from appointments.portal.page_parts import Button, button_of, halves_of, kind_said
from appointments.scheduling.day import Day
from appointments.visits.wording import MODES
from medisecure.local_day import ONE_DAY
from medisecure.web.display.words.wording import Words, label_of
from providers.directory.languages import LANGUAGES
from providers.directory.models import Provider

AT_ONCE = 6  # doctors on a page; the next ones are a link away
FIRST_TIMES = 6  # of each, the others are folded away

SEXES: Words = {
    "F": pgettext_lazy("a doctor", "Woman"),
    "M": pgettext_lazy("a doctor", "Man"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorCard:
    """One doctor: who they are, what the visit is and costs, and when it can be that day."""

    provider: Provider
    specialty: str
    sex: str
    languages: list[str]
    fee: int | Decimal | None
    currency: str
    kind: str  # its code, for the form
    kind_name: Any
    mode: str
    minutes: int
    times: list[Button]
    more: list[tuple[str, list[Button]]]  # the whole day by halves, where that is more


def cards_of(
    group: Sequence[Provider],
    days: Mapping[tuple[str, date], Day],
    day: date | None,
    asked: Mapping[str, Any],
    at: datetime,
    *,
    mine: Sequence[str],
    by_halves: bool,
    schedule: PatientSchedule,
) -> list[DoctorCard]:
    """Those of the group who are free on that day, who is free first coming first.

    `by_halves`: all times at once, as of a doctor who was asked for by name.
    """
    cards, taken = [], schedule.taken
    for provider in group:
        read = days.get((provider.provider_id, day)) if day else None
        if read is None:
            continue
        kind = kind_for(provider, asked["kind"], asked["mode"])
        minutes, _mode = shape_of(provider, kind)
        after = days.get((provider.provider_id, read.local_date + ONE_DAY))
        times = free_on(
            provider, read, minutes, at, audience="patient", own_ids=mine, visit_type=kind,
            beside=[after] if after else [],
        ).times  # fmt: skip
        found = times.clear_of(taken).free if times else []
        if found:
            offers = [FreeTime(provider, slot) for slot in found]
            card = _card(provider, kind, offers, by_halves=by_halves)
            cards.append((found[0].starts_at, len(read.taken), card))
    return [card for _first, _taken, card in sorted(cards, key=lambda each: each[:2])]


def _card(provider: Provider, kind: str, offers: list[FreeTime], *, by_halves: bool) -> DoctorCard:
    terms, work = provider.availability, provider.professional_info
    minutes, mode = shape_of(provider, kind)
    spoken = (work and work.languages) or []
    folded = by_halves or len(offers) > FIRST_TIMES
    return DoctorCard(
        provider=provider,
        specialty=specialty_of(provider),
        sex=label_of(SEXES, provider.personal_info.gender),
        languages=[label_of(LANGUAGES, each) for each in spoken],
        fee=terms.consultation_fee if terms else None,
        currency=(terms and terms.currency) or "QAR",
        kind=kind,
        kind_name=kind_said(provider, kind),
        mode=label_of(MODES, mode),
        minutes=minutes,
        times=[] if by_halves else [button_of(each) for each in offers[:FIRST_TIMES]],
        more=halves_of(offers) if folded else [],
    )
