BBBB BBBB BBBBBBBBBB

XX XXXXXXXXXXX XXXXXXBBBB BBBBBB BB BBBBBBBBBBBBBBBBBBB B BB gettext(u'You can move or cancel this visit online until')  XXXXXXXXBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBXXXXXXXXXX  gettext(u'After that, please call the clinic.') BBBB gettext(u'This visit is soon, so it cannot be moved or cancelled online once it is booked. Please call the clinic if you cannot come.') BBBBBBBBBBBBBBBBBXXXX
