"""All clients are measured on the same records, and each of them reads every one."""

import pytest

from medisecure.dynamodb.item_type import ItemType
from patients.records.repository import RECORD
from tools.bench.store import clients, sample
from tools.bench.store.stub import stub


@pytest.mark.parametrize("kind", [sample.CLEAR_RECORD, RECORD])
def test_each_client_reads_all_records_from_the_stub(kind: ItemType[object]) -> None:
    cipher = sample.a_cipher()
    with stub(sample.body_of(sample.records(kind, cipher))) as endpoint:
        assert clients.repository_call(endpoint, kind, cipher)() == sample.COUNT
        assert clients.boto3_call(endpoint)() == sample.COUNT
        assert clients.pynamodb_call(endpoint, sealed=kind is RECORD)() == sample.COUNT


def test_a_record_is_as_large_as_a_usual_one() -> None:
    assert 1_200 < sample.size_of(sample.records(RECORD, sample.a_cipher())) < 2_000
