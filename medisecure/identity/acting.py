"""For whom somebody acts in this session: the patient they have chosen, with the name on each page.

It opens nothing: what they may do is asked of the relation on each request. Kept sealed.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass

import orjson
from django.contrib.sessions.backends.base import SessionBase

from medisecure.encryption.cipher import Tampered
from medisecure.wiring import cipher

NAME = "acting_for"


@dataclass(frozen=True, slots=True)
class Subject:
    """The patient somebody acts for."""

    patient_id: str
    name: str


def begin(session: SessionBase, owner: str, subject: Subject) -> None:
    """From now on this session's pages are the patient's."""
    told = orjson.dumps([subject.patient_id, subject.name])
    session[NAME] = b64encode(cipher().seal(told, _belongs_to(owner))).decode()


def stop(session: SessionBase) -> None:
    """Its pages are the person's own again."""
    session.pop(NAME, None)


def subject_of(session: SessionBase, owner: str) -> Subject | None:
    """For whom they act in this session; None for themselves."""
    kept = session.get(NAME)
    if not kept:
        return None
    try:
        patient_id, name = orjson.loads(cipher().open(b64decode(kept), _belongs_to(owner)))
    except Tampered:
        return None
    return Subject(patient_id, name)


def _belongs_to(owner: str) -> bytes:
    return f"acting|{owner}".encode()
