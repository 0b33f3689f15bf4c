"""What is loaded before the workers part: everything a page needs, and nothing that is open."""

import subprocess
import sys

LOADED = """
import os, sys, threading
import tests.environment
os.environ["DJANGO_SETTINGS_MODULE"] = "medisecure.settings"
import medisecure.wsgi
from medisecure import aws, wiring
from medisecure.dynamodb.calls import parallel
made = [aws.client, aws.session, wiring.dynamodb, wiring.health_table, wiring.sessions_table,
        parallel._threads]
links = [os.readlink(f"/proc/self/fd/{each}") for each in os.listdir("/proc/self/fd")
         if os.path.exists(f"/proc/self/fd/{each}")]
print("medisecure.urls" in sys.modules, threading.active_count(),
      sum(each.cache_info().currsize for each in made), wiring._opened.cipher,
      [each for each in links if each.startswith("socket:")])
"""

GIVEN_BACK = """
import ctypes
from medisecure.server.memory import give_back_early
class Told(ctypes.Structure):
    _fields_ = [(chr(97 + n), ctypes.c_size_t) for n in range(10)]
libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Told
if {early}:
    give_back_early()
large = bytearray(8 * 2**20)
del large  # from now on glibc would keep what is smaller than this among the rest
before = libc.mallinfo2().e
pieces = [bytearray(2**20) for _ in range(8)]
print((libc.mallinfo2().e - before) // 2**20)
"""


def _told(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True, text=True, check=True, timeout=180,
    )  # fmt: skip
    return done.stdout.split()


def test_the_workers_part_with_every_view_and_without_thread_client_key_or_connection() -> None:
    assert _told(LOADED) == ["True", "1", "0", "None", "[]"]


def test_a_large_piece_goes_back_whole_also_after_a_larger_one() -> None:
    assert _told(GIVEN_BACK.format(early=True)) == ["8"]
    assert _told(GIVEN_BACK.format(early=False)) == ["0"]
