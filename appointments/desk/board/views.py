"""The day board: doctors in columns, quarter hours in rows."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appointments.desk.board.page import POLLING, board_page
from appointments.desk.board.unchanged import SEEN, mark_of
from medisecure.web.gate import begin_touch
from medisecure.web.requests import ClinicalRequest


@require_safe
def board(request: ClinicalRequest) -> HttpResponse:
    """The day of all doctors; with `?patient=` a free time books it for that patient.

    A poll that would show what it showed last gets nothing (204), and nothing of it is read.
    """
    request.uow.require("desk:read")
    request.is_polling = request.headers.get(POLLING) == "1"  # nobody need be there for it
    begin_touch(request)
    template = (
        "appointments/desk/board/_board.html"
        if request.is_polling
        else "appointments/desk/board/board.html"
    )
    seen = ""
    if request.is_polling:
        seen = mark_of(request)
        if seen and seen == request.headers.get(SEEN):
            request.uow.show_only(())
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, template, {**board_page(request), "seen": seen})
