"""Where a visit stands, and which status may follow which: from scheduled to completed."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property


class Status(StrEnum):
    """Where a visit stands. REQUESTED holds its time until the clinic says yes.

    What follows from a status alone is worked out once for each: a day asks a thousand times.
    """

    REQUESTED = "REQUESTED"
    SCHEDULED = "SCHEDULED"
    CONFIRMED = "CONFIRMED"
    ARRIVED = "ARRIVED"
    IN_ROOM = "IN_ROOM"
    IN_CONSULTATION = "IN_CONSULTATION"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO_SHOW"
    LEFT = "LEFT"  # came, and left without being seen
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR"

    @cached_property
    def is_movable(self) -> bool:
        """The visit has not begun, and may take place at another time."""
        return self in (Status.REQUESTED, Status.SCHEDULED, Status.CONFIRMED)

    @cached_property
    def is_reminded(self) -> bool:
        """Patients are reminded of it; not of what the clinic has not said yes to."""
        return self.is_movable and self is not Status.REQUESTED

    @cached_property
    def is_waiting(self) -> bool:
        """The patient is here and waits for the doctor."""
        return self in (Status.ARRIVED, Status.IN_ROOM)

    @cached_property
    def has_ended(self) -> bool:
        """Somebody said how the visit ended."""
        return self is Status.COMPLETED or not self.takes_time

    @cached_property
    def is_off(self) -> bool:
        """Off the day's pages: called off, or never meant."""
        return self in (Status.CANCELLED, Status.ENTERED_IN_ERROR)

    @cached_property
    def takes_time(self) -> bool:
        """The visit takes place or has: nobody called it off, missed, left or took it back."""
        return self not in (
            Status.CANCELLED, Status.NO_SHOW, Status.LEFT, Status.ENTERED_IN_ERROR,
        )  # fmt: skip

    @cached_property
    def is_timed(self) -> bool:
        """A step that is no use before the visit's time has come near."""
        return self in (Status.IN_CONSULTATION, Status.COMPLETED, Status.NO_SHOW)


# A patient may arrive unconfirmed, and a doctor may fetch one straight from the waiting room. What
# took place without anybody noting it can be completed, but only once its time is over.
NEXT: Mapping[Status, tuple[Status, ...]] = {
    Status.REQUESTED: (Status.SCHEDULED, Status.CANCELLED),
    Status.SCHEDULED: (
        Status.CONFIRMED,
        Status.ARRIVED,
        Status.COMPLETED,
        Status.CANCELLED,
        Status.NO_SHOW,
    ),
    Status.CONFIRMED: (Status.ARRIVED, Status.COMPLETED, Status.CANCELLED, Status.NO_SHOW),
    Status.ARRIVED: (
        Status.IN_ROOM,
        Status.IN_CONSULTATION,
        Status.COMPLETED,
        Status.CANCELLED,
        Status.LEFT,
    ),
    Status.IN_ROOM: (Status.IN_CONSULTATION, Status.COMPLETED, Status.CANCELLED, Status.LEFT),
    Status.IN_CONSULTATION: (Status.COMPLETED,),
    Status.COMPLETED: (),
    Status.CANCELLED: (),
    Status.NO_SHOW: (),
    Status.LEFT: (),
    Status.ENTERED_IN_ERROR: (),
}
