BBBB BBBB BBBBBBBBBB
BB BBBBBBBBBBBBB _("The blood types in the two charts differ. That speaks against one person: ask a doctor or nurse before you join them. No blood type will be shown until a clinician enters it anew.") BBBBB
BB BBBBBBBBBBBBBBBBBBBBBB BB BBBBBBBBBB BB BBBBBBBBBBBBBBBBBBBBBB BB BBBBBBBBBB _("One of the two accounts is disabled. Its sign-in stays closed; joining opens nothing.") BBBBB
