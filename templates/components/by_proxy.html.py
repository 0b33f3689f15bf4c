BBBB BBBBXXXXX XXXXXXXXXXXXXX gettext(u'by somebody who acts for the patient') XXXXXXX
