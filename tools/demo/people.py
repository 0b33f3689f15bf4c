"""Who may sign in to the demo, by role; user names are the e-mails of their profiles."""

from typing import NamedTuple


class SignIn(NamedTuple):
    """One demo sign-in: role (patient, proxy, provider, staff, compliance), user id, user name."""

    role: str
    user_id: str
    username: str


DEMO_SIGN_INS = [
    SignIn("patient", "patient_12345", "john.doe@email.com"),
    SignIn("patient", "patient_00001", "mariam.alkuwari@example.com"),
    SignIn("proxy", "proxy_00001", "huda.alkuwari@example.com"),
    SignIn("provider", "provider_98765", "dr.smith@medisecure.com"),
    SignIn("provider", "provider_00001", "dr.almansoori@medisecure.com"),
    SignIn("staff", "staff_00001", "reem.haddad@medisecure.com"),
    SignIn("staff", "staff_00002", "joy.santos@medisecure.com"),
    SignIn("compliance", "compliance_00001", "omar.saleh@medisecure.com"),
]
