"""What goes out in parts arrives whole and in order, or not at all."""

import os
import time
from threading import Lock
from typing import Any
from urllib.request import urlopen

import pytest
from botocore.exceptions import ReadTimeoutError
from django.conf import settings

from documents.archives import parcels
from documents.archives.parcels import AT_ONCE, PART, Parcel, parcel_link
from medisecure.aws import client
from medisecure.errors import Unavailable
from tests.conftest import administrator_client
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic")


class Store:
    """A store that counts how many parts are on their way at once, and fails when it is told to."""

    def __init__(self, fails_at: int = 0) -> None:
        self.fails_at, self.ended = fails_at, ""
        self.now = self.most = 0
        self._counting = Lock()

    def create_multipart_upload(self, **_asked: Any) -> dict[str, Any]:
        return {"UploadId": "one"}

    def upload_part(self, *, PartNumber: int, **_asked: Any) -> dict[str, Any]:  # noqa: N803 - S3's
        with self._counting:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)
        with self._counting:
            self.now -= 1
        if PartNumber == self.fails_at:
            raise ReadTimeoutError(endpoint_url="the store")
        return {"ETag": str(PartNumber)}

    def complete_multipart_upload(self, **_asked: Any) -> None:
        self.ended += "complete"

    def abort_multipart_upload(self, **_asked: Any) -> None:
        self.ended += "aborted"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Store()
    monkeypatch.setattr(parcels, "client", lambda _name, **_how: made)
    return made


def written(key: str, parts: int, then: BaseException | None = None) -> None:
    """A parcel of so many full parts, and what stops the writing."""
    with Parcel(key) as parcel:
        for _ in range(parts):
            parcel.write(bytes(PART))
        if then:
            raise then


def test_many_parts_arrive_in_their_order() -> None:
    content = os.urandom(PART * 2 + 1000)
    with Parcel("archives/in-order.zip") as parcel:
        for at in range(0, len(content), 3_000_000):
            parcel.write(content[at : at + 3_000_000])
    assert parcel.size == len(content)
    with urlopen(parcel_link("archives/in-order.zip", "a.zip")) as file:  # noqa: S310 - our own
        assert file.read() == content


def test_no_more_parts_are_on_their_way_than_memory_was_meant_for(store: Store) -> None:
    written("archives/bounded.zip", 6)
    assert (store.most, store.ended) == (AT_ONCE, "complete")


@pytest.mark.parametrize("part", [1, 3, 4], ids=["first", "while it is written", "last"])
def test_a_part_that_does_not_arrive_leaves_nothing(store: Store, part: int) -> None:
    store.fails_at = part
    with pytest.raises(Unavailable):
        written("archives/lost.zip", 3)
    assert store.ended == "aborted"


def test_what_is_not_written_to_its_end_is_not_there(cloud: RunningCloud) -> None:
    with pytest.raises(KeyboardInterrupt):
        written("archives/stopped.zip", 1, KeyboardInterrupt())
    s3 = administrator_client(cloud, "s3")
    left = s3.list_multipart_uploads(Bucket=settings.EXPORTS_BUCKET).get("Uploads", [])
    assert [each for each in left if each["Key"] == "archives/stopped.zip"] == []
    with pytest.raises(Unavailable):
        parcel_link("archives/stopped.zip", "a.zip")


def test_a_job_waits_for_the_store_longer_than_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def noted(name: str, *, unhurried: bool = False) -> Any:
        asked.append(unhurried)
        return client(name, unhurried=unhurried)

    monkeypatch.setattr(parcels, "client", noted)
    with Parcel("archives/patient.zip") as parcel:
        parcel.write(b"x")
    assert set(asked) == {True}
    asked.clear()
    parcel_link("archives/patient.zip", "a.zip")
    assert set(asked) == {False}
    waits = {each: client("s3", unhurried=each).meta.config.read_timeout for each in (True, False)}
    assert waits[True] > 10 > waits[False]
