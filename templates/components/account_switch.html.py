BBBB BBBB BBBBBBBBBB
XXXXX XXXXXXXXXXXX XXXXXXXBB BBBBBBBBBBBBBBBBB XXXXXXXXXXXXXXBBBBBX XXXXXXXXXXXXX XXXXXXXXXX
  BBBBBBBBBBXXXXXX XXXXXXXXXXXXX XXXXXXXXXXX XXXXXXXXX
  BB BBBBBBBBBBBBBBBBB
  XXX XXXXXXXXXXXXXXXXXXXXBBBB BBBBBBBBB gettext(u'Disable this account?') XXXXX
  XXXX
    XXXX gettext(u'All sessions end at once, on every device.') XXXXX
    XXXX gettext(u'Signing in is no longer possible until somebody enables the account.') XXXXX
    BB BBBBBBBBBBBXXXX gettext(u'Their private calendar shows nothing any more, and they leave the waitlist.') XXXXX
    XXXX gettext(u'Booked visits stay as they are. Cancel them where that is meant too.') XXXXX
    BBBBXXXX gettext(u'A doctor can no longer be booked. Visits that are booked stay until the front desk moves them.') XXXXXBBBBB
  XXXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXX XXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXX gettext(u'Disable the account') XXXXXXXXXXXXXXX
  BBBB
  XXX XXXXXXXXXXXXXXXXXXXXBBBB BBBBBBBB gettext(u'This account is disabled') XXXXX
  XXX gettext(u'Once enabled they sign in anew; no earlier session comes back.') XXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXX gettext(u'Enable the account') XXXXXXXXX XXXXXXX XXXXXXXXXXXXX XXXXXXXXXX XXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXX gettext(u'End the sign-in once more') XXXXXXXXXXXXXXX
  BBBBB
XXXXXXX
BB BBBBBBBBBBBBBBBBB
XXXXX XXXXXXXXXXXX XXXXXXX XXXXX XXXXXXXXXXXXX XXXXXXXXXX
  BBBBBBBBBBXXXXXX XXXXXXXXXXXXX XXXXXXXXXXX XXXXXXXXX
  XXX XXXXXXXXXXXXXXXXXXXXBBBB BBBBBB gettext(u'Is the phone with the sign-in codes lost?') XXXXX
  XXXX
    XXXX gettext(u'Make sure first that it is really them: in person, or by ringing them at the number you know.') XXXXX
    XXXX gettext(u'All sessions end, and no code is asked for at the next sign-in.') XXXXX
    BB BBB BBBBBBBBBBBXXXX gettext(u'Right after it they set up their new phone; before that no page opens to them.') XXXXXBBBBB
  XXXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXXXXX gettext(u'Reset the second factor') XXXXXXXXXXXXXXX
XXXXXXX
BBBBB
