"""The reason somebody has typed waits sealed in their session, for them and whom it is about."""

from types import SimpleNamespace
from typing import Any

import pytest

from appointments.portal.hold import REASON, reason_kept, remember_reason

pytestmark = pytest.mark.usefixtures("clinic")
TYPED = "ألم في الصدر منذ يومين"


def request_of(reader: str, about: str, session: dict[str, Any] | None = None) -> Any:
    """A request of `reader` for `about`, with what their session holds."""
    session = {} if session is None else session
    return SimpleNamespace(
        session=session, person=SimpleNamespace(user_id=reader), subject_id=about
    )  # fmt: skip


@pytest.fixture
def mother() -> Any:
    """She has typed why her daughter comes."""
    request = request_of("patient_mother", "patient_daughter")
    remember_reason(request, TYPED)
    return request


def test_whoever_typed_it_finds_it_again_and_it_is_sealed_meanwhile(mother: Any) -> None:
    assert reason_kept(mother) == TYPED
    assert TYPED not in str(mother.session)


@pytest.mark.parametrize(
    ("reader", "about"),
    [("patient_other", "patient_daughter"),  # another person's session, for the same child
     ("patient_mother", "patient_son"),  # her own, when she has turned to the other child
     ("patient_daughter", "patient_mother")],
)  # fmt: skip
def test_in_another_session_the_same_bytes_say_nothing(
    mother: Any, reader: str, about: str
) -> None:
    stolen = request_of(reader, about, dict(mother.session))
    assert stolen.session[REASON] == mother.session[REASON]
    assert reason_kept(stolen) == ""


def test_an_empty_one_is_forgotten(mother: Any) -> None:
    remember_reason(mother, "")
    assert REASON not in mother.session
    assert reason_kept(mother) == ""
