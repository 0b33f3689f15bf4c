"""The whole list of an absence given to one colleague, who sees those patients instead."""

from collections.abc import Sequence

from appointments.stand_in.services import name_stand_in
from appointments.time_off.proposals import withdraw
from appointments.visits.models import Appointment
from medisecure.dynamodb.unit_of_work import UnitOfWork


def give_all(uow: UnitOfWork, visits: Sequence[Appointment], stand_in_id: str) -> int:
    """Name the colleague for each day of these visits of one doctor; how many visits they now run.

    Times that were held elsewhere are given back, and what was not sent is not sent: everybody may
    come as booked. Pressed twice it is the same. Raises `Conflict` for one who cannot stand in.
    """
    days = sorted({(each.provider_id, each.local_date) for each in visits})
    given = sum(name_stand_in(uow, who, day, stand_in_id) for who, day in days)
    withdraw(uow, visits)
    return given
