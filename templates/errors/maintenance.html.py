BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'MediSecure is being looked after') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'MediSecure is being looked after') BBBBBBBB
BBBBB BBBBB
XXX gettext(u'We are working on it and will be back shortly. Appointments stay as they are.') XXXX
XXX gettext(u'If you need the clinic now, please call.') XXXX
BBBBBBBB
BBBBB BBBBBBBXX XXXXXXXXXX XXXXXXXXXXXX XXXXXXXXX gettext(u'Try again') XXXXBBBBBBBB
