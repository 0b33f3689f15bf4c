"""Everything about visits in the order of a visit: booked first, moved, waited for, cancelled."""

from tools.bench.pages import forms
from tools.bench.pages.page import DESK, PATIENT, WITH_A_LIMIT, Page

WHOSE = "/patients/{patient}"
BOOKED = f"{WHOSE}/visits/{{booked}}"
SERIES = f"{WHOSE}/visits/{{series}}/series"
BOOK = Page("booking, sent", DESK, f"{WHOSE}/book/", forms.booking, (302,),
            most_writes=WITH_A_LIMIT)  # fmt: skip
SCHEDULING = (
    Page("board", DESK, "/board/", most_sequential=3),
    Page("book", DESK, f"{WHOSE}/book/"),
    Page("book, times", DESK, f"{WHOSE}/book/?provider={{doctor}}&date={{today}}"),
    BOOK,
    Page("series, dates", DESK, f"{WHOSE}/book/series/", forms.repeating,
         most_writes=WITH_A_LIMIT),
    Page("series, sent", DESK, f"{WHOSE}/book/series/", forms.series, (302,),
         most_writes=WITH_A_LIMIT),
    Page("series", DESK, f"{SERIES}/"),
    Page("series, moving", DESK, f"{SERIES}/move/", forms.shifting),
    Page("series, cancel", DESK, f"{SERIES}/cancel/"),
    Page("move", DESK, f"{BOOKED}/move/"),
    Page("swap", DESK, f"{BOOKED}/swap/"),
    Page("visit, changing", DESK, f"{BOOKED}/change/"),
    Page("visit, in error", DESK, f"{BOOKED}/in-error/"),
    Page("visit, a step", DESK, f"{WHOSE}/visits/{{fresh}}/step/", forms.stepping, (302,)),
    Page("payment", DESK, f"{BOOKED}/payment/"),
    Page("payment, sent", DESK, f"{WHOSE}/visits/{{fresh}}/payment/", forms.paying, (302,)),
    Page("receipt", DESK, f"{WHOSE}/visits/{{paid}}/receipt/"),
    Page("walk-in", DESK, "/walk-in/"),
    Page("end of day", DESK, "/end-of-day/"),
    Page("doctors", DESK, "/providers/"),
    Page("hours", DESK, "/providers/{doctor}/hours/"),
    Page("time off", DESK, "/providers/{doctor}/time-off/"),
    Page("stand-in", DESK, "/providers/{doctor}/stand-in/"),
    Page("calendar file", PATIENT, f"{BOOKED}/calendar.ics", most_writes=WITH_A_LIMIT),
    Page("calendar feed", PATIENT, f"{WHOSE}/calendar/"),
    Page("book, portal", PATIENT, "/my/visits/book/?doctor={doctor}"),
    Page("move, portal", PATIENT, "/my/visits/{booked}/move/"),
    Page("cancel, portal", PATIENT, "/my/visits/{booked}/cancel/"),
    Page("waitlist, own", PATIENT, "/my/waitlist/"),
    Page("wait, own visit", PATIENT, "/my/waitlist/join/?visit={booked}"),
    Page("waitlist", DESK, "/waitlist/"),
    Page("wait", DESK, f"{WHOSE}/waitlist/?visit={{booked}}"),
    Page("cancel", DESK, f"{BOOKED}/cancel/"),
    Page("cancel, sent", DESK, f"{WHOSE}/visits/{{fresh}}/cancel/", forms.cancelling, (302,)),
)  # fmt: skip
