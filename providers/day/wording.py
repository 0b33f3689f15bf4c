"""Where visits stand in a doctor's day, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from medisecure.web.display.words.wording import Words
from providers.day.rows import Group

GROUPS: Words = {
    Group.NOW: pgettext_lazy("visits", "Now"),
    Group.WAITING: _("Waiting"),
    Group.NEXT: pgettext_lazy("visits", "Next"),
    Group.DONE: pgettext_lazy("visits", "Done"),
}
