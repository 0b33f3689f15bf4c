BBBBBBB BBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Part two records') BBBBBBBB
BBBBB BBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBBBBBBBB
BBBBB BBBBBBB
BBB BBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBB BB BBBBBBBB
 _("Part two records")  _("Patient details") 
BBBBBBBBBBBBB BBBB
XXXXX XXXXXXXXXXXX XXXXXXX XXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXX
  BBBBBBBBBB
  XXX XXXXXXXXXXXXXXXXXXXXBBBB BBBBBBBBB gettext(u'This is what will happen') XXXXX
  XXXX
    XXXX gettext(u'On its own again, with its own details, entries, documents and sign-in:')  BBBBB BBBBBBBBBBBBBBBB BBBBBBBBBXXXXX
    BB BBBBBXXXX gettext(u'With it go the records that had been joined into it:')  BBB BBBB BB BBBBBBBBBB BBBB BBBBBBBBBBB BBB BBBBBBBBBBBB gettext(u', ') BBBBBBBBBBBXXXXXBBBBB
    XXXX gettext(u'The record that stayed gets back the details it had, except what was changed since.') XXXXX
    XXXX gettext(u'Visits that had been carried over and have not begun go back. What has taken place or was written meanwhile stays with the record that stayed.') XXXXX
    XXXX gettext(u'How they were joined, by whom and why stays in the trail.') XXXXX
  XXXXX
  XXX gettext(u'Joined') X BBBBB BBBBBBBBBBBBBBB BBBBBBBBBBBX  gettext(u'Why they are the same person') X BBBBB BBBBBBBBBBBBXXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXX XXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXX gettext(u'Part the two records') XXXXXXXXXXX XXXXXXXXXX XXXXXXXXX XXXXXXXX gettext(u'Go back') XXXXXXXXXX
XXXXXXX
BBBBBBBB
