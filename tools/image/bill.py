"""The image's bill of materials, in CycloneDX: Python packages with hashes, Debian packages."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.image.builder import ROOT, ImageError

PYTHON = ROOT / ".venv-image/bin/python"


def write_bill(files: Path, to: Path) -> int:
    """Write the bill of the image whose files these are; the number of parts it lists."""
    bill = of_python()
    bill["components"] += list(of_debian(files / "var/lib/dpkg/status"))
    bill["metadata"]["component"] = {
        "type": "container", "name": "medisecure", "bom-ref": "medisecure",
    }  # fmt: skip
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(bill["components"])


def of_python() -> dict[str, Any]:
    """What requirements.txt pins, each package with the hashes it was installed by."""
    command = [str(PYTHON), "-m", "cyclonedx_py", "requirements", "requirements.txt"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ImageError("the bill of materials could not be written: cyclonedx_py failed")
    bill: dict[str, Any] = json.loads(done.stdout)
    return bill


def of_debian(status: Path) -> Iterator[dict[str, str]]:
    """Every package whose files are in the image, as dpkg knows them."""
    for entry in status.read_text(encoding="utf-8").strip().split("\n\n"):
        said = dict(line.split(": ", 1) for line in entry.splitlines()
                    if ": " in line and not line.startswith(" "))  # fmt: skip
        if said.get("Status", "").endswith(" installed"):
            name, version = said["Package"], said["Version"]
            address = f"pkg:deb/debian/{name}@{version}?arch={said['Architecture']}"
            yield {"type": "library", "name": name, "version": version,
                   "purl": address, "bom-ref": address}  # fmt: skip
