BBBB BBBB
XXXXXXX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXX
  XXXBB BBBBBBBBBBBBBBBB gettext(u'MediSecure is not for emergencies. In an emergency call <bdi dir="ltr">%(emergency_number)s</bdi>.') SSSSSSSSSS SS SSS SSS SSSSSSSSSSSS SS SS SSSSSSSSS SSSS SSSS SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSBBBB gettext(u'MediSecure is not for emergencies.') BBBBBXXXX
  XX XXXXXXXXXXXXXX gettext(u'Every look at a record is logged.') XXXX
XXXXXXXXX
