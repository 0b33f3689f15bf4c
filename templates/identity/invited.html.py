BBBBBBB BBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'You are invited') BBBBBBBB
BBBBB BBBBBBB
 _("You are invited")  _("Two things open your pages: the mail with a temporary password, and the code from the clinic.") 
XXXXXXXX XXXXXXXXXXXX XXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX
  XXX XXXXXXXXXXXXXXXXXX XXXXX XXXXXXXXXXXXXXXXXBBBB BBBBBB gettext(u'What to do') XXXXX
  XXXX
    XXXX gettext(u'Sign in with your e-mail and the temporary password from the mail.') XXXXX
    XXXX gettext(u'Choose a password of your own.') XXXXX
    XXXX gettext(u'Type the code the clinic gave you.') XXXXX
  XXXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXX XXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBBBBBXX gettext(u'Sign in') XXXXXXXXXX
XXXXXXXXXX
XXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXX
  XXX XXXXXXXXXXXXXXXXXX XXXXX XXXXXXXXXXXXXXXXBBBB BBBBBBBBBB gettext(u'If it does not work') XXXXX
  XXX XXXXXXXXXXXXXX
    XXXXXXXXX gettext(u'The temporary password is refused') XXXXXXXXX ngettext(u'It is good for %(days)s day. Ask the front desk to send the invitation again: the newest mail counts.', u'It is good for %(days)s days. Ask the front desk to send the invitation again: the newest mail counts.', count) SS SS SSSS SSS SSSSSSSS SSSS SSS SSS SSSSS SSSS SS SSSS SSS SSSSSSSSSS SSSSSS SSS SSSSSS SSSS SSSSSSSPP PP PPPP PPP PPPPPPPP PPPPP PPP PPP PPPPP PPPP PP PPPP PPP PPPPPPPPPP PPPPPP PPP PPPPPP PPPP PPPPPPPXXXXXXXXXXX
    XXXXXXXXX gettext(u'There is no code') XXXXXXXXX gettext(u'It is not in the mail. The front desk gives it to you on paper or reads it out when they know it is you.') XXXXXXXXXXX
    XXXXXXXXX gettext(u'The code is not taken') XXXXXXXXX gettext(u'Each invitation has a code of its own, and only the newest is good. Ask the front desk for it.') XXXXXXXXXXX
    XXXXXXXXX gettext(u'You forgot your own password') XXXXXXXXX gettext(u'Choose “Forgot your password?” where you sign in.') XXXXXXXXXXX
  XXXXX
XXXXXXXXXX
BBBBBBBB
