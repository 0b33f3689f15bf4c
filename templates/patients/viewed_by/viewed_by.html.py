BBBBBBB BBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Viewed by') BBBBBBBB
BBBBB BBBBBBB
BBB BBBBBB BB BBBBBBBBBBB BBBBBBBBBBBBBBBBBBB BB BBBBBBBBB
BB BBBBBBBBBBB _("Who looked at the record")  _("Everyone who opened or changed it, the latest first.")  _("Access") 
BBBB _("Who looked at the record")  _("Everyone who opened or changed it, the latest first.")  _("Home") BBBBB
BB BBB BBBBBBXXX gettext(u'Patient') X BB BBBBBBBBBBBBBBBBB BBBBBBBBBBBB BBBBBBBBBB BBBBBBBBBB BBBBBBBBBXXXXBBBBB
XX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBB BBBBBBBBBBXXBBBB BBBBB gettext(u'Who may see the record') XXXXBB BBBBBBBBBBBXX XXXXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBB BBBBBBBBBBXXBBBB BBBBBBBBBB gettext(u'All data in one file') XXXXBBBBBXXXX
XXXXXXXX XXXXXXXXXXXXXX
  BB BBBBBBBBBB
  XXX XXXXXXXXXXXXXXXXXXXXXX
  BBBB BBBBB BB BBBBBBBBBBBBBBB
   _("In this part of the log there are no looks by others.") 
  BBBB
   _("Nobody else has looked at the record so far.") 
  BBBBB
  BB BBBBBXX XXXXXXXXXXXXXX gettext(u'This page goes back to')  BBBBB BBBBB BBBBBBBBBBBBBBBXXXXXBBBBB
  BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBB BBBB
XXXXXXXXXX
BB BBB BBBBBBBBBBBXX XXXXXXXXXXXXXBBBB BBBBBBBBBB  gettext(u'If you do not know why somebody looked, call the clinic and ask for it to be checked. They find the record by this id:')  BBBBB BBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBXXXXBBBBB
XX XXXXXXXXXXXX XXXXXX gettext(u"A patient's own looks and the clinic's automatic jobs are left out here. Who saw the name in a list, such as the day's schedule, stands here once a day for each kind of list.") XXXX
BBBBBBBB
