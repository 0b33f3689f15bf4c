"""The part of a form that says where a visit is: a room of the doctor's or the clinic's list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.visits.models import LOCATION_LENGTH, Appointment
from appointments.visits.rooms import RoomTaken, RoomWanted, places_of, room_taken
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import TypedText
from providers.directory.models import Provider


class PlacePart(forms.Form):
    """Goes before a form. A place that is on no list is written beside it, and counts first."""

    place = forms.ChoiceField(label=_("Place and room"), required=False)
    other_place = TypedText(
        label=_("Another place"),
        help_text=_("Only if it is not in the list."),
        max_length=LOCATION_LENGTH,
        required=False,
    )
    room_seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=500)

    def asks_about(self, taken: RoomTaken | None) -> bool:
        """Whether somebody else has the room, and nobody has yet pressed Save knowing it."""
        if taken is None:
            return False
        seen = f"{taken.room} {taken.starts} {taken.doctor}"
        if self.cleaned_data["room_seen"] == seen:
            return False
        self.data = {**{name: self.data.get(name) for name in self.data}, "room_seen": seen}
        field = "other_place" if self.cleaned_data["other_place"] else "place"
        advice = gettext("Choose another room, or save again to share it.")
        self.add_error(field, f"{words_of(taken)} {advice}")
        return True

    def offer_places(self, providers: Sequence[Provider], *, now: str, stays: Any = "") -> None:
        """The rooms of these doctors and the clinic's; `now` is where the visit is.

        `stays` are the words for leaving it to the doctor who is chosen, where that may be.
        """
        found: dict[str, str] = {"": str(stays) or "–"} if stays or not now else {}
        found |= {now: now} if now else {}
        found |= {each: each for one in providers for each in places_of(one)}
        self.fields["place"].choices = list(found.items())  # type: ignore[attr-defined]

    @property
    def location(self) -> str:
        """Where it was said to be, once the form is valid; empty if nothing was said."""
        return str(self.cleaned_data["other_place"] or self.cleaned_data["place"])


def words_of(taken: RoomTaken) -> str:
    """Who has the room, and until when."""
    return gettext("%(room)s is taken from %(starts)s to %(ends)s by %(doctor)s.") % {
        "room": taken.room,
        "starts": taken.starts,
        "ends": taken.ends,
        "doctor": taken.doctor,
    }


def shared_room(uow: UnitOfWork, visit: Appointment, providers: Sequence[Provider]) -> str:
    """Who else has the room of a visit that has just been put there; empty if nobody has."""
    info = visit.scheduling_info
    taken = room_taken(uow, RoomWanted.of(visit, info.location, info.mode), providers)
    return words_of(taken) if taken else ""
