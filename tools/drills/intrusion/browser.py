"""A browser of somebody who has signed in, for drills and measurements."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from medisecure.identity.models import User
from medisecure.identity.repository import People
from medisecure.identity.sessions import SessionStore
from medisecure.wiring import system_work

CSRF = "b" * 32


def signed_in(user_id: str) -> Client:
    """A browser of this person, with a session as the sign-in leaves it."""
    client = unknown()
    client.cookies[settings.SESSION_COOKIE_NAME] = new_session(user_id)
    return client


def new_session(user_id: str) -> str:
    """The key of a session as the sign-in leaves it; the password is not fresh."""
    user = User.of(People(system_work("tools")).get(user_id))
    session = SessionStore()
    session.belongs_to(user.person)
    session.create()
    session[SESSION_KEY] = user.pk
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key or ""


def unknown() -> Client:
    """A browser of somebody who has not."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"user-agent": "tools"})
    client.cookies[settings.CSRF_COOKIE_NAME] = CSRF
    return client
