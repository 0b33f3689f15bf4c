"""Plays seconds of load against partitions, each of which takes so much a second and no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from random import Random

from medisecure.dynamodb.keys import MOST_SHARDS
from tools.load.hospital import Stream

# Source: the service's developer guide, "Burst and adaptive capacity": a partition's hard limits.
MOST_READS, MOST_WRITES = 3_000, 1_000
ROOM = 0.7  # of a partition's limit that a plan should use: hashing and people are uneven


@dataclass(frozen=True, slots=True)
class Played:
    """One key over the seconds played: the mean load, and the share of it that was refused."""

    key: str
    shards: int
    reads: float
    writes: float
    refused: float


def needed(streams: Iterable[Stream]) -> int:
    """The number of shards with which the mean stays within the plan's room; at most 32.

    Shards spread writes; every reading of a list asks all of them, so reads are not divided.

    >>> needed([Stream("k", "w", 1000, write=1)])
    2
    """
    writes = sum(each.a_second * each.write for each in streams)
    wanted = -(-writes // (MOST_WRITES * ROOM))
    return int(min(MOST_SHARDS, max(1, wanted)))


def play(streams: list[Stream], *, shards: int, seconds: int, dice: Random) -> Played:
    """The streams of one key against its partitions: who comes is chance, where to is a hash."""
    asked_reads = asked_writes = refused = 0.0
    for second in range(seconds):
        reads, writes = [0.0] * shards, [0.0] * shards
        for stream in streams:
            for number in range(arrivals(stream.a_second, dice)):
                if stream.write:
                    writes[shard(f"{stream.what}{second}:{number}", shards)] += stream.write
                for place in range(shards) if stream.read else ():
                    reads[place] += stream.read / shards
        asked_reads, asked_writes = asked_reads + sum(reads), asked_writes + sum(writes)
        refused += sum(max(0, each - MOST_READS) for each in reads)
        refused += sum(max(0, each - MOST_WRITES) for each in writes)
    asked = asked_reads + asked_writes
    return Played(streams[0].key, shards, asked_reads / seconds, asked_writes / seconds,
                  refused / asked if asked else 0.0)  # fmt: skip


def shard(text: str, shards: int) -> int:
    """Where a write goes, as `Pattern` chooses it."""
    if shards == 1:
        return 0
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "big") % shards


def arrivals(a_second: float, dice: Random) -> int:
    """How many come within one second: by Poisson's law, for many by its normal likeness."""
    return max(0, round(dice.gauss(a_second, a_second**0.5))) if a_second > 0 else 0
