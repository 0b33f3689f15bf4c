"""The clinic as people reach it: its name, phone, place and hours, in the reader's language."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from medisecure.web.display.values import written_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """What the settings say, nothing where they say nothing; `emergency` is a sentence."""

    name: str
    phone: str
    address: str
    map_url: str
    hours: str
    emergency: str


def clinic() -> Clinic:
    """The clinic in the active language."""
    return Clinic(
        name=_in_language("CLINIC_NAME"),
        phone=settings.CLINIC_PHONE,
        address=_in_language("CLINIC_ADDRESS"),
        map_url=settings.CLINIC_MAP_URL,
        hours=_in_language("CLINIC_HOURS"),
        emergency=_in_language("CLINIC_EMERGENCY"),
    )


def clinic_phone() -> SafeString:
    """The number to call as a link, for the end of a sentence; nothing where none is set."""
    if not settings.CLINIC_PHONE:
        return SafeString()
    return format_html(" {}", written_text(settings.CLINIC_PHONE, "phone"))


def _in_language(name: str) -> str:
    """The setting for Arabic readers where there is one, else the general one."""
    arabic = getattr(settings, f"{name}_AR") if (get_language() or "").startswith("ar") else ""
    return arabic or getattr(settings, name)
