"""A change to what holds on one day of a provider, such as a time off, counted for all claims."""

from collections.abc import Mapping
from dataclasses import dataclass

from medisecure.dynamodb.calls.wire import typed
from medisecure.dynamodb.change import Operation
from medisecure.dynamodb.keys import Key
from medisecure.dynamodb.table import wire_key


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRules:
    """`name` is the rule's attribute: set to `value`, or taken away if that is None.

    It fails if the day's rules changed since version `seen` was read, or if the rule is there
    already and may not be replaced (not there any more, when it is taken away). A claim that was
    made on an older reading of the day then fails, whichever of the two comes first.
    """

    key: Key
    name: str
    value: Mapping[str, str] | None
    seen: int
    may_replace: bool = False

    def operation(self) -> Operation:
        """The one update of the day item."""
        values = {":next": typed(self.seen + 1)}
        condition = "attribute_not_exists(rulesVersion)"
        if self.seen:
            condition, values[":seen"] = "rulesVersion = :seen", typed(self.seen)
        if self.value is None:
            text = "SET rulesVersion = :next REMOVE #rule"
            condition += " AND attribute_exists(#rule)"
        else:
            text = "SET rulesVersion = :next, #rule = :rule"
            if not self.may_replace:
                condition += " AND attribute_not_exists(#rule)"
            values[":rule"] = typed(dict(self.value))
        return {
            "Update": {
                "Key": wire_key(self.key),
                "UpdateExpression": text,
                "ConditionExpression": condition,
                "ExpressionAttributeNames": {"#rule": self.name},
                "ExpressionAttributeValues": values,
            }
        }
