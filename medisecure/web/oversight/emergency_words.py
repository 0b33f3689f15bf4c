"""Why a chart was opened in an emergency and what its review found, as people say it."""

from django.utils.translation import gettext_lazy

from medisecure.access.emergency import EmergencyReason, ReviewOutcome
from medisecure.web.display.words.wording import Words

OUTCOMES: Words = {
    ReviewOutcome.JUSTIFIED: gettext_lazy("It could not wait: in order"),
    ReviewOutcome.NOT_JUSTIFIED: gettext_lazy("Not justified: to be followed up"),
}
REASONS: Words = {
    EmergencyReason.UNCONSCIOUS: gettext_lazy("The patient cannot speak for themselves"),
    EmergencyReason.LIFE_THREAT: gettext_lazy("Life or health is in danger"),
    EmergencyReason.COVERING: gettext_lazy("Covering for a colleague who cannot be reached"),
    EmergencyReason.SYSTEM: gettext_lazy("The visit could not be booked in time"),
    EmergencyReason.OTHER: gettext_lazy("Another reason"),
}
