"""Every address of the site: whom its page opens to, and what each of them gets."""

from dataclasses import dataclass

from django.urls import reverse

from tests.people import DR_OTHER, DR_SMITH, ECG, JOHN, LAYLA, OMAR, RECORD, REEM, VISIT

VIEWERS = {
    "own": JOHN, "other": LAYLA, "carer": DR_SMITH, "doctor": DR_OTHER, "staff": REEM,
    "compliance": OMAR, "stranger": "",
}  # fmt: skip
SIGNED_IN = tuple(name for name in VIEWERS if name != "stranger")
EVERYBODY = tuple(VIEWERS)
Opens = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Whom a page opens to; to everyone else it does not exist.

    `args` are John's. `status` is what an opened page answers, `form` whether it takes a POST;
    `to_strangers` is what a page that is open to all answers to them: the others send them to
    sign in.
    """

    args: tuple[str, ...] = ()
    opens: Opens = SIGNED_IN
    status: int = 200
    form: bool = False
    to_strangers: int | None = None
    posted: int = 200  # an opened form, sent empty
    by_secret: bool = False  # opens by its secret address, and to nobody by who they are
    explains: bool = False  # says the same to everybody, in words and a frame of its own


def post_only(*, posted: int, to_strangers: int | None = None) -> Page:
    return Page(status=405, form=True, posted=posted, to_strangers=to_strangers)


CHART = ("own", "carer")
OFFER, RESULT, LISTED = "offer_johns", "result_johns", "condition_johns"
EMERGENCY, MERGE, LETTER = "emergency_johns", "merge_johns", "letter_johns"
ARCHIVE, SHARED = "archive_johns", "share_johns"
HUDA, CHANGE = "proxy_johns", "change_johns"
TEMPLATE = "template_smiths"
SENDING = "doc_johns"
PAGES: dict[str, Page] = {
    # the platform
    "home": Page(status=302, to_strangers=200),
    "language": post_only(posted=302, to_strangers=405),
    "stay-signed-in": post_only(posted=204),
    "keep-typed": post_only(posted=204, to_strangers=405),
    "profile": Page(form=True),
    "second-factor": Page(form=True),
    "acting": Page(opens=("own", "other"), form=True, posted=302),
    "invited": Page(to_strangers=200),
    "link-account": Page(status=302, form=True, to_strangers=302, posted=302),
    "healthz": Page(to_strangers=200),
    "readyz": Page(to_strangers=200),
    "oidc_authentication_init": Page(status=302, to_strangers=302),
    "oidc_authentication_callback": Page(status=302, to_strangers=302),
    "sign-in-failed": Page(status=403, to_strangers=403),
    "sign-out": post_only(posted=302, to_strangers=405),
    "signed-out": Page(status=302, to_strangers=200),
    "oversight:entries": Page(opens=("compliance",)),
    "oversight:emergencies": Page(opens=("compliance",)),
    "oversight:emergency-review": Page(args=(JOHN, EMERGENCY), opens=("compliance",), form=True),
    "oversight:colleagues": Page(opens=("compliance",), form=True),
    "oversight:export": Page(opens=("compliance",)),
    # patients
    "patients:home": Page(opens=("own", "other")),
    "patients:my-health": Page(opens=("own", "other")),
    "patients:find": Page(opens=("staff",), form=True),
    "patients:register": Page(opens=("staff",), form=True),
    "patients:correct": Page(args=(JOHN,), opens=("staff",), form=True),
    "patients:my-details": Page(args=(JOHN,), opens=("own",), form=True),
    "patients:ask-change": Page(args=(JOHN,), opens=("own",), form=True),
    "patients:change-requests": Page(opens=("staff",)),
    "patients:change-request": Page(args=(JOHN, CHANGE), opens=("staff",), form=True),
    "patients:details": Page(args=(JOHN,), opens=("staff",)),
    "patients:same-as": Page(args=(JOHN,), opens=("staff",), form=True),
    "patients:compare": Page(args=(JOHN, LAYLA), opens=("staff",), form=True),
    "patients:part": Page(
        args=(JOHN, MERGE), opens=("staff",), status=302, form=True, posted=302
    ),  # they are apart
    "patients:go-on": Page(args=(JOHN, MERGE), opens=("staff",), status=302, form=True, posted=302),
    "patients:account": Page(args=(JOHN,), opens=("staff",), form=True),
    "patients:portal-invite": Page(
        args=(JOHN,), opens=("staff",), status=302, form=True, posted=302
    ),
    "patients:portal-code": Page(args=(JOHN,), opens=("staff",), status=302, form=True, posted=302),
    "patients:email-change": Page(
        args=(JOHN,), opens=("staff",), status=302, form=True, posted=302
    ),
    "patients:portal-withdraw": Page(
        args=(JOHN,), opens=("staff",), status=302, form=True, posted=302
    ),
    "patients:proxies": Page(args=(JOHN,), opens=("own", "staff"), form=True, posted=302),
    "patients:proxy-add": Page(args=(JOHN,), opens=("staff",), form=True),
    "patients:proxy-change": Page(args=(JOHN, HUDA), opens=("staff",), form=True),
    "patients:proxy-invite": Page(args=(JOHN, HUDA), opens=("staff",), form=True, posted=302),
    "patients:access": Page(args=(JOHN,), opens=("own", "compliance"), form=True),
    "patients:emergency": Page(opens=("carer", "doctor"), form=True),
    "patients:viewed-by": Page(args=(JOHN,), opens=("own", "compliance")),
    "patients:codes": Page(opens=("carer", "doctor"), form=True),
    "patients:medicines": Page(opens=("carer", "doctor"), form=True),
    "patients:at-hand": Page(opens=("carer", "doctor"), form=True),
    "patients:template": Page(args=(DR_SMITH, TEMPLATE), opens=("carer",), form=True),
    "patients:chart": Page(args=(JOHN,), opens=CHART),
    "patients:lists": Page(args=(JOHN,), opens=CHART),
    "patients:lists-edit": Page(args=(JOHN,), opens=("carer",), form=True),
    "patients:list-item": Page(
        args=(JOHN, LISTED), opens=("carer",), status=302, form=True, posted=404
    ),
    "patients:results": Page(args=(JOHN,), opens=CHART),
    "patients:results-enter": Page(args=(JOHN,), opens=("carer",), form=True),
    "patients:result": Page(args=(JOHN, RESULT), opens=CHART),
    "patients:result-deed": Page(
        args=(JOHN, RESULT), opens=("carer",), status=302, form=True, posted=302
    ),
    "patients:trends": Page(args=(JOHN,), opens=CHART),
    "patients:records": Page(args=(JOHN,), opens=CHART),
    "patients:note-find": Page(opens=("carer", "doctor"), status=302, form=True),
    "patients:note": Page(args=(JOHN,), opens=("carer",), form=True),
    "patients:visit-note": Page(args=(JOHN, VISIT), opens=("carer",), status=302, form=True),
    "patients:record-correct": Page(args=(JOHN, RECORD), opens=("carer",), form=True),
    "patients:record-addendum": Page(args=(JOHN, RECORD), opens=("carer",), form=True),
    "patients:record-strike": Page(args=(JOHN, RECORD), opens=("carer",), form=True),
    "patients:record-open": Page(
        args=(JOHN, RECORD), opens=("carer",), status=302, form=True, posted=302
    ),  # it is not protected
    "patients:record": Page(args=(JOHN, RECORD), opens=CHART),
    # doctors
    "providers:day": Page(opens=("carer", "doctor")),
    "providers:patients": Page(opens=("carer", "doctor"), form=True),
    "providers:doctors": Page(opens=("staff",)),
    "providers:hours": Page(args=(DR_SMITH,), opens=("carer", "staff"), form=True),
    "providers:time-off": Page(args=(DR_SMITH,), opens=("carer", "staff"), form=True),
    # visits
    "appointments:board": Page(opens=("staff",)),
    "appointments:book": Page(args=(JOHN,), opens=("staff",), form=True),
    "appointments:of-patient": Page(args=(JOHN,), opens=(*CHART, "staff")),
    "appointments:detail": Page(args=(JOHN, VISIT), opens=(*CHART, "staff")),
    "appointments:cancel": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    # visits: patients book for themselves
    "appointments:portal-book": Page(opens=("own", "other"), form=True),
    "appointments:portal-confirm": Page(opens=("own", "other"), status=302, form=True, posted=302),
    "appointments:portal-release": Page(opens=("own", "other"), status=302, form=True, posted=302),
    "appointments:portal-move": Page(args=(VISIT,), opens=("own",), form=True),
    "appointments:portal-move-confirm": Page(
        args=(VISIT,), opens=("own",), status=302, form=True, posted=302
    ),
    "appointments:portal-cancel": Page(args=(VISIT,), opens=("own",), form=True),
    "appointments:walk-in": Page(opens=("staff",), form=True),
    "appointments:stand-in": Page(args=(DR_SMITH,), opens=("staff",), form=True),
    "appointments:end-of-day": Page(opens=("staff",), form=True),
    "appointments:step": Page(
        args=(JOHN, VISIT), opens=("carer", "staff"), status=302, form=True, posted=302
    ),
    "appointments:undo": Page(
        args=(JOHN, VISIT), opens=("carer", "staff"), status=302, form=True, posted=302
    ),
    "appointments:in-error": Page(args=(JOHN, VISIT), opens=("carer", "staff"), form=True),
    "appointments:move": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    "appointments:swap": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    "appointments:change": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    "appointments:payment": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    "appointments:receipt": Page(args=(JOHN, VISIT), opens=("staff",), status=302),
    # visits that are repeated: John's is not, and leads to its own page
    "appointments:series-book": Page(args=(JOHN,), opens=("staff",), status=302, form=True),
    "appointments:series": Page(args=(JOHN, VISIT), opens=("staff",), status=302),
    **{
        f"appointments:series-{deed}": Page(
            args=(JOHN, VISIT), opens=("staff",), status=302, form=True, posted=302
        )
        for deed in ("move", "cancel", "undo")
    },
    # the waitlist
    "appointments:portal-waitlist": Page(opens=("own", "other"), form=True, posted=302),
    "appointments:portal-waitlist-join": Page(opens=("own", "other"), form=True),
    "appointments:portal-offer": Page(args=(DR_SMITH, OFFER), opens=("own",), form=True),
    "appointments:waitlist": Page(opens=("staff",), form=True, posted=302),
    "appointments:waitlist-offer": Page(
        args=(JOHN, VISIT), opens=("staff",), status=302, form=True, posted=302
    ),
    "appointments:waitlist-join": Page(args=(JOHN,), opens=("staff",), form=True),
    # visits in people's own calendars
    "appointments:calendar": Page(args=(JOHN, VISIT), opens=(*CHART, "staff")),
    "appointments:calendar-feed": Page(args=(JOHN,), opens=("own",), form=True),
    "appointments:feed": Page(args=("x" * 43,), opens=(), to_strangers=404, by_secret=True),
    # documents
    "documents:of-patient": Page(args=(JOHN,), opens=CHART),
    "documents:shares": Page(args=(JOHN,), opens=("own",), form=True),
    "documents:share-end": Page(
        args=(JOHN, SHARED), opens=("own",), status=302, form=True, posted=302
    ),
    "documents:shared": Page(
        args=("x" * 43,),
        opens=(),
        form=True,
        posted=404,
        to_strangers=404,
        by_secret=True,
        explains=True,
    ),
    "documents:archives": Page(args=(JOHN,), opens=("own", "compliance"), form=True, posted=302),
    "documents:archive-fetch": Page(
        args=(JOHN, ARCHIVE), opens=("own",), status=302, form=True, posted=302
    ),
    "documents:document": Page(args=(JOHN, ECG), opens=CHART),
    "documents:archive": Page(args=(JOHN, ECG), opens=("carer",), form=True),
    "documents:move": Page(args=(JOHN, ECG), opens=("carer",), form=True),
    "documents:lives": Page(opens=("compliance",)),
    "documents:life": Page(args=(JOHN, ECG), opens=("compliance",), form=True),
    "documents:change": Page(args=(JOHN, ECG), opens=("carer",), form=True),
    "documents:of-type": Page(opens=("carer", "doctor")),
    "documents:download": Page(args=(JOHN, ECG), opens=CHART, status=303),
    "documents:photo": Page(args=(JOHN,), opens=("own", "staff"), form=True),
    "documents:send": Page(args=(JOHN,), opens=(*CHART, "staff"), form=True),
    "documents:sent": Page(args=(JOHN,), opens=(*CHART, "staff")),
    "documents:sending": Page(args=(JOHN, SENDING), opens=("own",), form=True),
    "documents:sending-part": Page(
        args=(JOHN, SENDING), opens=("own",), status=302, form=True, posted=400
    ),
    "documents:letters": Page(args=(JOHN,), opens=CHART),
    "documents:letter": Page(args=(JOHN, LETTER), opens=CHART, form=True),
    "documents:letter-pdf": Page(args=(JOHN, LETTER), opens=CHART),
    "documents:letter-write": Page(args=(JOHN, RECORD), opens=("carer",), form=True),
    "documents:summary-pdf": Page(args=(JOHN, RECORD), opens=CHART),
    "documents:renewal-ask": Page(
        args=(LISTED,), opens=("own",), status=302, form=True, posted=302
    ),
    "documents:renewal": Page(args=(JOHN, LISTED), opens=("carer",), form=True),
    "documents:check": Page(form=True, to_strangers=200),
}


def address(name: str, args: tuple[str, ...] | None = None) -> str:
    return reverse(name, args=PAGES[name].args if args is None else args)


def expected(name: str, viewer: str, *, posted: bool = False) -> int:
    page = PAGES[name]
    if viewer == "stranger":
        return stranger_gets(page, posted=posted)
    if posted and not page.form:
        return 405
    if viewer not in page.opens:
        return 404
    return page.posted if posted else page.status


def stranger_gets(page: Page, *, posted: bool) -> int:
    if page.to_strangers is None:
        return 302
    if posted:
        return page.posted if page.form else 405
    return page.to_strangers


WITH_IDS = [name for name, page in PAGES.items() if page.args]


def shut_out(name: str) -> list[str]:
    """Those who have signed in and whom the page is closed to."""
    return [viewer for viewer in SIGNED_IN if viewer not in PAGES[name].opens]


CLOSED = [(name, viewer) for name in WITH_IDS for viewer in shut_out(name)]
