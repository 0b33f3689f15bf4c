"""The first day's proof: all is well under our policy; a right too many or too few is seen."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.core.management import call_command

from infra.proving.by_hand import STEPS
from infra.proving.items import item_proofs
from infra.proving.proof import Proof, Shown, show
from infra.proving.services import service_proofs
from infra.provision.administrator import Administrator
from infra.provision.application_user import POLICY_NAME
from medisecure.resources import APPLICATION_USER, Resources

Client = Callable[[str], Any]


def proofs(application: Client, resources: Resources, pool_id: str) -> list[Proof]:
    return [
        *item_proofs(application("dynamodb"), resources),
        *service_proofs(application, resources, pool_id),
    ]


@pytest.fixture
def wrong(
    application: Client, resources: Resources, environment: dict[str, str]
) -> Callable[[], set[str]]:
    """Prove everything; the names of what did not come out as it must."""

    def run() -> set[str]:
        shown = show(proofs(application, resources, environment["USER_POOL_ID"]))
        return {each.what for each in shown if not each.well}

    return run


@pytest.fixture
def rights(admin: Administrator) -> Iterator[Callable[[Callable[[dict[str, Any]], Any]], None]]:
    """Change the application's policy for a test; afterwards it is as it was."""
    iam = admin.client("iam")
    place = {"UserName": APPLICATION_USER, "PolicyName": POLICY_NAME}
    before = iam.get_user_policy(**place)["PolicyDocument"]

    def change(how: Callable[[dict[str, Any]], Any]) -> None:
        policy = json.loads(json.dumps(before))
        how(policy)
        iam.put_user_policy(**place, PolicyDocument=json.dumps(policy))

    yield change
    iam.put_user_policy(**place, PolicyDocument=json.dumps(before))


def without(*names: str) -> Callable[[dict[str, Any]], None]:
    def how(policy: dict[str, Any]) -> None:
        policy["Statement"] = [s for s in policy["Statement"] if s["Sid"] not in names]

    return how


def test_under_our_policy_everything_is_as_it_must_be(wrong: Callable[[], set[str]]) -> None:
    assert wrong() == set()


def test_a_trail_that_can_be_changed_is_seen(wrong: Any, rights: Any) -> None:
    rights(without("AuditIsInsertOnly"))
    assert wrong() == {
        "an audit entry is changed alone",
        "an audit entry is deleted alone",
        "an audit entry is changed in a transaction",
        "an audit entry is deleted in a transaction",
    }


def test_keysets_that_can_be_written_are_seen(wrong: Any, rights: Any) -> None:
    rights(without("KeysetsAreReadOnly"))
    assert wrong() == {"a keyset is put", "a keyset is put in a transaction",
                       "a keyset is changed", "a keyset is deleted"}  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "lacking"),
    [
        ("HealthIndexes", {"an index is asked"}),
        ("Sessions", {"a session is put", "a session is deleted"}),
        ("MailFromUs", {"mail goes out in the clinic's name"}),
        ("Documents", {"a document is put", "a document is fetched"}),
        (
            "Exports",
            {
                "an archive is put",
                "an archive is begun in parts and given up",
                "an archive is fetched",
            },
        ),
    ],
)
def test_a_right_too_few_is_seen(
    wrong: Any, rights: Any, statement: str, lacking: set[str]
) -> None:
    rights(without(statement))
    assert wrong() == lacking


def test_a_right_too_many_is_seen(wrong: Any, rights: Any) -> None:
    everything = {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}
    rights(lambda policy: policy["Statement"].append(everything))
    assert {
        "the table is scanned", "the sessions are scanned", "documents are listed",
        "archives are listed", "an archive is deleted",
        "people of the pool are listed", "rights are listed",
        "something is sealed with the master key",
    } <= wrong()  # fmt: skip


def test_a_call_that_failed_for_another_reason_proves_nothing() -> None:
    class Broken:
        def __call__(self) -> Any:
            raise ClientError({"Error": {"Code": "ValidationException"}}, "GetItem")

    for allowed in (True, False):
        (shown,) = show([Proof("something", Broken(), allowed=allowed)])
        assert shown == Shown("something", well=False, code="ValidationException")


def test_each_step_for_a_person_says_what_to_see() -> None:
    assert all(deed and expected.endswith((".", "lets in no more")) for deed, expected in STEPS)


def test_the_whole_proof_runs_as_the_application_and_says_what_is_to_be_seen_by_hand(
    clinic: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("prove_rights")
    said = capsys.readouterr().out.splitlines()
    shown = said[: said.index("0 wrong")]
    assert len(shown) > 40
    assert {line.split()[0] for line in shown} == {"well"}
    for what in ("the keysets open", "the pool's keys are fetched", "a signed link opens its file",
                 "the pool knows us and refuses a made-up code"):  # fmt: skip
        assert any(what in line for line in shown), what
    assert sum(line.startswith("   → ") for line in said) == len(STEPS)
