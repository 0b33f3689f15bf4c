"""`make image`: builds, writes the bill of materials, and walks the four roles against a cloud.

Writes build/image.json and build/image.cdx.json; ends with 1 when a step did not come out well.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tools.image.bill import write_bill
from tools.image.builder import ROOT, Image, ImageError, build, files_of
from tools.image.checks import inspect, stop_gracefully
from tools.image.container import running
from tools.image.walk import Step, walk
from tools.local_cloud.supervisor import RunningCloud, start
from tools.local_environment import local_administrator, local_environment
from tools.run_local import manage, surroundings

BUILD = ROOT / "build"
NEEDED = ("buildah", "runc")
A_FEW = ("--patients", "20", "--seed", "1")


def main() -> int:
    """Everything in turn, each with its seconds."""
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing or os.geteuid() != 0:
        sys.exit(f"make image needs root and these packages: {' '.join(missing or NEEDED)}")
    port = int(os.environ.get("PORT", "8000"))
    began = time.monotonic()
    try:
        image = build(os.environ.get("BASE"))
        built = time.monotonic()
        with files_of(image) as files:
            parts = write_bill(files, BUILD / "image.cdx.json")
            steps = try_out(files, port)
    except ImageError as problem:
        sys.exit(str(problem))
    seconds = {"build": built - began, "walk": time.monotonic() - built}
    return report(image, parts, steps, seconds)


def try_out(files: Path, port: int) -> list[Step]:
    """Run the image against a cloud of its own with a small clinic in it."""
    place = Path(tempfile.mkdtemp(prefix="medisecure-image-"))
    try:
        with start(place / "cloud") as cloud:
            environ = prepare(cloud, port)
            people = json.loads(manage({**os.environ, **environ}, "demo_people", "--json"))
            with running(files, environ, port, place / "bundle") as container:
                steps = [*inspect(files, container, port)]
                steps += walk(environ["BASE_URL"], people)
                return steps + list(stop_gracefully(container, port, cloud.pid))
    finally:
        shutil.rmtree(place)


def prepare(cloud: RunningCloud, port: int) -> dict[str, str]:
    """The container's environment, for a cloud with keysets and a few people in it."""
    told = local_environment(cloud, base_url=f"http://127.0.0.1:{port}")
    as_administrator = local_administrator({**surroundings(os.environ), **told})
    manage(as_administrator, "create_tables")
    manage(as_administrator, "load_items", "tools/demo/schema_items.json")
    manage(as_administrator, "seed_demo", *A_FEW)
    return told


def report(image: Image, parts: int, steps: list[Step], seconds: dict[str, float]) -> int:
    """What was seen, on the screen and in build/image.json."""
    failed = [step for step in steps if not step.well]
    content: dict[str, Any] = {
        "image": image.id,
        "bytes": image.bytes,
        "components": parts,
        "seconds": {name: round(each, 1) for name, each in seconds.items()},
        "steps": {"passed": len(steps) - len(failed), "failed": len(failed)},
    }
    (BUILD / "image.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for step in steps:
        print(f"{'well  ' if step.well else 'FAILED'} {step.role} {step.what}")
    print(json.dumps(content))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
