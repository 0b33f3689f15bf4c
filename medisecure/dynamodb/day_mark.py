"""An attribute of a provider's day that goes from one value to the next: a lock nobody gives back.

Who sets it says what it was when they looked. Of two who looked at the same, one is refused.
"""

from dataclasses import dataclass

from medisecure.dynamodb.calls.wire import typed
from medisecure.dynamodb.change import Operation
from medisecure.dynamodb.keys import Key
from medisecure.dynamodb.table import wire_key


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """The attribute `name` set to `value`, if it is `seen` still (empty: if there is none)."""

    key: Key
    name: str
    value: str
    seen: str

    def operation(self) -> Operation:
        """The one update of the day item; its rules and cells stay as they are."""
        values, condition = {":next": typed(self.value)}, "attribute_not_exists(#mark)"
        if self.seen:
            values[":seen"], condition = typed(self.seen), "#mark = :seen"
        return {
            "Update": {
                "Key": wire_key(self.key),
                "UpdateExpression": "SET #mark = :next",
                "ConditionExpression": condition,
                "ExpressionAttributeNames": {"#mark": self.name},
                "ExpressionAttributeValues": values,
            }
        }
