"""What a patient shows to others: making a link, seeing how often it was opened, taking it back."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.letters.numbers import spoken
from documents.repository import Documents
from documents.sharing import services
from documents.sharing.forms import ShareForm
from documents.sharing.repository import Shares
from documents.sharing.services import ShareSecrets
from medisecure.access.limits import LimitedAction
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import open_page

PAGE = "documents:shares"
MOST = 100


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.EXPORT)
def shares(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """What is shared now; a new link, whose secret is shown this once."""
    uow = request.uow
    uow.require("share:page")
    banner, papers, page = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: Documents(uow).latest(patient_id, MOST),
        lambda: Shares(uow).latest(patient_id, mark_of(request)),
    )
    form = form_of(request, ShareForm, documents=papers.items,
                   initial={"what": request.GET.get("document", "")})  # fmt: skip
    told: ShareSecrets | None = None
    if is_sent(request, form):
        try:
            told = services.share(uow, patient_id, form.share_request)
        except Conflict:
            messages.info(request, _("This link was made before. Make a new one if you lost it."))
            return redirect(PAGE, patient_id)
        page = Shares(uow).latest(patient_id)
        form = ShareForm(documents=papers.items)
    context = {
        "banner": banner, "form": form, "pages": links_of(request, page),
        "lines": [(each, each.works(uow.at)) for each in page.items],
        "link": address_of(told.secret) if told else "", "code": spoken(told.code) if told else "",
    }  # fmt: skip
    return render(request, "documents/sharing/shares.html", context)


@require_http_methods(["GET", "POST"])
def end(request: ClinicalRequest, patient_id: str, share_id: str) -> HttpResponse:
    """Take a link back."""
    request.uow.require("share:page")
    if request.method != "POST":
        Shares(request.uow).get(patient_id, share_id)
        return redirect(PAGE, patient_id)
    try:
        services.take_back(request.uow, patient_id, share_id)
    except Conflict as refused:
        messages.info(request, error_text(refused))
    else:
        messages.success(request, _("The link leads nowhere now."))
    return redirect(PAGE, patient_id)


def address_of(secret: str) -> str:
    """The whole address that is given to the other doctor."""
    return f"{settings.BASE_URL}{reverse('documents:shared', args=[secret])}"
