BBBBBBB BBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Sign in') BBBBBBBB
BBBBB BBBBBBB
XXXXXXXX XXXXXXXXXXXXXX
  XXXX gettext(u'Your clinic, in one place') XXXXX
  XXX gettext(u'Visits, records and documents – for patients and for the people who look after them.') XXXX
  XXXXX XXXXXXXXXX XXXXXXXXXXX XXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBBBBBXX gettext(u'Sign in') XXXXXXXX
  XX XXXXXXXXXXXXXX gettext(u'Lost the phone that shows your sign-in codes? Patients ask the front desk; whoever works here asks a compliance officer. They reset it, and you set up your new phone.') XXXX
  XX XXXXXXXXXXXXXX gettext(u'Every look at a record is written down, and patients can see who looked.') XXXX
XXXXXXXXXX
BBBBBBBB
