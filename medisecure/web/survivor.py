"""The one place where an address with a joined record's id leads on to the one that answers for it.

Not for ever: the two may be parted again. A form that was sent there is sent again by the browser
to the same page of the other id, with all that was typed (RFC 9110, 307).
"""

from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from medisecure.dynamodb.unit_of_work import UnitOfWork


def led_on(request: HttpRequest, uow: UnitOfWork, response: HttpResponse) -> HttpResponse:
    """The response, or the way to the survivor's page if a page was shown under a joined id.

    Whoever may not see the page learns nothing: what is refused or absent stays so.
    """
    match = request.resolver_match
    patient_id = match.kwargs.get("patient_id") if match else None
    if not patient_id or request.method == "POST" or response.status_code != HTTPStatus.OK:
        return response
    link = uow.known_link(patient_id)
    if link is None or link.survivor == patient_id:
        return response
    return to_survivor(request, patient_id, link.survivor) or response


def to_survivor(request: HttpRequest, patient_id: str, survivor: str) -> HttpResponse | None:
    """The way to the same page of the survivor; None if the address does not name the old id."""
    match = request.resolver_match
    if match is None:
        return None
    kwargs = {n: survivor if each == patient_id else each for n, each in match.kwargs.items()}
    asked = [
        (name, survivor if each == patient_id else each)
        for name, values in request.GET.lists()
        for each in values
    ]
    path = reverse(match.view_name, kwargs=kwargs) + (f"?{urlencode(asked)}" if asked else "")
    if path == request.get_full_path():
        return None
    response = HttpResponseRedirect(path)
    if request.method == "POST":
        response.status_code = HTTPStatus.TEMPORARY_REDIRECT
    return response
