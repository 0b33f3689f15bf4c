BBBB BBBB BBBBBBBBBB
XXXX XXXXXXXXXXXXXXXXXXX
  XXXX XXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXXXXX
    BBBB BBBBBBBBB
    XXXX XXXXXXXXXXXXXXXXXXXX
      XX XXXXXXXXXXXXXX XXXXXX gettext(u'Something on this page cannot be opened. It was reported.') XXXX
      XXX XXXXXXXXXXXXXBBB BBBBB BB BB BBBBBBBXXXXX BBBBB BB BBBBBBBBBXXXXXBBBBBBXXXXX
      XX XXXXXXXXXXXXX gettext(u'It was damaged or changed in storage, and is left out here. Everything else on this page is complete. Do not decide anything on what is missing: ask the clinic, and give this number.') XXXX
    XXXXXX
  XXXXXX
XXXXXX
