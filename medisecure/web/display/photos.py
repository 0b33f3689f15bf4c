"""The photo of a patient, shown by a link that lasts a minute; the page then allows that store."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from medisecure.document_store import picture_link
from medisecure.errors import Unavailable
from medisecure.identity.person import Photo


def allow_photos(request: HttpRequest) -> None:
    """Have this page allow the store: for one on which a photo appears without a new page."""
    _allow(request, picture_link("any", None))


def _allow(request: HttpRequest, link: str) -> None:
    store = urlsplit(link)
    request.pictures_from = f"{store.scheme}://{store.netloc}"  # type: ignore[attr-defined]


def patient_photo(context: Context, photo: Photo | None, size: str = "") -> SafeString:
    """The photo as a picture; nothing without one, or while no link can be signed.

    `size` "large" is for the pages on which it is looked at; beside a name it is small.
    """
    request = getattr(context, "request", None)
    if not photo or request is None:
        return SafeString()
    try:
        link = picture_link(photo.s3_key, photo.s3_version)
    except Unavailable:
        return SafeString()
    _allow(request, link)
    look = "patient-photo patient-photo-large" if size == "large" else "patient-photo"
    return format_html(
        '<img class="{}" src="{}" alt="{}" width="480" height="480" referrerpolicy="no-referrer">',
        look, link, gettext("Photo of the patient"),
    )  # fmt: skip
