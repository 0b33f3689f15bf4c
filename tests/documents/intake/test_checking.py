"""The worker: each file is settled once, whoever dies where, and as it was sent."""

from datetime import timedelta

import pytest

from documents.intake import checking, services
from documents.intake.models import ABANDONED, LEASE, TRIES, State
from documents.intake.repository import Intakes
from documents.models import Scan, Status
from documents.verification.findings import FileFinding
from medisecure import document_store
from medisecure.clinic_rules import RULES
from medisecure.clock import now
from medisecure.errors import Conflict, Unavailable
from medisecure.wiring import system_work
from tests.documents.clamd import EICAR, clamd
from tests.documents.files import announced, paper, photo, posted
from tests.documents.intake.conftest import begin, work
from tests.documents.intake.test_sending import in_care
from tests.patients.home.portal import entries
from tests.people import DR_SMITH

JPEG = photo()


@pytest.fixture
def sent(sending):
    """A photo that was sent and waits."""

    def made(content=JPEG, **told):
        one = sending(in_care(), **told)
        url, fields = one.plain()
        assert posted(url, fields, content)[0] == 303
        one.send()
        return one

    return made


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"MZ" + JPEG, FileFinding.PROGRAM),
        (paper()[:99], FileFinding.DAMAGED),
        (b"x", "UNKNOWN_KIND"),
    ],
)
def test_a_bad_file_is_held_back_with_a_reason_its_sender_understands(
    sent, signed_in, raw, content, finding
):
    one = sent(content)
    work()
    assert one.intake().state is State.HELD_BACK
    assert one.intake().finding == finding
    assert one.document().status is Status.QUARANTINED
    page = signed_in(one.patient_id).get(f"/patients/{one.patient_id}/documents/sent/")
    (line,) = page.context["lines"]
    assert line.reason
    assert str(line.reason) in page.content.decode()
    url = f"/patients/{one.patient_id}/documents/{one.intake_id}/download/"
    for who in (one.patient_id, DR_SMITH):
        assert signed_in(who).get(url).status_code == 404
    assert entries(raw, action="HOLD_BACK_DOCUMENT", patientId=one.patient_id)


class TestWhatWasSent:
    def test_a_form_used_again_changes_nothing(self, sending):
        one = sending(in_care())
        url, fields = one.plain()
        posted(url, fields, JPEG)
        one.send()
        assert posted(url, fields, b"MZ something else")[0] == 303
        work()
        assert one.intake().state is State.TAKEN_IN
        before = one.document()
        assert posted(url, fields, b"MZ something else")[0] == 303
        work()
        assert one.document() == before

    def test_the_store_refuses_other_bytes_than_were_announced(self, sending):
        one = sending(in_care())
        told = one.form(JPEG).json()
        status, said = posted(told["url"], told["fields"], JPEG[::-1])
        assert (status, "BadDigest" in said) == (400, True)
        assert services.arrived(one.intake()) == ()

    @pytest.mark.parametrize(
        "field", ["key", "Content-Type", "x-amz-checksum-sha256", "policy", "x-amz-signature"]
    )
    def test_a_form_of_which_a_field_was_changed_is_refused(self, sending, field):
        one = sending(in_care())
        told = one.form(JPEG).json()
        fields = told["fields"] | {field: told["fields"][field][::-1]}
        assert posted(told["url"], fields, JPEG)[0] in (400, 403)
        assert services.arrived(one.intake()) == ()

    def test_one_who_sends_reaches_no_place_of_the_documents_own_store(self, sending):
        one = sending(in_care())
        told = one.form(JPEG).json()
        kept = told["url"].replace("-incoming", "")
        assert posted(kept, told["fields"], JPEG)[0] == 403

    @pytest.mark.parametrize(
        ("said", "status"),
        [
            ({"size": 0}, 400), ({"size": 26 * 1024 * 1024 + 1}, 400), ({"size": -1}, 400),
            ({"mime": "text/html"}, 400), ({"sha256": "00"}, 400), ({"number": 21}, 400),
            ({"number": 0}, 400), ({"number": "../1"}, 400), ({"size": "9" * 40}, 400),
        ],
    )  # fmt: skip
    def test_no_form_for_what_cannot_be_taken_in(self, sending, said, status):
        answer = sending(in_care()).form(JPEG, **said)
        assert (answer.status_code, bool(answer.json()["error"])) == (status, True)

    def test_no_form_once_it_was_sent(self, sent):
        one = sent()
        answer = one.client.post(f"{one.url}part/", announced(JPEG))
        assert answer.status_code == 409


class TestOneIsEnough:
    def test_of_two_workers_one_has_it(self, sent):
        one = sent()
        listed = one.intake()
        assert checking._do(begin, listed, "") == "taken in"
        with pytest.raises(Conflict):
            checking._do(begin, listed, "")

    def test_one_that_dies_leaves_it_to_the_next_when_its_time_is_over(self, sent, monkeypatch):
        one = sent()

        def dies(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(checking, "inspected", dies)
            with pytest.raises(KeyboardInterrupt):
                checking._do(begin, one.intake(), "")
        assert one.document().status is Status.PENDING
        assert one.intake() not in list(Intakes(system_work("tests")).due(now()))
        later = checking.check_due(begin, now() + LEASE + timedelta(seconds=1))
        assert later["taken in"] >= 1
        assert one.document().is_proven

    def test_one_that_comes_back_too_late_changes_nothing(self, sent, monkeypatch):
        one = sent()
        slow = checking.check

        def slowly(intake, scanner):
            checking.check_due(begin, now() + LEASE + timedelta(seconds=1))
            return slow(intake, scanner)

        with monkeypatch.context() as patch:
            patch.setattr(checking, "check", lambda i, s: (patch.undo(), slowly(i, s))[1])
            with pytest.raises(Conflict):
                checking._do(begin, one.intake(), "")
        assert (one.document().is_proven, one.document().version) == (True, 1)

    def test_what_cannot_be_checked_again_and_again_is_said(self, sent, monkeypatch):
        one = sent()
        monkeypatch.setattr(checking, "read_arrived", gone)
        for n in range(TRIES + 1):
            checking.check_due(begin, now() + (LEASE + timedelta(seconds=1)) * n)
        assert one.intake().finding == FileFinding.NOT_CHECKED
        assert one.document().status is Status.QUARANTINED

    def test_what_fell_out_of_the_store_is_said(self, sent, monkeypatch):
        one = sent()
        monkeypatch.setattr(checking, "read_arrived", lambda *_: None)
        work()
        assert one.intake().finding == FileFinding.GONE


def gone(*_):
    raise Unavailable("no store")


class TestLeftOver:
    def test_what_nobody_sent_is_cleared_away_with_its_files(self, sending):
        one = sending(in_care())
        one.add(JPEG)
        intake = one.intake()
        checking.check_due(begin, now() + timedelta(hours=1))
        assert one.intake().is_open
        checking.check_due(begin, now() + ABANDONED + timedelta(seconds=1))
        left = Intakes(system_work("tests")).latest(one.patient_id).items
        assert one.intake_id not in {each.intake_id for each in left}
        assert services.arrived(intake) == ()

    def test_what_was_checked_does_not_lie_in_the_store_of_incoming_files(self, sent):
        one = sent()
        work()
        assert services.arrived(one.intake()) == ()


class TestMalware:
    def test_it_is_named_and_never_kept(self, sent, monkeypatch):
        put = []
        monkeypatch.setattr(checking, "put_file", lambda *told: put.append(told))
        one = sent(paper() + EICAR)
        with clamd() as at:
            work(at)
        assert one.intake().finding == FileFinding.MALWARE
        assert put == []

    def test_a_clean_one_is_known_as_looked_through(self, sent):
        one = sent()
        with clamd() as at:
            work(at)
        told = one.document().verification
        assert told
        assert told.scan is Scan.CLEAN

    def test_a_scanner_that_is_silent_lets_nothing_pass(self, sent):
        one = sent()
        work("127.0.0.1:9")
        assert one.document().status is Status.PENDING

    @pytest.mark.parametrize(
        ("rule", "answers"),
        [("everybody", [303, 303]), ("clinic", [404, 303]), ("nobody", [404, 404])],
    )
    def test_the_clinic_says_who_opens_what_was_not_looked_through(
        self, sent, signed_in, monkeypatch, rule, answers
    ):
        one = sent()
        work()
        monkeypatch.setattr(RULES, "unscanned", rule)
        url = f"/patients/{one.patient_id}/documents/{one.intake_id}/download/"
        readers = (one.patient_id, DR_SMITH)
        assert [signed_in(who).get(url).status_code for who in readers] == answers


def test_a_copy_that_is_stored_anew_is_not_the_one_that_is_served(sent, signed_in):
    one = sent()
    work()
    told = one.document().file_info
    document_store.put_file(told.s3_key, b"%PDF-1.7 replaced", "application/pdf")
    url = f"/patients/{one.patient_id}/documents/{one.intake_id}/download/"
    assert f"versionId={told.s3_version}" in signed_in(one.patient_id).get(url)["Location"]
