"""What a key condition asks of the sort key, read once for a whole query."""

from collections.abc import Sequence

Token = tuple[str, str]  # kind and text, as the engine cuts an expression up
# Operator and the names of its values, such as ("BETWEEN", [":a", ":b"]); ("", []) for none.
SortCondition = tuple[str, list[str]]

OPERATORS = {"EQ": "=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}
TURNED = {"EQ": "=", "LT": ">", "LE": ">=", "GT": "<", "GE": "<="}  # with the value on the left


def sort_condition(
    clauses: Sequence[Sequence[Token]], names: dict[str, str], partition: str, sort: str | None
) -> SortCondition | None:
    """The condition on the attribute `sort`, or None for a spelling that is not known here.

    `clauses` are those that AND joins, without brackets; `names` are the request's
    ExpressionAttributeNames.
    """
    found: SortCondition = ("", [])
    for clause in clauses:
        name, operator, values = _parts(clause)
        attribute = names.get(name, name)
        if attribute == sort and operator:
            found = operator, values
        elif attribute != partition or operator != "=":
            return None
    return found


def _parts(clause: Sequence[Token]) -> tuple[str, str, list[str]]:
    """Attribute, operator and values of one clause; no operator for an unknown spelling."""
    kinds = ["NAME" if kind in {"IDENT", "NAME_REF"} else kind for kind, _ in clause]
    texts = [text for _, text in clause]
    match kinds, texts:
        case ["NAME", "NAME", "COMMA", "VALUE_REF"], [function, name, _, value]:
            return name, "begins_with" if function.lower() == "begins_with" else "", [value]
        case ["NAME", "NAME", "VALUE_REF", "NAME", "VALUE_REF"], [name, word, low, _, high]:
            return name, "BETWEEN" if word.upper() == "BETWEEN" else "", [low, high]
        case ["NAME", kind, "VALUE_REF"], [name, _, value]:
            return name, OPERATORS.get(kind, ""), [value]
        case ["VALUE_REF", kind, "NAME"], [value, _, name]:
            return name, TURNED.get(kind, ""), [value]
        case _:
            return "", "", []
