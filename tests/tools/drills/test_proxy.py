"""The bad road does what it says: each fault as the client sees it, and as it is counted."""

import subprocess
import sys
from dataclasses import replace

import pytest

from medisecure import wiring
from medisecure.access.actor import system
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Unavailable
from patients.profile.repository import PATIENT, Patients
from tests.desk import fresh_patient
from tools.drills import proxy
from tools.drills.bad_road import ROOT, BadRoad, bad_road
from tools.drills.clients import Client
from tools.drills.proxy import Faults
from tools.local_cloud.supervisor import RunningCloud

READS = [proxy.THROTTLED, proxy.BROKEN, proxy.RESET, proxy.LOST, proxy.GARBLED]


def telling(uow: UnitOfWork, patient_id: str) -> None:
    uow.record("TRIED", patient_id, patient_id)
    uow.close()


def changing(uow: UnitOfWork, patient_id: str) -> None:
    found = Patients(uow).get(patient_id)
    with uow:
        uow.save(PATIENT, replace(found, updated_at=uow.at), Action.CORRECT_PATIENT)


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("fault", [*READS, proxy.CONTENDED])
def test_each_fault_keeps_the_answer_from_the_caller_and_is_counted(
    cloud: RunningCloud, fault: str
) -> None:
    patient = fresh_patient()
    with bad_road(cloud.endpoint, 1, {fault: 1.0}) as road:
        client = Client(road.endpoint, system("tests"))
        uow = client.unit_of_work()
        # Only a transaction is contended, and a change is one.
        call = changing if fault == proxy.CONTENDED else telling
        with deadline(0.3), pytest.raises(Unavailable):
            call(uow, patient)
        assert road.faults()[fault] > 1


@pytest.mark.usefixtures("clinic")
def test_a_lost_answer_is_of_something_that_was_stored(cloud: RunningCloud) -> None:
    patient = fresh_patient()
    found = Patients(wiring.system_work("tests")).get(patient)
    with bad_road(cloud.endpoint, 1, {}) as clear:
        uow = Client(clear.endpoint, system("tests")).unit_of_work()
        assert Patients(uow).get(patient) == found
        assert clear.faults() == {}
    with bad_road(cloud.endpoint, 1, {proxy.LATE: 1.0}) as slow:
        assert Patients(Client(slow.endpoint, system("tests")).unit_of_work()).get(patient) == found
        assert slow.faults()[proxy.LATE] == 1


def test_the_same_seed_draws_the_same_faults() -> None:
    def drawn(seed: int) -> list[str]:
        faults = Faults(seed, proxy.ROUGH)
        return [faults.next(proxy.WRITE) for _ in range(200)]

    assert drawn(7) == drawn(7) != drawn(8)
    assert set(drawn(7)) == {"", *proxy.ROUGH}


def test_only_transactions_are_contended() -> None:
    faults = Faults(1, {proxy.CONTENDED: 1.0})
    assert (faults.next(""), faults.next(proxy.WRITE)) == ("", proxy.CONTENDED)


@pytest.mark.parametrize("stdin", ["/dev/null", __file__])
def test_it_serves_whoever_gave_it_no_pipe(stdin: str) -> None:
    """The loop cannot listen to a file, and a file says nothing about who started it."""
    command = [sys.executable, "-m", "tools.drills.proxy", "http://127.0.0.1:9", "1", "{}"]
    with open(stdin, encoding="utf-8") as file:
        process = subprocess.Popen(command, cwd=ROOT, stdin=file, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        assert BadRoad(int(process.stdout.readline())).faults() == {}
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def test_it_goes_with_whoever_started_it() -> None:
    command = [sys.executable, "-m", "tools.drills.proxy", "http://127.0.0.1:9", "1", "{}"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process.communicate(timeout=20)
    assert process.wait(20) == 0


def test_one_that_does_not_begin_says_so() -> None:
    with pytest.raises(RuntimeError, match="before it began"), bad_road("http://[", 1):
        pass
