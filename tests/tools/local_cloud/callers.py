"""How these tests speak to a local cloud: as its administrator or as a user with few rights."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "me-central-1"
# One attempt only: a test wants to see what happened, not what a repeat made of it.
ONCE = Config(
    connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 1, "mode": "standard"}
)
Item = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Caller:
    """The clients of one pair of keys."""

    endpoint: str
    key: str = "test"
    secret: str = "test"

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
            config=ONCE,
        )

    @cached_property
    def dynamodb(self) -> Any:
        return self.client("dynamodb")

    @cached_property
    def s3(self) -> Any:
        return self.client("s3")

    @cached_property
    def kms(self) -> Any:
        return self.client("kms")

    @cached_property
    def iam(self) -> Any:
        return self.client("iam")

    @cached_property
    def cognito(self) -> Any:
        return self.client("cognito-idp")


def user_with(admin: Caller, name: str, *statements: dict[str, Any]) -> Caller:
    """A new IAM user with one policy of these statements."""
    admin.iam.create_user(UserName=name)
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    admin.iam.put_user_policy(UserName=name, PolicyName="rights", PolicyDocument=json.dumps(policy))
    made = admin.iam.create_access_key(UserName=name)["AccessKey"]
    return Caller(admin.endpoint, made["AccessKeyId"], made["SecretAccessKey"])


def new_bucket(admin: Caller, name: str, **more: Any) -> str:
    """A new bucket in the region of these tests; its name."""
    where = {"LocationConstraint": REGION}
    admin.s3.create_bucket(Bucket=name, CreateBucketConfiguration=where, **more)
    return name


def text(value: str) -> dict[str, str]:
    return {"S": value}


def number(value: int | str) -> dict[str, str]:
    return {"N": str(value)}


def item(partition: str, sort: str, **attributes: int | str | dict[str, Any]) -> Item:
    """An item in DynamoDB's own notation; texts and whole numbers are written for you."""
    found: Item = {"PK": text(partition), "SK": text(sort)}
    for name, value in attributes.items():
        if isinstance(value, dict):
            found[name] = value
        else:
            found[name] = text(value) if isinstance(value, str) else number(value)
    return found


def code_of(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


class Table:
    """One table with the indexes the application uses: two of everything, one of keys only."""

    def __init__(self, dynamodb: Any, name: str) -> None:
        self.dynamodb = dynamodb
        self.name = name

    def create(self) -> "Table":
        indexes = {"GSI1": "ALL", "GSI2": "KEYS_ONLY"}
        names = ["PK", "SK", *(f"{index}{part}" for index in indexes for part in ("PK", "SK"))]
        self.dynamodb.create_table(
            TableName=self.name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in names],
            KeySchema=_keys("PK", "SK"),
            GlobalSecondaryIndexes=[
                {
                    "IndexName": index,
                    "KeySchema": _keys(f"{index}PK", f"{index}SK"),
                    "Projection": {"ProjectionType": projection},
                }
                for index, projection in indexes.items()
            ],
        )
        return self

    def put(self, stored: Item, **more: Any) -> Any:
        return self.dynamodb.put_item(TableName=self.name, Item=stored, **more)

    def get(self, partition: str, sort: str) -> Item | None:
        found: Item | None = self.dynamodb.get_item(
            TableName=self.name, Key=item(partition, sort), ConsistentRead=True
        ).get("Item")
        return found

    def update(self, key: Item, expression: str, values: Item, **more: Any) -> Any:
        return self.dynamodb.update_item(
            TableName=self.name,
            Key=key,
            UpdateExpression=expression,
            ExpressionAttributeValues=values,
            **more,
        )

    def query(self, partition: str, *, attribute: str = "PK", **more: Any) -> Any:
        return self.dynamodb.query(
            TableName=self.name,
            KeyConditionExpression=f"{attribute} = :partition",
            ExpressionAttributeValues={":partition": text(partition)},
            **more,
        )

    def pages(self, partition: str, **more: Any) -> Iterator[list[Item]]:
        """Every page of a query, following the cursor."""
        start: dict[str, Any] = {}
        while True:
            found = self.query(partition, **more, **start)
            yield found["Items"]
            if "LastEvaluatedKey" not in found:
                return
            start = {"ExclusiveStartKey": found["LastEvaluatedKey"]}

    def transact(self, *members: dict[str, Any], **more: Any) -> Any:
        named = [
            {kind: {"TableName": self.name, **detail}}
            for member in members
            for kind, detail in member.items()
        ]
        return self.dynamodb.transact_write_items(TransactItems=named, **more)


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
