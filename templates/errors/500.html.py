BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Something went wrong on our side') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'Something went wrong on our side') BBBBBBBB
BBBBB BBBBB
XXX gettext(u'The mistake is ours, not yours, and it has been recorded.') XXXX
XXX gettext(u'What you were doing may not have been saved. Please check before you do it again.') XXXX
BBBBBBBB
