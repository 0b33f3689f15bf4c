"""What stands in the forms of a page that was covered, kept before somebody reloads it."""

from typing import cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from medisecure.identity import interrupted_forms
from medisecure.web.open_to_all import open_to_all
from medisecure.web.requests import ClinicalRequest

LONGEST_PAGE = 1000
PAGE = "page"  # in the address: what the form's own fields are called is not ours to say


@require_POST
@open_to_all
def keep_typed(request: HttpRequest) -> HttpResponse:
    """Keep an unsent form of a session that has ended, as if it had been sent to its page.

    Whoever is signed in loses nothing by a reload they choose; the form's token tells apart who
    typed it from whoever signed in here afterwards.
    """
    page = urlsplit(request.GET.get(PAGE, "")).path
    if request.user.is_authenticated:
        cast(ClinicalRequest, request).is_polling = True  # nobody is there any more
    elif 0 < len(page) <= LONGEST_PAGE:
        interrupted_forms.keep(request, page)
    return HttpResponse(status=204)
