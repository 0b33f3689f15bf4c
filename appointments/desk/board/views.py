"""The day board: doctors in columns, quarter hours in rows."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appointments.desk.board.page import POLLING, board_page
from medisecure.web.gate import begin_touch
from medisecure.web.requests import ClinicalRequest


@require_safe
def board(request: ClinicalRequest) -> HttpResponse:
    """The day of all doctors; with `?patient=` a free time books it for that patient."""
    request.uow.require("desk:read")
    request.is_polling = request.headers.get(POLLING) == "1"  # nobody need be there for it
    begin_touch(request)
    template = (
        "appointments/desk/board/_board.html"
        if request.is_polling
        else "appointments/desk/board/board.html"
    )
    return render(request, template, board_page(request))
