"""The signed-in person in the shape Django's sign-in wants; there is no table behind it."""

from typing import Any, ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac

from medisecure.access.actor import Actor, Role
from medisecure.identity.person import Person, UserType

ROLES = {each: Role(each.value.lower()) for each in UserType}


class NoTable(models.Manager["User"]):
    """`User.objects` for code that expects one; any use of it is a mistake."""

    def get_queryset(self) -> NoReturn:
        raise RuntimeError("people are not kept in a relational database")


class User(AbstractBaseUser):
    """A person who signed in; `id` is Cognito's `sub`.

    `login` is whose sign-in it was: another record of the same patient, once they were joined.
    """

    id = models.CharField(primary_key=True, max_length=64)
    password = None  # type: ignore[assignment]
    last_login = None
    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = NoTable()
    person: Person
    login: Person
    authenticated_at: int = 0  # when Cognito saw the password, epoch seconds; set at sign-in
    access_token: str = ""  # of a sign-in under way only

    class Meta:
        managed = False
        default_permissions = ()
        app_label = "identity"

    @classmethod
    def of(cls, person: Person, login: Person | None = None) -> "User":
        """The user this person signs in as, by their own sign-in or that of another record."""
        user = cls(id=(login or person).cognito_user_id or "")
        user.person, user.login = person, login or person
        user._state.adding = False
        return user

    @property
    def actor(self) -> Actor:
        also = frozenset(self.person.linked or ())
        return Actor(user_id=self.person.user_id, role=self.role, also=also)

    def acting_for(self, patient_id: str) -> Actor:
        """The same person as somebody who acts for that patient."""
        return Actor(user_id=self.person.user_id, role=Role.PROXY, acting_for=patient_id)

    @property
    def role(self) -> Role:
        return ROLES[self.person.user_type]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.person.is_active and self.login.is_active

    def get_session_auth_hash(self) -> str:
        """Changes with the person's session epoch: raising it ends all their sessions.

        Joining two records, or parting them, ends those of the sign-in that changes hands.
        """
        basis = f"{self.pk}|{self.person.session_epoch}|{self.role}"
        if self.login is not self.person:
            basis += f"|{self.person.user_id}|{self.login.session_epoch}"
        return salted_hmac("medisecure.session", basis, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())

    def save(self, *_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("people are kept through the gate")
