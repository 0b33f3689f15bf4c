"""People who send documents, and the worker that checks them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from documents.intake.checking import check_due
from documents.intake.models import Intake
from documents.intake.repository import Intakes
from documents.models import Document
from documents.repository import Documents
from medisecure.clock import now
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from tests.documents.files import announced, posted

TOLD = {"type": "LAB_REPORT", "title": "Blood count"}


class Sending:
    """One document on its way in, as the browser of one person."""

    def __init__(self, client: Client, patient_id: str, **told: str) -> None:
        self.client, self.patient_id = client, patient_id
        self.intake_id = new_id("doc")
        form = TOLD | {"form_id": self.intake_id} | told
        self.begun = client.post(f"/patients/{patient_id}/documents/send/", form)
        self.url = f"/patients/{patient_id}/documents/sending/{self.intake_id}/"

    def form(self, content: bytes, **changes: Any) -> Any:
        """The form the page's script gets for a file, or the refusal."""
        return self.client.post(f"{self.url}part/", announced(content) | changes)

    def add(self, content: bytes, **changes: Any) -> int:
        """Send a file with the script; the store's answer."""
        told = self.form(content, **changes).json()
        return posted(told["url"], told["fields"], content)[0]

    def plain(self) -> tuple[str, dict[str, str]]:
        """The form of the page itself: its address and its hidden fields."""
        page = self.client.get(self.url).content.decode()
        form = page.partition('<form id="upload"')[2].partition("</form>")[0]
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
        action = re.search(r'action="([^"]+)"', form)
        assert action
        return action[1], {name: text.replace("&quot;", '"') for name, text in fields.items()}

    def send(self) -> Any:
        return self.client.post(self.url, {"send": "1"})

    def intake(self) -> Intake:
        return Intakes(system_work("tests")).get(self.patient_id, self.intake_id)

    def document(self) -> Document:
        return Documents(system_work("tests")).get(self.patient_id, self.intake_id)


def begin() -> Any:
    return system_work("check_documents")


def work(scanner: str = "") -> dict[str, int]:
    """What the worker does when the clock starts it."""
    return check_due(begin, now(), scanner)


@pytest.fixture
def sending(signed_in: Callable[[str], Client]) -> Callable[..., Sending]:
    """Begin to send something: `sending(who, patient_id)`."""

    def begun(who: str, patient_id: str = "", **told: str) -> Sending:
        return Sending(signed_in(who), patient_id or who, **told)

    return begun
