"""A doctor's rules as the key of what follows from them, which is kept by the process."""

from providers.directory.models import Availability


class RulesKey:
    """A doctor's rules as the key of what follows from them: equal rules are one key."""

    __slots__ = ("rules",)

    def __init__(self, rules: Availability) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return hash((self.rules.working_hours, self.rules.rules_version, self.rules.time_zone))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RulesKey):
            return NotImplemented
        return self.rules is other.rules or self.rules == other.rules
