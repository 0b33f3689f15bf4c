"""Documents that were brought in before files were compared: each is planned to be compared now."""

from collections.abc import Callable
from contextlib import closing

from documents.intake.models import to_compare
from documents.intake.repository import Intakes
from documents.kinds import KINDS
from documents.models import Document
from documents.repository import Documents
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict

AT_ONCE = 100
Begin = Callable[[], UnitOfWork]


def plan_uncompared(begin: Begin) -> int:
    """Plan comparing whatever is open and was never checked; how many. May be repeated."""
    planned = 0
    for kind in KINDS:
        cursor, more = "", True
        while more:
            with closing(begin()) as uow:
                page = Documents(uow).of_type(kind, AT_ONCE, cursor)
            for each in page.items:
                if each.is_verified and each.verification is None:
                    planned += _planned(begin, each)
            cursor, more = page.next_cursor, bool(page.next_cursor)
    return planned


def _planned(begin: Begin, document: Document) -> int:
    with closing(begin()) as uow:
        try:
            with uow:
                planned = to_compare(document, uow.actor, uow.at)
                Intakes(uow).add(planned, Action.BEGIN_INTAKE)
        except Conflict:  # planned already
            return 0
    return 1
