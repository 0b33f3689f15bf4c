"""Who asks what of which key: a hospital of thousands, in numbers that can be changed."""

from collections.abc import Iterator
from dataclasses import dataclass

KB4, HALF = 4096, 0.5


@dataclass(frozen=True, slots=True)
class Hospital:
    """Its size; visits are those of a day, most of them within eight hours."""

    clinicians: int = 10_000
    visits: int = 150_000
    departments: int = 60
    boards: int = 1_000
    board_seconds: int = 30  # between two askings of one board
    hours: float = 8.0
    peak: float = 3.0  # the busiest minutes against the mean of the day

    @property
    def visits_a_second(self) -> float:
        """At the peak."""
        return self.visits / (self.hours * 3600) * self.peak

    @property
    def boards_a_second(self) -> float:
        return self.boards / self.board_seconds


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of asking of one key: how many a second, and the units of each."""

    key: str
    what: str
    a_second: float
    read: float = 0.0
    write: float = 0.0


# Bytes of items as the demo clinic has them; entries and pages of a visit as `make bench` counts.
PROVIDER_BYTES, VISIT_BYTES = 1_300, 900
ENTRIES_A_VISIT, BOOKING_PAGES, WRITES_A_VISIT = 46, 3, 3
ENTRY_UNITS = 0.95  # most are put alone, a few twice in a transaction, some hold twenty names
SHOWN, NAMED = 30, 20  # on one board; to one entry of the trail, before first looks were told once
ON_A_BOARD = 14  # doctors beside each other
DESKS_THAT_SEE_A_VISIT = 3  # of its department's boards: each tells its first look of the day


def streams(hospital: Hospital, *, built: bool) -> Iterator[Stream]:
    """Everything that lands on a key which many share.

    `built` is how it is: processes keep the list of doctors and ask what changed, a department's
    day is asked doctor by doctor, who is seen in a list is told once a day. Without it: every page
    reads the list and the house's whole day, and every poll names everybody it shows.
    """
    visits, boards = hospital.visits_a_second, hospital.boards_a_second
    pages = visits * BOOKING_PAGES
    if built:
        yield Stream("CHANGED#doctors", "booking pages", pages, read=1)
        yield Stream("CHANGED#doctors", "boards", 2 * boards, read=1)
        of_one = boards * ON_A_BOARD / hospital.clinicians
        day = units(hospital.visits / hospital.clinicians * VISIT_BYTES)
        yield Stream("PROVIDER#one doctor", "boards", of_one, read=day)
        yield Stream("AUDIT#day", "boards", visits * DESKS_THAT_SEE_A_VISIT, write=1)
    else:
        every_doctor = units(hospital.clinicians * PROVIDER_BYTES)
        yield Stream("USER_TYPE#PROVIDER", "booking pages", pages, read=every_doctor)
        yield Stream("USER_TYPE#PROVIDER", "boards", boards, read=every_doctor)
        shown = units(min(hospital.visits, SHOWN * 20) * VISIT_BYTES)
        yield Stream("APPOINTMENT_DATE#day", "boards", boards, read=shown)
        yield Stream("AUDIT#day", "boards", boards * -(-SHOWN // NAMED), write=ENTRY_UNITS)
    yield Stream("APPOINTMENT_DATE#day", "visits", visits * WRITES_A_VISIT, write=1)
    yield Stream("AUDIT#day", "pages and changes", visits * ENTRIES_A_VISIT, write=ENTRY_UNITS)
    yield Stream("RECORD_TYPE#CONSULTATION", "notes", visits, write=2)
    yield Stream("REMINDER_DUE#day", "reminders", visits * 2, write=1)
    yield Stream("OFFER_DUE#open", "offers", visits * 0.05, write=1)


def units(bytes_: float) -> float:
    """Eventually consistent read units of so many bytes."""
    return max(1, -(-bytes_ // KB4)) * HALF
