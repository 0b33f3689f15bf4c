"""The component page: every part of the look, with invented people, for developers only."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from medisecure.web.display.marks import look_of
from medisecure.web.display.markup.board_cells import Mark
from medisecure.web.input.day_picker import DayPicker
from medisecure.web.open_to_all import open_to_all

NOON = datetime(2025, 6, 15, 9, 0, tzinfo=UTC)
DAY = date(2025, 6, 15)
ICONS = (
    "calendar",
    "check",
    "arrive",
    "door",
    "stethoscope",
    "check-double",
    "absent",
    "cross",
    "plus",
)
STATUS_WORDS = "SCHEDULED CONFIRMED ARRIVED IN_ROOM IN_CONSULTATION COMPLETED CANCELLED NO_SHOW"


class KitForm(forms.Form):
    """One field of each sort a clinic form uses."""

    name = forms.CharField(label=_("Full name"), help_text=_("As on the Qatar id card"))
    born_on = forms.DateField(label=_("Date of birth"), widget=DayPicker())
    phone = forms.CharField(label=_("Phone"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("ar", "العربية")]
    )
    channel = forms.ChoiceField(
        label=_("Reminders by"),
        choices=[("sms", _("Text message")), ("email", _("E-mail"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=_("The patient agrees"))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False


def places(active: str) -> list[dict[str, Any]]:
    """A navigation as the base template wants it."""
    told = [
        ("home", _("Home")), ("calendar", _("Visits")), ("heart", _("Record")),
        ("document", _("Documents")), ("eye", _("Viewed by")),
    ]  # fmt: skip
    return [
        {"icon": mark, "label": name, "url": "#", "active": mark == active} for mark, name in told
    ]


def slot_groups() -> list[dict[str, Any]]:
    """Free times of one day: one held, one taken with its reason, and an empty day."""
    times = ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    slots: list[dict[str, Any]] = [{"value": at, "label": at} for at in times]
    slots[2]["mine"] = True
    slots[4]["why"] = _("taken")
    slots[7]["why"] = _("theatre")
    return [
        {"label": _("Sunday 15 June"), "slots": slots},
        {"label": _("Monday 16 June"), "slots": []},
    ]


def visit(row: int, span: int, time: str, title: str, status: str, **more: Any) -> dict[str, Any]:
    """One visit on the board."""
    words, icon, tone = look_of(status)
    marks = [Mark(icon, words), *more.pop("marks", ())]
    return {"kind": "visit", "row": row, "span": span, "time": time, "title": title,
            "tone": tone, "marks": marks, "url": "#", **more}  # fmt: skip


def free(row: int, span: int) -> dict[str, Any]:
    """A gap of free time; row 1 is 08:00."""
    time = f"{8 + (row - 1) // 4:02}:{(row - 1) % 4 * 15:02}"
    return {"kind": "free", "row": row, "span": span, "url": "#", "time": time}


def board_columns() -> list[dict[str, Any]]:
    """Three doctors' mornings with every kind of cell."""
    crowded = Mark("plus", _("overbooked"), loud=True)
    sarah = [
        visit(1, 2, "08:00", "John Doe", "COMPLETED"),
        visit(3, 2, "08:30", "محمد الكواري", "IN_CONSULTATION"),
        visit(5, 1, "09:00", "Aisha Al-Thani", "ARRIVED", waiting=20, wait="long"),
        visit(6, 1, "09:15", "Layla Haddad", "IN_ROOM", waiting=5, wait="calm"),
        visit(7, 4, "09:30", "Mohammed Al-Kuwari", "CONFIRMED", lane=1),
        visit(7, 2, "09:30", "Omar Aziz", "SCHEDULED", lane=2, marks=[crowded]),
        free(11, 6),
    ]
    fatima = [
        free(1, 4),
        {"kind": "hold", "row": 5, "span": 2, "why": _("Held by Reem, 4 min")},
        visit(7, 2, "09:30", "نورة المري", "NO_SHOW"),
        visit(9, 2, "10:00", "Grace Kim", "CANCELLED"),
        free(11, 6),
    ]
    yusuf = [
        free(1, 2),
        {"kind": "off", "row": 3, "span": 10, "why": _("In theatre")},
        visit(13, 4, "11:00", "Priya Nair", "SCHEDULED"),
    ]
    return [
        {"name": "Dr. Sarah Smith", "note": _("Cardiology"), "url": "#", "cells": sarah},
        {"name": "د. فاطمة السليطي", "note": _("Paediatrics"), "url": "#", "cells": fatima},
        {"name": "Dr. Yusuf Rahman", "note": _("Surgery"), "cells": yusuf},
    ]


def vitals() -> dict[str, list[tuple[date, Any]]]:
    """Trends with a gap, one value, and none."""
    days = [DAY - timedelta(days=90 * back) for back in range(6, -1, -1)]
    weights = [Decimal(number) for number in ("81.2", "80.5", "79", "78.1", "77", "76.4", "75.5")]
    pulses = [88, 84, None, 79, 76, 74, 72]
    return {
        "weight": list(zip(days, weights, strict=True)),
        "pulse": list(zip(days, pulses, strict=True)),
        "single": [(DAY, Decimal("36.8"))],
        "nothing": [],
    }


def tables() -> dict[str, Any]:
    """A table of visits, facts, figures and a timeline."""
    return {
        "columns": [
            {"label": _("Patient")}, {"label": _("When")}, {"label": _("Status"), "kind": "status"},
            {"label": _("Fee"), "kind": "money", "unit": "QAR", "number": True},
        ],
        "rows": [
            [{"url": "#", "text": "John Doe"}, NOON, "CONFIRMED", 200],
            [{"url": "#", "text": "محمد بن خليفة الكواري"}, NOON, "IN_ROOM", 1250],
            [{"url": "#", "text": "Aisha Al-Thani"}, NOON, "NO_SHOW", None],
        ],
        "facts": [
            {"label": _("Phone"), "value": "+974 1234 5678", "kind": "phone"},
            {"label": _("Blood type"), "value": "O+"},
            {"label": _("Temperature"), "value": Decimal("98.6"), "unit": "°F"},
            {"label": _("Blood pressure"), "value": "120/80", "unit": "mmHg"},
            {"label": _("Insurance"), "value": None},
            {"label": _("Seen"), "value": NOON, "note": _("by Dr. Sarah Smith")},
            {"label": _("Symptoms"), "value": [_("Mild chest discomfort"), "ضيق في التنفس"]},
        ],
        "figures": [
            {"label": _("Waiting"), "value": 4, "icon": "clock", "tone": "warning", "url": "#"},
            {"label": _("Minutes behind"), "value": 12, "unit": "min"},
            {"label": _("Seen today"), "value": 9, "note": _("of 17")},
            {"label": _("Next free"), "value": "14:15"},
        ],
        "entries": [
            {"when": NOON, "title": _("Follow-up cardiac consultation"), "icon": "stethoscope",
             "status": "COMPLETED", "url": "#", "text": _("Chronic ischaemic heart disease")},
            {"when": NOON, "title": "تخطيط القلب", "icon": "document", "url": "#"},
            {"when": DAY, "kind": "day", "title": _("Atorvastatin 20 mg"), "icon": "pill"},
        ],
    }  # fmt: skip


@require_safe
@open_to_all
def kit(request: HttpRequest) -> HttpResponse:
    """Every component in every state; absent unless DEBUG is on."""
    if not settings.DEBUG:
        raise Http404
    messages.success(request, _("Appointment booked"))
    messages.error(
        request, _("That time was taken a moment ago. The nearest free times are below.")
    )
    context = {
        "navigation": places("home"), "emergency_number": "999", "account_name": "Dr. Sarah Smith",
        "account_role": _("Doctor"), "statuses": STATUS_WORDS.split(), "noon": NOON, "day": DAY,
        "born_on": date(1985, 6, 15), "allergies": ["Penicillin", "Shellfish"],
        "broken_glass": [{"patient": "محمد الكواري", "ends_at": NOON, "url": "#"}],
        "form": KitForm({"name": ""}), "groups": slot_groups(), "board": board_columns(),
        "icons": ICONS,
        "hours": [{"row": 1 + 4 * hour, "label": f"{8 + hour:02}:00"} for hour in range(4)],
        "vitals": vitals(), **tables(),
        "actions": [{"url": "#", "label": _("Print"), "icon": "print"},
                    {"url": "#", "label": _("New visit"), "icon": "plus", "tone": "primary"}],
    }  # fmt: skip
    return render(request, "kit/kit.html", context)
