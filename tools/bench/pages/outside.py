"""What opens to somebody who has not signed in."""

from tools.bench.pages import forms
from tools.bench.pages.page import STRANGER, WITH_A_LIMIT, Page

# That a code was right, or wrong, is stored before anything is read: a transaction of its own
# between the limit and the trail of what is shown.
BEFORE_THE_CODE, WITH_A_CODE = 5, WITH_A_LIMIT + 1

OUTSIDE = (
    Page("invited", STRANGER, "/invited/"),
    Page("check of a letter", STRANGER, "/check/"),
    Page("check of a letter, sent", STRANGER, "/check/", forms.checking, most_writes=WITH_A_LIMIT),
    Page("what was shared", STRANGER, "/shared/{secret}/"),
    Page("what was shared, opened", STRANGER, "/shared/{secret}/", forms.opening,
         most_sequential=BEFORE_THE_CODE, most_writes=WITH_A_CODE),
    Page("calendar feed, fetched", STRANGER, "/feed/{token}.ics", most_writes=WITH_A_LIMIT),
)  # fmt: skip
