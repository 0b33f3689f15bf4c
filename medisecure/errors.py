"""What can go wrong, in words that are safe to show to anyone.

No message ever carries patient data: people read it on a page, and it may end up in a log.
Sentences are marked for the translators here and translated where they are shown.
"""

from collections.abc import Mapping
from enum import StrEnum


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators and returns it as it is."""
    return sentence


class Counted(str):
    """A sentence about one of something, with the one about several: its `%(count)s` decides."""

    __slots__ = ("several",)
    several: str

    def said_of(self, count: object) -> str:
        """The English sentence for so many."""
        return str(self) if count == 1 else self.several


def ngettext_noop(one: str, several: str) -> Counted:
    """Marks both sentences for the translators, if it is imported as `ngettext`."""
    sentence = Counted(one)
    sentence.several = several
    return sentence


def _plain(word: object) -> object:
    """A status as people say it: `in consultation`."""
    return word.value.replace("_", " ").lower() if isinstance(word, StrEnum) else word


class MediSecureError(Exception):
    """Any refusal of ours.

    `message` is the untranslated sentence and `params` fill its `%(name)s` blanks, so that a page
    can show it in the reader's language (`error_text`); `str(error)` is the English.
    """

    default = gettext_noop("Something went wrong. Nothing was changed.")

    def __init__(self, message: str = "", params: Mapping[str, object] | None = None) -> None:
        self.message = message or self.default
        self.params: dict[str, object] = dict(params or {})
        super().__init__(self.message)

    def __str__(self) -> str:
        said = self.message
        if isinstance(said, Counted):
            said = said.said_of(self.params.get("count"))
        return said % {name: _plain(word) for name, word in self.params.items()}


class NotFound(MediSecureError):
    """It does not exist, or this person may not know that it does."""

    default = gettext_noop("This page does not exist or is not open to you.")


class AccessDenied(MediSecureError):
    """The policy refuses this person this action; shown to browsers exactly like `NotFound`."""

    default = gettext_noop("This page does not exist or is not open to you.")


class Conflict(MediSecureError):
    """Someone or something got there first; `alternatives` are what may be tried instead."""

    default = gettext_noop("This was changed by someone else in the meantime.")

    def __init__(
        self,
        message: str = "",
        params: Mapping[str, object] | None = None,
        *,
        alternatives: tuple[object, ...] = (),
    ) -> None:
        super().__init__(message, params)
        self.alternatives = alternatives


class Replaced(Conflict):
    """The id belongs to a record that was joined into another: `survivor` answers for it.

    A page shows that one instead. In a form that names the id elsewhere it is a conflict.
    """

    default = gettext_noop(
        "This record was joined with another one since you opened the page. Search for the patient "
        "again."
    )

    def __init__(self, patient_id: str, survivor: str) -> None:
        super().__init__()
        self.patient_id, self.survivor = patient_id, survivor


class Invalid(MediSecureError):
    """Some fields cannot be as given; `fields` maps each field's name to what is wrong with it."""

    default = gettext_noop("Please correct the marked fields.")

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__()
        self.fields: dict[str, str] = dict(fields)

    def __str__(self) -> str:
        return "; ".join(f"{name}: {message}" for name, message in self.fields.items())


class Unavailable(MediSecureError):
    """A service we depend on did not answer in time."""

    default = gettext_noop("A service did not answer in time. Please try again in a moment.")


class TooMany(MediSecureError):
    """More than one person or address may do in a while; in `seconds` it may be done again."""

    default = gettext_noop("That was too much in a short time. Please wait a little.")

    def __init__(self, *, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds

    @property
    def minutes(self) -> int:
        """The wait in minutes, rounded up, as people count a longer one; 0 for up to one.

        >>> TooMany(seconds=432).minutes, TooMany(seconds=60).minutes
        (8, 0)
        """
        return -(-self.seconds // 60) if self.seconds > 60 else 0  # noqa: PLR2004
