"""What the board is asked to show: all of it stands in the address, and none of it is believed."""

from dataclasses import dataclass
from datetime import date

from appointments.desk.board.side_lists import LABELS
from medisecure.web.requests import ClinicalRequest
from patients.search.wanted_slot import SLOT

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardQuery:
    """A day, and what of it: a department or doctor, a week, its past as well, a list beside it."""

    day: date
    department: str = ""
    doctor: str = ""
    patient: str = ""
    is_week: bool = False
    with_past: bool = False
    beside: str = ""

    @property
    def query_params(self) -> dict[str, str]:
        """What stays in the address when another day is looked at."""
        found = {
            "department": self.department,
            "doctor": self.doctor,
            "view": "week" if self.is_week else "",
            "patient": self.patient,
            "list": self.beside,
        }
        return {name: value for name, value in found.items() if value}


def read_board_query(request: ClinicalRequest) -> BoardQuery:
    """What the address says, as far as it can be meant."""
    doctor, beside = asked_id(request, "doctor"), request.GET.get("list", "")
    return BoardQuery(
        day=asked_day(request.GET.get("date", ""), request.uow.today),
        department=request.GET.get("department", ""),
        doctor=doctor,
        patient=asked_id(request, "patient"),
        is_week=bool(doctor) and request.GET.get("view", "") == "week",
        with_past=request.GET.get("past", "") == "1",
        beside=beside if beside in LABELS else "",
    )


def asked_day(text: str, today: date) -> date:
    """The day in the address; today if there is none or it is no day of a clinic's."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if EARLIEST <= day <= LATEST else today


def asked_id(request: ClinicalRequest, name: str) -> str:
    """The id in the address under that name; empty if there is none that could be one."""
    wanted = request.GET.get(name, "")
    return wanted if SLOT["provider"].fullmatch(wanted) else ""
