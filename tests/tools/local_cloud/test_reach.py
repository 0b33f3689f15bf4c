"""Who can reach the local cloud: this machine on one port, and nobody to wipe it."""

import socket
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.tools.local_cloud.callers import Table, item
from tools.local_cloud import supervisor


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/_ministack/reset", "//_ministack/reset", "/_ministack/reset?init=1"]
)
def test_nothing_wipes_it(
    cloud: supervisor.RunningCloud, table: Table, method: str, path: str
) -> None:
    table.put(item("p", "a"))
    assert ask(cloud, method, path) in {403, 404}
    assert table.get("p", "a") == item("p", "a")


@pytest.mark.parametrize("path", ["/_ministack/config", "/_aws/ses", "/_localstack/health"])
def test_the_engines_own_doors_are_shut(cloud: supervisor.RunningCloud, path: str) -> None:
    assert ask(cloud, "POST", path) == 404


def test_another_host_name_is_refused(cloud: supervisor.RunningCloud) -> None:
    assert ask(cloud, "GET", "/", Host=f"rebound.example:{cloud.port}") == 403


def test_another_sites_page_is_refused(cloud: supervisor.RunningCloud) -> None:
    page = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    assert ask(cloud, "GET", "/", **page) == 403


def test_it_listens_on_loopback_only_and_on_one_port(cloud: supervisor.RunningCloud) -> None:
    assert listening(cloud.pid) == {("127.0.0.1", cloud.port)}


def test_its_folder_is_private(cloud: supervisor.RunningCloud) -> None:
    folder = cloud.cloud.state_dir
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not [path for path in folder.rglob("*") if path.stat().st_mode & 0o077]


def ask(cloud: supervisor.RunningCloud, method: str, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = HTTPConnection("127.0.0.1", cloud.port, timeout=10)
    request.request(method, path, headers=named)
    status = request.getresponse().status
    request.close()
    return status


def listening(pid: int) -> set[tuple[str, int]]:
    """The addresses a process listens on, from the kernel's own list."""
    sockets = {
        link.readlink().name.removeprefix("socket:[").removesuffix("]")
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if link.is_symlink() and "socket:" in str(link.readlink())
    }
    found = set()
    for family, table in ((socket.AF_INET, "tcp"), (socket.AF_INET6, "tcp6")):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and columns[9] in sockets:
                address, _, port = columns[1].partition(":")
                packed = b"".join(
                    bytes.fromhex(address[i : i + 8])[::-1] for i in range(0, len(address), 8)
                )
                found.add((socket.inet_ntop(family, packed), int(port, 16)))
    return found
