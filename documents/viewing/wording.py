"""Why a file is not shown in place, in words."""

from django.utils.translation import gettext_lazy as _

from documents.viewing.looking import Why
from medisecure.web.display.words.wording import Words

NOT_SHOWN: Words = {
    Why.KIND: _("Files of this kind are not shown here. Download it to open it."),
    Why.ENCRYPTED: _("The file is locked with a password, so it cannot be shown here."),
    Why.DAMAGED: _("The file is damaged and cannot be shown."),
    Why.TOO_LARGE: _("The picture is too large to be shown here. Download it to open it."),
}
