"""People of a file compared with those on the lines before, registered or not."""

from medisecure.identity.person import PersonalInfo
from patients.duplicates.likeness import WARNS_AT, Traits, blocks, likeness
from patients.duplicates.services import traits_of


class LinesBefore:
    """The lines before, so that one person twice in the file is told even in a dry run.

    A line takes some 6 KB: blocks are kept as their hashes, of which two that meet cost one
    comparison more and change nothing.
    """

    def __init__(self) -> None:
        self._people: list[tuple[int, str, Traits]] = []
        self._filed: dict[int, int | list[int]] = {}

    def like(
        self, patient_id: str, info: PersonalInfo, insurance: str | None, line: int
    ) -> list[int]:
        """The lines before that are very like this one, which is then one of them itself.

        The same row once more makes the same id, and is no other person.
        """
        mine = traits_of(info, insurance)
        keys = {hash(block) for block in blocks(mine) if block}
        found = sorted({number for key in keys for number in self._under(key)})
        people = (self._people[number] for number in found)
        alike = [
            other for other, who, theirs in people
            if who != patient_id and likeness(mine, theirs) >= WARNS_AT
        ]  # fmt: skip
        for key in keys:
            self._file(key, len(self._people))
        self._people.append((line, patient_id, mine))
        return alike

    def _under(self, key: int) -> list[int]:
        known = self._filed.get(key, [])
        return known if isinstance(known, list) else [known]

    def _file(self, key: int, number: int) -> None:
        """One number for most of them, a list where several share the block."""
        self._filed[key] = [*self._under(key), number] if key in self._filed else number
