"""How the grounds of a care relation are stored: an attribute for each, without reading first.

A booking and a cancellation touch only the attribute of their own visit, so that two bookings of
one patient with one doctor do not stand in each other's way, and none costs a read.
"""

from medisecure.access.care import SINCE, Care
from medisecure.clock import utc_text
from medisecure.dynamodb import change, keys
from medisecure.dynamodb.calls.wire import typed
from medisecure.dynamodb.item_types import CARE
from medisecure.dynamodb.table import RawItem, wire_key


def grounds_operation(care: Care) -> change.Operation:
    """The update that makes or changes these grounds of the relation and leaves all others."""
    first = _names_of(care) | _beginnings(care)
    told = {each.attribute: each.stored() for each in care.grounds}
    names = {f"#f{n}": name for n, name in enumerate(first)}
    names |= {f"#g{n}": name for n, name in enumerate(told)}
    values = {f":f{n}": typed(text) for n, text in enumerate(first.values())}
    values |= {f":g{n}": typed(ground) for n, ground in enumerate(told.values())}
    kept = [f"#f{n} = if_not_exists(#f{n}, :f{n})" for n in range(len(first))]
    put = [f"#g{n} = :g{n}" for n in range(len(told))]
    return {
        "Update": {
            "Key": wire_key(CARE.keys_of(care)),
            "UpdateExpression": f"SET {', '.join([*kept, *put])}",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
    }


def earlier_ended(operation: change.Operation, since: str) -> change.Operation:
    """The same update, which also takes away that the relation is one without grounds.

    It fails if somebody has done so before.
    """
    update = operation["Update"]
    update["UpdateExpression"] += " REMOVE #since"
    update["ConditionExpression"] = "#since = :since"
    update["ExpressionAttributeNames"] |= {"#since": "since"}
    update["ExpressionAttributeValues"] |= {":since": typed(since)}
    return operation


def patient_condition(patient_id: str) -> change.Operation:
    """No change: the transaction fails unless there is a patient of that id."""
    return {
        "ConditionCheck": {
            "Key": wire_key(keys.PATIENT.key(patient_id=patient_id)),
            "ConditionExpression": "userType = :patient",
            "ExpressionAttributeValues": {":patient": typed("PATIENT")},
        }
    }


def care_item(care: Care) -> RawItem:
    """The whole item of a relation, for whoever fills a table behind the gate (a test, a bench)."""
    item = {name: typed(text) for name, text in (_names_of(care) | _beginnings(care)).items()}
    item |= {name: typed(text) for name, text in CARE.keys_of(care).items()}
    return item | {each.attribute: typed(each.stored()) for each in care.grounds}


def _names_of(care: Care) -> dict[str, str]:
    keys = {k: v for k, v in CARE.keys_of(care).items() if k not in ("PK", "SK")}
    names = {"patientId": care.patient_id, "providerId": care.provider_id}
    return keys | names | {"entityType": Care.entity_type}


def _beginnings(care: Care) -> dict[str, str]:
    return {f"{SINCE}{each.attribute}": utc_text(each.since) for each in care.grounds}
