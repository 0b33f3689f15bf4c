"""Where letters are kept, and how one is found by what is printed on it."""

from documents.letters.models import Letter
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import AT_ONCE, Repository
from medisecure.dynamodb.unit_of_work import Page

LETTER = ItemType("letter", Letter, keys.LETTER, (keys.LETTER_BY_CHECK,), "LETTER")

# The same items, whoever's, for the author of the entry they were issued out of. Only what becomes
# of an entry asks for them: patients/record_pages/change_views.py, patients/encounter/services.py.
LETTER_OF_ENTRY = ItemType("letter_of_entry", Letter, LETTER.key, LETTER.indexes, "LETTER")


class Letters(Repository[Letter]):
    """A patient's letters."""

    item_type = LETTER

    def get(self, patient_id: str, letter_id: str) -> Letter:
        return self._get(patient_id=patient_id, letter_id=letter_id, consistent=True)

    def find(self, patient_id: str, letter_id: str) -> list[Letter]:
        """That letter, if there is one and the actor may see it; else none."""
        return self._many([{"patient_id": patient_id, "letter_id": letter_id}])

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


class LettersOfEntries(Repository[Letter]):
    """What was issued out of an entry, whichever doctor signed it."""

    item_type = LETTER_OF_ENTRY

    def out_of(self, patient_id: str, record_id: str) -> list[Letter]:
        """All letters of that entry; none to a doctor in whose care the patient is not."""
        start = keys.LETTER.start(patient_id=patient_id)
        query = Query(pattern=keys.LETTER, start=start, limit=AT_ONCE, consistent=True)
        return [each for each in self._all(query) if each.record_id == record_id]
