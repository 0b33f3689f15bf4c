"""What patients open of their own record, and what they send."""

from tools.bench.pages import forms
from tools.bench.pages.page import PATIENT, WITH_A_LIMIT, Page

OWN = "/patients/{patient}"
PORTAL = (
    Page("patient home", PATIENT, "/home/"),
    # Early: a page of the trail that is all the patient's own is passed over, for one call more.
    Page("viewed by", PATIENT, f"{OWN}/viewed-by/"),
    Page("visits", PATIENT, f"{OWN}/visits/"),
    Page("visit", PATIENT, f"{OWN}/visits/appointment_1/"),
    Page("records", PATIENT, f"{OWN}/records/"),
    Page("record", PATIENT, f"{OWN}/records/consultation_0/"),
    Page("summary, printed", PATIENT, f"{OWN}/records/consultation_0/summary/",
         most_writes=WITH_A_LIMIT, starts_a_program=True),
    Page("my health", PATIENT, "/my/health/"),
    Page("medicine again, sent", PATIENT, "/my/medicines/{medicine}/again/", forms.asking, (302,)),
    Page("letter", PATIENT, f"{OWN}/letters/{{letter}}/"),
    Page("letter, printed", PATIENT, f"{OWN}/letters/{{letter}}/pdf/", most_writes=WITH_A_LIMIT,
         starts_a_program=True),
    Page("documents", PATIENT, f"{OWN}/documents/"),
    Page("download", PATIENT, f"{OWN}/documents/doc_2/download/", None, (302, 303),
         most_writes=WITH_A_LIMIT),
    Page("document, read in place", PATIENT, f"{OWN}/documents/doc_2/"),
    Page("sent documents", PATIENT, f"{OWN}/documents/sent/"),
    Page("send a document", PATIENT, f"{OWN}/documents/send/"),
    Page("photo", PATIENT, f"{OWN}/photo/"),
    Page("shared with others", PATIENT, f"{OWN}/shared/"),
    Page("all my data", PATIENT, f"{OWN}/all-data/"),
    Page("who may see my record", PATIENT, f"{OWN}/access/"),
    Page("who acts for me", PATIENT, f"{OWN}/proxies/"),
    Page("for whom I act", PATIENT, "/acting/"),
    Page("profile", PATIENT, "/profile/"),
    Page("second factor", PATIENT, "/second-factor/"),
    Page("my details", PATIENT, f"{OWN}/my-details/"),
    Page("ask for a change", PATIENT, f"{OWN}/my-details/ask/"),
)  # fmt: skip
