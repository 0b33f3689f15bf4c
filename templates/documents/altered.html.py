BBBBBBB BBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'This file was changed') BBBBBBBB
BBBBB BBBBBBB
 gettext(u'This file was changed')  gettext(u'All documents') BBB BBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBB BB BBBBBBBB
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBBB BBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBB BBBB
XXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXX
  XXXBBBB BBBBBB  gettext(u'The stored file is not the one that was checked when it came in. It was not given out, and nobody can open it now.') XXXX
  XX XXXXXXXXXXXXX gettext(u'Those who watch over the records were told. If you need the document today, ask whoever wrote it for a new copy.') XXXX
XXXXXXXXXX
BBBBBBBB
