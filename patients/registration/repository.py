"""Record numbers that were given out: each to one patient."""

from dataclasses import dataclass, field
from typing import ClassVar

from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.repository import Repository
from medisecure.fields import QUIET


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenNumber:
    """A record number, blinded, and whose it is: stored once or not at all."""

    entity_type: ClassVar[str] = "RECORD_NUMBER"

    token: str
    patient_id: str
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.patient_id


RECORD_NUMBER = ItemType(
    "record_number", GivenNumber, keys.RECORD_NUMBER, (), "RECORD_NUMBER", Trace.NONE
)


class RecordNumbers(Repository[GivenNumber]):
    """Numbers given out."""

    item_type = RECORD_NUMBER

    def give(self, patient_id: str, number: str) -> None:
        """Claim a number in the open transaction, which fails if somebody has it."""
        token = self._uow.blind(f"record number {number}")
        self.add(GivenNumber(token=token, patient_id=patient_id), Action.GIVE_RECORD_NUMBER)
