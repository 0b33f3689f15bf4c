BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Please send the form once more') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'Please send the form once more') BBBBBBBB
BBBBB BBBBB
XXX gettext(u'This form was open for too long, or from before you signed in again or switched to somebody else, so it was not accepted. Nothing was saved.') XXXX
BB BBBBBBXXXBBBB BBBBBBBB  gettext(u'You are viewing')  XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXBBBBB
XXX gettext(u'Go back, copy anything long you typed, and reload the page. Check whose page it is before you send it again.') XXXX
BBBBBBBB
