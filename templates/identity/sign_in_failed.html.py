BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB BBBBBBBBBB
BBBBB BBBBB gettext(u'Sign-in did not work') BBBBBBBB
BBBBB BBBBBBBB BBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'Sign-in did not work') BBBBBBBB
BBBBB BBBBB
XXX gettext(u'We could not sign you in with that account. Try once more; if it happens again, ask the front desk whether your account is registered.') XXXX
XXX gettext(u'Lost the phone that shows your sign-in codes? Patients ask the front desk; whoever works here asks a compliance officer. They reset it, and you set up your new phone.') XXXX
BBBBBBBB
BBBBB BBBBBBBXX XXXXXXXXXX XXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBBBBBXX gettext(u'Try again') XXXXBBBBBBBB
