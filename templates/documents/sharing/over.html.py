BBBBBBB BBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'This link leads nowhere') BBBBBBBB
BBBBB BBBBBBB
 _("This link leads nowhere")  _("It has run out, was taken back, or is not complete. Ask the patient for a new one.") 
BBBBBBBB
