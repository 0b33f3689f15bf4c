BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Nothing to open here') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'Nothing to open here') BBBBBBBB
BBBBB BBBBB
XXX gettext(u'This address only takes what a button or a form sends, so nothing was done.') XXXX
XXX gettext(u'Go back to the page you came from, or begin at the start page.') XXXX
BBBBBBBB
