BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'We could not read that request') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'We could not read that request') BBBBBBBB
BBBBB BBBBB
XXX gettext(u'Something in the address or the form was not as expected, so nothing was changed.') XXXX
XXX gettext(u'Please go back, check what you entered and try again.') XXXX
BBBBBBBB
