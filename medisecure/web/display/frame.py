"""What every page's frame shows: the way around for this role, whose account it is, who to call."""

from collections.abc import Callable, Iterable
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from medisecure.access.actor import Role
from medisecure.access.proxies import Scope
from medisecure.dynamodb.calls.parallel import Started
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.acting import Subject
from medisecure.identity.models import User
from medisecure.identity.second_factor import is_missing
from medisecure.identity.sessions import SessionStore
from medisecure.web.display.clinic import clinic
from medisecure.web.display.markup.addresses import address
from medisecure.web.emergency.broken_glass import open_elsewhere
from medisecure.web.requests import ClinicalRequest

ROLE_NAMES = {
    Role.PATIENT: _("Patient"),
    Role.PROVIDER: _("Doctor"),
    Role.STAFF: _("Front desk"),
    Role.COMPLIANCE: _("Compliance"),
    Role.PROXY: _("Acting for somebody"),
}
# What cannot be opened, by the policy's nouns
KINDS = {
    "record": _("Medical record"),
    "appointment": _("Visit"),
    "document": _("Document"),
    "patient": _("Profile"),
    "demographics": _("Profile"),
    "": _("Entry"),
}
# role → (label, URL name, icon, needs the person's own id)
PLACES: dict[Role, tuple[tuple[Any, str, str, bool], ...]] = {
    Role.PATIENT: (
        (_("Home"), "patients:home", "home", False),
        (_("Visits"), "appointments:of-patient", "calendar", True),
        (_("My health"), "patients:my-health", "heart", False),
        (_("Documents"), "documents:of-patient", "document", True),
        (_("My details"), "patients:my-details", "person", True),
    ),
    Role.PROVIDER: (
        (_("My day"), "providers:day", "calendar", False),
        (_("My patients"), "providers:patients", "people", False),
        (_("My hours"), "providers:hours", "clock", True),
    ),
    Role.STAFF: (
        (_("Board"), "appointments:board", "calendar", False),
        (_("Find a patient"), "patients:find", "search", False),
        (_("Register"), "patients:register", "plus", False),
        (_("Requests"), "patients:change-requests", "inbox", False),
        (_("Doctors"), "providers:doctors", "stethoscope", False),
    ),
    Role.COMPLIANCE: (
        (_("Access"), "oversight:entries", "shield", False),
        (_("Emergencies"), "oversight:emergencies", "break-glass", False),
        (_("Documents"), "documents:lives", "document", False),
        (_("Colleagues"), "oversight:colleagues", "people", False),
    ),
    Role.PROXY: ((_("People you act for"), "acting", "people", False),),
}
# The places of somebody else, by what one may do for them
PLACES_FOR: tuple[tuple[Any, str, str, bool, Scope], ...] = (
    (_("Home"), "patients:home", "home", False, Scope.HEALTH),
    (_("Visits"), "appointments:of-patient", "calendar", True, Scope.VISITS),
    (_("Health"), "patients:my-health", "heart", False, Scope.HEALTH),
    (_("Documents"), "documents:of-patient", "document", True, Scope.HEALTH),
    (_("Details"), "patients:my-details", "person", True, Scope.HEALTH),
)
# URL name → how many things wait there; the site maps of the apps that know fill it.
COUNTERS: dict[str, Callable[[UnitOfWork], Started[int]]] = {}
FOR_PATIENTS = frozenset({Role.PATIENT, Role.PROXY})
HOME = {role: places[0][1] for role, places in PLACES.items()}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The base template's context."""
    path = request.get_full_path()
    common = {
        "emergency_number": settings.EMERGENCY_NUMBER, "clinic": clinic(), "full_path": path,
    }  # fmt: skip
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return common
    person, role = user.person, user.role
    needs_factor = is_missing(user, cast(SessionStore, request.session))
    for_patients = role in FOR_PATIENTS
    return common | {
        "full_path_quoted": quote(path),
        "is_known": True,
        # Before the second factor every place would only lead back to its page.
        "navigation": [] if needs_factor else navigation(request),
        "may_find": role is Role.STAFF and not needs_factor,
        "acting": getattr(request, "acting", None),
        "shows_clinic": for_patients,
        "may_act": for_patients,
        "account_name": person.display_name,
        "account_role": ROLE_NAMES[role],
        "idle_seconds": str(cast(SessionStore, request.session).seconds_left or ""),
        "idle_person": salted_hmac("medisecure.tab", user.pk).hexdigest()[:16],
        "damaged": damaged_in(request),
        "broken_glass": open_elsewhere(request),
    }


def damaged_in(request: HttpRequest) -> list[tuple[Any, str]]:
    """What this page would show and could not be opened: its kind in words, and its id."""
    uow = getattr(request, "uow", None)
    found = uow.damaged if uow is not None else []
    return [(KINDS.get(each.kind, KINDS[""]), each.resource_id) for each in dict.fromkeys(found)]


def places_of(request: HttpRequest) -> tuple[str, Iterable[tuple[Any, str, str, bool]]]:
    """Whose places the page shows, and which: one's own, or those of whom one acts for."""
    subject: Subject | None = getattr(request, "acting", None)
    if subject is None:
        user = cast(User, request.user)
        return user.person.user_id, PLACES[user.role]
    scopes = request.uow.scopes  # type: ignore[attr-defined]
    return subject.patient_id, [each[:4] for each in PLACES_FOR if each[4] in scopes]


def begin_counts(request: ClinicalRequest) -> None:
    """Ask how many things wait in the places of this reader, beside what the page itself asks."""
    names = [name for _, name, _, _ in PLACES[request.role] if name in COUNTERS]
    request.counts = {name: COUNTERS[name](request.uow) for name in names}


def waiting_at(request: HttpRequest, name: str) -> int:
    """How many things wait in that place; 0 where nothing can, or nobody could ask."""
    uow, counter = getattr(request, "uow", None), COUNTERS.get(name)
    if uow is None or counter is None:
        return 0
    begun: dict[str, Started[int]] = getattr(request, "counts", {})
    return (begun.get(name) or counter(uow)).result()


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The places of this page's reader, the one that holds its path marked."""
    places, path = [], request.path
    whose, there = places_of(request)
    for label, name, icon, own in there:
        url = address(name, *([whose] if own else []))
        places.append({
            "label": label, "url": url, "icon": icon, "active": path.startswith(url),
            "waiting": waiting_at(request, name),
        })  # fmt: skip
    longest = max((len(each["url"]) for each in places if each["active"]), default=0)
    return [each | {"active": each["active"] and len(each["url"]) == longest} for each in places]
