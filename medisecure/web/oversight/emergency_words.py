"""Why a chart was opened in an emergency and what its review found, as people say it."""

from django.utils.translation import gettext_lazy

from medisecure.access.emergency import Outcome, Reason
from medisecure.web.display.wording import Words

OUTCOMES: Words = {
    Outcome.JUSTIFIED: gettext_lazy("It could not wait: in order"),
    Outcome.NOT_JUSTIFIED: gettext_lazy("Not justified: to be followed up"),
}
REASONS: Words = {
    Reason.UNCONSCIOUS: gettext_lazy("The patient cannot speak for themselves"),
    Reason.LIFE_THREAT: gettext_lazy("Life or health is in danger"),
    Reason.COVERING: gettext_lazy("I cover for a colleague who cannot be reached"),
    Reason.SYSTEM: gettext_lazy("The visit could not be booked in time"),
    Reason.OTHER: gettext_lazy("Another reason"),
}
