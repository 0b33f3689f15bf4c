BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'The paper is not ready yet') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'The paper is not ready yet') BBBBBBBB
BBBBB BBBBBXXX gettext(u'Several papers are being printed just now. Please try again in a moment.')   gettext(u'Nothing is lost.') XXXXBBBBBBBB
BBBBB BBBBBBBXX XXXXXXXXXX XXXXXXXXXXXX XXXXXXXX gettext(u'Try again') XXXXXX XXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXX XXXXXXXXX gettext(u'Go to the start page') XXXXBBBBBBBB
