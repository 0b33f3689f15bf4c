"""What a document waits for, in words."""

from django.utils.translation import gettext_lazy as _

from documents.keeping import Queue
from medisecure.web.display.words.wording import Words

QUEUES: Words = {
    Queue.DUE: _("Kept long enough"),
    Queue.PROPOSED: _("Disposal proposed"),
    Queue.AGREED: _("Disposal agreed"),
    Queue.HELD: _("Under legal hold"),
}
