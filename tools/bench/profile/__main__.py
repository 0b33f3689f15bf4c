"""`make profile`: the pages of a full day beside a plain page, and where their CPU goes."""

import os
import sys
from functools import partial

from rich.console import Console
from rich.table import Table

from tools.bench.profile.where import PARTS, Where, where
from tools.bench.report import WIDE, ratio_table
from tools.bench.stage import stage
from tools.web_server import free_port


def main() -> None:
    wanted = os.environ.get("PAGE", "")
    sys.stderr.write("A cloud of its own with a full day …\n")
    with stage(free_port()):
        from tools.bench import full_day, ratios  # noqa: PLC0415 - settings known now
        from tools.bench.clinic import crowd  # noqa: PLC0415
        from tools.bench.pages import Scene  # noqa: PLC0415
        from tools.bench.visitor import Visitor  # noqa: PLC0415

        pages = full_day.named(full_day.fill(), wanted)
        visitor = Visitor(Scene(crowd.MANY, iter(())))
        measured = ratios.measure(visitor, pages)
        found = {each.name: where(partial(visitor.one_cpu_ms, each.page)) for each in pages}
    console = Console(width=None if Console().is_terminal else WIDE, emoji=False)
    console.print(ratio_table(measured))
    console.print(share_table(found))
    if wanted:
        for name, each in found.items():
            console.print(function_table(name, each))


def share_table(found: dict[str, Where]) -> Table:
    """Where it goes: the threads in milliseconds, everything else as a share of the rest."""
    parts = [part for part in PARTS if part != "threads"] + ["other"]
    table = Table("page", title="Where the CPU goes", title_justify="left")
    for head in ("CPU ms", "threads ms", *parts):
        table.add_column(head, justify="right")
    for name, each in found.items():
        shares = [f"{each.shares.get(part, 0):.0%}" for part in parts]
        table.add_row(name, f"{each.cpu_ms}", f"{each.threads_ms}", *shares)
    return table


def function_table(name: str, of: Where) -> Table:
    """The functions that take most themselves."""
    table = Table("function", title=name, title_justify="left")
    for head in ("calls", "itself", "with all it calls"):
        table.add_column(head, justify="right")
    for function, calls, own, whole in of.functions:
        table.add_row(function, f"{calls}", f"{own:.1%}", f"{whole:.1%}")
    return table


if __name__ == "__main__":
    main()
