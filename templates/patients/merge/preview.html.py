BBBBBBB BBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Join two records') BBBBBBBB
BBBBB BBBBBBB
BBBB BBBBBBBBBBBB BBBBBBBBBBBBB
 _("Join two records")  _("Nothing has been changed yet.") 
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
XXXXX XXXXXXXXXXXX XXXXXXX XXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXX
  BBBBBBBBBB
  BBB BBBBB BBBB BB BBBBXXXXXX XXXXXXXXXXXXX XXXXXXX XXXXXXXXXBBBBBB
  XXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXX
  XXX XXXXXXXXXXXXXXXXXXXXBBBB BBBBBBBBB gettext(u'This is what will happen') XXXXX
  XXXX
    XXXX gettext(u'The record that stays:')  BBBBB BBBBBBBBBBBBBBBBBBBBBBBBB XBBBBBBBBBBBBB BBBBBBBBBBBBXX  gettext(u'Every search, list and address of the other record leads to it.') XXXXX
    XXXXBB BBBBB gettext(u'Taken from the other record:')  BBB BBBB BB BBBBBX BBBBB BBBBBBBBBBBBB BBBBBBBBBBBBBBBB BBB BBBBBBBBBBBBX BBBBBBBBBBBBBBB gettext(u'All details stay as they are in the record that stays.') BBBBBXXXXX
    BB BBBBBBBBBBBBXXXX ngettext(u'%(n)s coming visit is carried over to the record that stays.', u'%(n)s coming visits are carried over to the record that stays.', count) SSSSS SSSSSS SSSSS SS SSSSSSS SSSS SS SSS SSSSSS SSSS SSSSSSPPPPP PPPPPP PPPPPP PPP PPPPPPP PPPP PP PPP PPPPPP PPPP PPPPPP BBB BBBB BB BBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBB BBB BBBBBBBBBBBB gettext(u', ') BBBBBBBBBBBXXXXXBBBBB
    BB BBBBBBBBBBBXXXX ngettext(u'%(n)s place on the waitlist is carried over.', u'%(n)s places on the waitlist are carried over.', count) SSSSS SSSSS SS SSS SSSSSSSS SS SSSSSSS SSSSSPPPPP PPPPPP PP PPP PPPPPPPP PPP PPPPPPP PPPPPXXXXXBBBBB
    XXXX gettext(u'Entries, documents, results and lists of both are shown together. Nothing of them is rewritten.') XXXXX
    XXXX gettext(u'Doctors who care for either record see both.') XXXXX
    XXXXBB BBBBBBBBBBBBBBBB BBB BBBBBBBBBBBBBBBBB gettext(u'Both sign-ins stay good and lead to the one record. Whoever is signed in to the other one signs in again.') BBBB BBBBBBBBBBBBBBBBB gettext(u'The sign-in of the other record leads to the one that stays. Whoever is signed in to it signs in again.') BBBB gettext(u'Signing in stays as it is.') BBBBBXXXXX
    XXXX gettext(u'The patient reads in “Who looked at my record” that the two were joined, and by whom.') XXXXX
    XXXX gettext(u'You can part them again at any time. What is written meanwhile stays with the record that stays.') XXXXX
  XXXXX
  XXX gettext(u'Why they are the same person') X BBBBB BBBBBBXXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXX XXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXX gettext(u'Join the two records') XXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXX XXXXXXXXX XXXXXXXXXXX XXXXXXXXXX gettext(u'Go back') XXXXXXXXXXXXXXX
XXXXXXX
BBBBBBB
BBBBBBBB
