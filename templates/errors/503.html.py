BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'We cannot answer just now') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'We cannot answer just now') BBBBBBBB
BBBBB BBBBB
XXX gettext(u'A service that MediSecure depends on is not answering. Nothing was shown and nothing was saved.') XXXX
XXX gettext(u'Wait a minute, then reload this page. If you were sending a form, the browser will offer to send the same words again.') XXXX
BBBBBBBB
BBBBB BBBBBBBXX XXXXXXXXXX XXXXXXXXXXXX XXXXXXXXX gettext(u'Try the start page') XXXXBBBBBBBB
