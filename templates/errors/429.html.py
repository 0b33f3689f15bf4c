BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'A little slower, please') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'A little slower, please') BBBBBBBB
BBBBB BBBBB
XXX gettext(u'This was done very often in a short time. To keep the clinic open for everybody, nothing was done this time.') XXXX
XXXBB BBBBBBBBBBBBB ngettext(u'It can be done again in %(minutes)s minute.', u'It can be done again in %(minutes)s minutes.', count) SS SSS SS SSSS SSSSS SS SSSSSSSSSSS SSSSSSSPP PPP PP PPPP PPPPP PP PPPPPPPPPPP PPPPPPPPBBBB BBBBB ngettext(u'It can be done again in %(seconds)s second.', u'It can be done again in %(seconds)s seconds.', count) SS SSS SS SSSS SSSSS SS SSSSSSSSSSS SSSSSSSPP PPP PP PPPP PPPPP PP PPPPPPPPPPP PPPPPPPPBBBBBBB BBBBB  gettext(u'What you typed is kept: wait, then send it again with the button.') BBBBBXXXX
BBBBBBBB
BBBBB BBBBBBB
BB BBBBB
XXXXX XXXXXXXXXXXXX XXXXXXXXX XXXXXXXXXXX
  BBBBBBBBBB
  BBB BBBBB BBBBB BB BBBBBXXXXXX XXXXXXXXXXXXX XXXXXXX XXXXXXXXXBBBBBB
XXXXXXX
XXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXX XXXXXXXXXXXXX gettext(u'Send it again') XXXXXXXXX
BBBB BBBBBBB
XX XXXXXXXXXX XXXXXXXXXXXX XXXXXXXX gettext(u'Try again') XXXX
BBBBB
XX XXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXX XXXXXXXXX gettext(u'Go to the start page') XXXX
BBBBBBBB
