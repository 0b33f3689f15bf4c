"""How far an invitation has come, in words for the desk."""

from django.utils.translation import gettext_lazy as _

from medisecure.identity.portal.invitations import Stage

SAYS = {
    Stage.BEGUN: _("Begun, but it is not known whether the mail was sent. Send it again."),
    Stage.SENT: _("Sent, not used yet"),
    Stage.OPENED: _("They signed in and have not typed the code yet"),
    Stage.USED: _("Used"),
    Stage.EXPIRED: _("Expired without being used. Send it again if they still want to sign in."),
    Stage.WITHDRAWN: _("Withdrawn"),
}
