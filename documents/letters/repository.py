"""Where letters are kept, and how one is found by what is printed on it."""

from documents.letters.models import Letter
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page

LETTER = ItemType("letter", Letter, keys.LETTER, (keys.LETTER_BY_CHECK,), "LETTER")


class Letters(Repository[Letter]):
    """A patient's letters."""

    item_type = LETTER

    def get(self, patient_id: str, letter_id: str) -> Letter:
        return self._get(patient_id=patient_id, letter_id=letter_id, consistent=True)

    def latest(self, patient_id: str, limit: int = 25, cursor: str = "") -> Page[Letter]:
        """The newest first; what was just issued is there."""
        start = keys.LETTER.start(patient_id=patient_id)
        query = Query(pattern=keys.LETTER, start=start, limit=limit, consistent=True)
        return self._page(query, cursor)

    def by_check(self, check: str) -> list[Letter]:
        """The letter that number and birth date belong to, as it stands now; or none."""
        start = keys.LETTER_BY_CHECK.start(check=check)
        found = self._page(Query(pattern=keys.LETTER_BY_CHECK, start=start, limit=1)).items
        return [self.get(each.patient_id, each.letter_id) for each in found]
