BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'There is nothing here to show') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'There is nothing here to show') BBBBBBBB
BBBBB BBBBB
XXX gettext(u"Either this page does not exist, or it is not yours to open. To protect people's records we do not say which.") XXXX
XXX gettext(u'Check the address, or look for it from the start page.') XXXX
BBBBBBBB
