"""`python -m tools.simulate_load`: how hot each shared key of the table gets in a large hospital.

Prints, for each key, read and write units a second at the peak, the shards it needs, and the share
of requests that DynamoDB would refuse with one shard and with that many. Nothing is called.
"""

import argparse
from dataclasses import replace
from itertools import groupby
from random import Random

from rich.console import Console
from rich.table import Table

from medisecure.resources import declare
from tools.load.hospital import Hospital, Stream, streams
from tools.load.playing import Played, needed, play

SECONDS = 60


def main() -> None:
    usual = Hospital()
    parser = argparse.ArgumentParser(prog="tools.simulate_load", description=__doc__)
    parser.add_argument("--clinicians", type=int, default=usual.clinicians)
    parser.add_argument("--visits", type=int, default=usual.visits, help="of a day")
    parser.add_argument("--boards", type=int, default=usual.boards)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    hospital = replace(usual, clinicians=asked.clinicians, visits=asked.visits, boards=asked.boards)
    console = Console(emoji=False)
    for title, built in (
        ("If every page read the whole list of doctors and the house's whole day", False),
        (
            f"As it is built (the trail of a day is written to {declare({}).trail_shards} shards)",
            True,
        ),
    ):
        found = list(streams(hospital, built=built))
        console.print(table(title, simulated(found, seconds=asked.seconds, seed=asked.seed)))


def simulated(found: list[Stream], *, seconds: int, seed: int) -> list[tuple[Played, Played]]:
    """Each key played with one shard, and with as many as it needs."""
    by_key = groupby(sorted(found, key=lambda each: each.key), key=lambda each: each.key)
    rows = []
    for _, group in by_key:
        mine = list(group)
        dice = Random(seed)  # noqa: S311 - to be repeated
        one = play(mine, shards=1, seconds=seconds, dice=dice)
        rows.append((one, play(mine, shards=needed(mine), seconds=seconds, dice=dice)))
    return rows


def table(title: str, rows: list[tuple[Played, Played]]) -> Table:
    shown = Table("Key", "Reads/s", "Writes/s", "Refused at N=1", "N", "Refused then", title=title)
    for one, many in rows:
        shown.add_row(one.key, f"{one.reads:,.0f}", f"{one.writes:,.0f}", f"{one.refused:.0%}",
                      str(many.shards), f"{many.refused:.0%}")  # fmt: skip
    return shown


if __name__ == "__main__":
    main()
