BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Someone was faster') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'Someone was faster') BBBBBBBB
BBBBB BBBBB
XXXBB BBBBBFFFFFFFFBBBBB  gettext(u'Nothing was changed.') XXXX
XXX gettext(u'Go back, reload the page to see how things stand now, and try again.') XXXX
BBBBBBBB
