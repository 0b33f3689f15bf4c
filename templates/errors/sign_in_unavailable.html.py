BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Signing in does not work just now') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'Signing in does not work just now') BBBBBBBB
BBBBB BBBBB
XXX gettext(u'The sign-in service is not answering. Your record is safe and unchanged.') XXXX
XXX gettext(u'Please try again in a minute. If it lasts, call the clinic.') BBBBBBBBBBBBXXXX
BBBBBBBB
BBBBB BBBBBBBXX XXXXXXXXXX XXXXXXXXXXXX XXXXXXXXX gettext(u'Try again') XXXXBBBBBBBB
