"""What a program cannot see for itself: steps for a person, with what must be seen."""

STEPS = (
    ("Sign in as somebody who was just invited.",
     "The pool's page asks for a new password, then for an authenticator, and only then lets in."),
    ("Sign in again.", "It asks for a code; a wrong one is refused, and five lock for a while."),
    ("Sign out.", "You are back at the site's own page; Back shows nothing of a patient."),
    ("Sign in once more, without closing the browser.", "The password is asked for again."),
    ("Open a document.", "It is saved as a file; the same address opens nothing a minute later."),
    ("Disable that person: aws cognito-idp admin-disable-user.",
     "Their next click leads to the sign-in page, and that lets them in no more."),
    ("As an administrator delete a version of an object of the audit bucket: aws s3api "
     "delete-object --version-id …", "AccessDenied: the object is locked for six years."),
    ("As an administrator who is not the keeper: aws dynamodb get-item on the health table.",
     "AccessDeniedException … with an explicit deny in a resource-based policy."),
)  # fmt: skip
