"""What the front desk opens about people: finding, registering, correcting, who acts for whom."""

from tools.bench.pages import forms
from tools.bench.pages.page import DESK, WITH_A_LIMIT, Page

PATIENT = "/patients/{patient}"
RECEPTION = (
    Page("find", DESK, "/patients/find/"),
    Page("find, sent", DESK, "/patients/find/", forms.found, most_sequential=3,
         most_writes=WITH_A_LIMIT),
    Page("requests", DESK, "/change-requests/"),
    Page("request, answering", DESK, f"{PATIENT}/change-requests/{{change}}/"),
    Page("register", DESK, "/patients/new/"),
    Page("register, sent", DESK, "/patients/new/", forms.registering, (302,)),
    Page("correct", DESK, f"{PATIENT}/correct/"),
    Page("details", DESK, f"{PATIENT}/details/"),
    Page("account", DESK, f"{PATIENT}/account/"),
    Page("photo, desk", DESK, f"{PATIENT}/photo/"),
    Page("the same person", DESK, f"{PATIENT}/same-as/"),
    Page("two compared", DESK, f"{PATIENT}/same-as/{{other}}/"),
    # Whether a proxy's id still answers for itself is asked once its account was read.
    Page("who acts for them", DESK, f"{PATIENT}/proxies/", most_sequential=5),
    Page("who acts, adding", DESK, f"{PATIENT}/proxies/add/"),
    Page("who acts, changing", DESK, f"{PATIENT}/proxies/{{proxy}}/change/"),
    Page("who acts, inviting", DESK, f"{PATIENT}/proxies/{{proxy}}/invite/"),
)  # fmt: skip
