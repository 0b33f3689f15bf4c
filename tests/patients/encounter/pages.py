"""What the tests of the note do at a browser: open it, read what its form carries, send it."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.records.models import Record
from patients.records.repository import Records

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Window:
    """One window with the note open in it: it knows what its form carries."""

    browser: Client
    url: str
    carried: dict[str, str] = field(default_factory=dict)
    page: str = ""
    step: int = 0

    def open(self) -> str:
        """The page as it is now."""
        return self._took(self.browser.get(self.url))

    def keeps(self, **typed: str) -> HttpResponse:
        """The window saves by itself."""
        self.step += 1
        sent = self.carried | named(typed) | {"save": "auto", "step": str(self.step)}
        answer: HttpResponse = self.browser.post(self.url, sent)
        if answer.status_code == 200:
            self.carried["seen"] = answer.json()["seen"]  # type: ignore[attr-defined]
        return answer

    def presses(self, button: str, value: str = "1", **typed: str) -> HttpResponse:
        """One of its buttons; a page that comes back is the window's from then on."""
        sent = self.carried | named(typed) | {button: value, "step": str(self.step + 1)}
        answer: HttpResponse = self.browser.post(self.url, sent)
        if answer.status_code in {200, 409}:
            self._took(answer)
        return answer

    def _took(self, answer: Any) -> str:
        self.page, self.step = answer.content.decode(), 0
        form = self.page.partition('id="note"')[2]
        self.carried = dict(HIDDEN.findall(form)[:5])
        return self.page


def named(typed: dict[str, str]) -> dict[str, str]:
    """`rx_0_dose` as the form names it: `rx-0-dose`; plain names as they are."""
    return {
        re.sub(r"^(rx|dx|pick|confirm)_(\d+_)?", dashed, name): text for name, text in typed.items()
    }


def dashed(found: re.Match[str]) -> str:
    return found[0].replace("_", "-")


def signed_of(uow: UnitOfWork, patient_id: str) -> list[Record]:
    """The entries that were signed here, the newest first."""
    found = Records(uow).latest(patient_id).items
    return [each for each in found if each.record_id.startswith("consultation_01")]
