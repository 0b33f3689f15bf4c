"""Readies a fresh machine: Debian packages, both virtual environments, compiled translations.

Runs on the system's own Python with nothing installed, and again in a moment when all is there:
    python3 tools/bootstrap.py run|test|infra|image|messages
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
DISTRIBUTION_PYTHON = Path("/usr/bin/python3")
VENVS = {".venv": "requirements-dev.txt", ".venv-cloud": "tools/local_cloud/requirements.txt"}
# For one purpose alone: nothing that runs or tests MediSecure needs them.
OWN_VENVS = {
    "infra": {".venv-cdk": "infra/cdk/requirements.txt"},
    "image": {".venv-image": "infra/container/requirements.txt"},
}
PRESS = {
    "libpango-1.0-0": "pango-1.0",
    "libpangoft2-1.0-0": "pangoft2-1.0",
    "libharfbuzz-subset0": "harfbuzz-subset",
}
ARABIC_FONT = Path("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf")
HEADLESS = "chromium-headless-shell"  # pages without a window: a third less work than the whole
APT_LISTS = Path("/var/lib/apt/lists")


def main(purpose: str) -> None:
    """Make what `purpose` (run, test, infra, image) needs; exits with a message when it cannot."""
    if has_quicker_python():
        command = [str(DISTRIBUTION_PYTHON), __file__, purpose]
        os.execv(DISTRIBUTION_PYTHON, command)  # noqa: S606 - no shell is meant
    if sys.version_info < OLDEST:
        sys.exit(f"MediSecure needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if purpose == "infra" and not shutil.which("node"):
        sys.exit("The CDK needs Node.js 22 or newer (https://nodejs.org), which is not here.")
    install_packages(missing_packages(purpose))
    for venv, requirements in OWN_VENVS.get(purpose, VENVS).items():
        make_venv(ROOT / venv, ROOT / requirements)
    if purpose in OWN_VENVS:
        return
    if purpose == "test" and not browser():
        install_browser()
    compile_messages()
    index_codes()


def has_quicker_python() -> bool:
    """Whether the distribution's Python is to be taken, and not the one that runs this.

    A Python that was compiled where it is, as pyenv does, mostly lacks the profile-guided
    optimisation that Debian's has, and takes a fifth to a half longer (ADR 139). Whoever
    names one (`make PYTHON=…`) means it.
    """
    if os.environ.get("PYTHON") or is_optimised(sys.base_prefix):
        return False
    lacks = "import ensurepip, sys; " if os.geteuid() else "import sys; "  # root may install it
    check = f"{lacks}sys.exit(sys.version_info < {OLDEST})"
    return runs(DISTRIBUTION_PYTHON, check)


def is_optimised(base_prefix: str) -> bool:
    """Whether this Python, of `base_prefix`, was compiled with an eye on speed.

    Debian builds its own so without saying it in the configuration.
    """
    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    return base_prefix == "/usr" or "--enable-optimizations" in options


def missing_packages(purpose: str) -> list[str]:
    """The Debian packages this machine lacks for `purpose`."""
    needs = {
        f"python{sys.version_info[0]}.{sys.version_info[1]}-venv": not can_make_venvs(),
        "gettext": purpose not in OWN_VENVS and not shutil.which("msgfmt"),
    }
    if purpose not in OWN_VENVS:  # what sets the pages of letters
        needs |= {package: not find_library(name) for package, name in PRESS.items()}
    if purpose == "image":
        needs |= {name: not shutil.which(name) for name in ("buildah", "runc", "mmdebstrap")}
    if purpose == "test":
        needs |= {
            HEADLESS: not shutil.which(HEADLESS) and distribution() == "debian",
            "fonts-noto-core": not ARABIC_FONT.exists(),
            "poppler-utils": not shutil.which("pdftotext"),
        }
    return [package for package, lacking in needs.items() if lacking]


def can_make_venvs() -> bool:
    """Debian takes `ensurepip` out of Python and ships it as a package of its own."""
    return importlib.util.find_spec("ensurepip") is not None


def browser() -> str | None:
    """A Chromium on this machine, or None."""
    names = (HEADLESS, "chromium", "chromium-browser", "google-chrome")
    own = sorted((Path.home() / ".cache/ms-playwright").glob("chromium-*"))
    return next(filter(None, map(shutil.which, names)), str(own[-1]) if own else None)


def distribution() -> str:
    """The system's short name, such as "debian" or "ubuntu"."""
    release = Path("/etc/os-release")
    lines = release.read_text(encoding="utf-8").splitlines() if release.exists() else []
    names = [line[3:].strip('"') for line in lines if line.startswith("ID=")]
    return names[0] if names else "unknown"


def install_packages(packages: list[str]) -> None:
    """Install them when root may; otherwise name them and stop."""
    if not packages:
        return
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Please install these packages and try again:\n    sudo apt-get install {names}")
    say(f"Installing {names}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if not any(APT_LISTS.glob("*_Packages*")):
        run("apt-get", "update", "-qq", env=quiet)
    run("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages, env=quiet)


def make_venv(venv: Path, requirements: Path) -> None:
    """A virtual environment holding exactly what `requirements` pins; a stamp spares the repeat."""
    stamp = venv / ".ready"
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say(f"Preparing {venv.name} (a minute or two the first time)")
    python = venv / "bin/python"
    if not works(python):
        run(sys.executable, "-m", "venv", "--clear", str(venv))
    pip = (str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    run(*pip, "-r", str(requirements))
    stamp.write_text(wanted, encoding="ascii")


def works(python: Path) -> bool:
    """Whether a virtual environment's Python still starts and is the one that runs this."""
    same = f"(sys.base_prefix, *sys.version_info) == {(sys.base_prefix, *sys.version_info)}"
    return runs(python, f"import sys, pip; sys.exit(not {same})")


def runs(python: Path, code: str) -> bool:
    """Whether this Python is there and does that without a complaint."""
    command = (str(python), "-c", code)
    return python.exists() and not subprocess.run(command, capture_output=True).returncode  # noqa: PLW1510


def install_browser() -> None:
    """Where the distribution has no plain Chromium (Ubuntu), take the test driver's own."""
    command = [str(ROOT / ".venv/bin/playwright"), "install", "chromium"]
    if os.geteuid() != 0:
        sys.exit(f"Please install a browser and try again:\n    {' '.join(command)} --with-deps")
    say("Installing Chromium")
    run(*command, "--with-deps")


def compile_messages() -> None:
    """Turn each changed translation (.po) into what gettext reads (.mo)."""
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            run("msgfmt", "--check-format", "-o", str(compiled), str(source))


def index_codes() -> None:
    """Build the index of the diagnosis codes, so that no visitor waits for it."""
    run(str(ROOT / ".venv/bin/python"), "-m", "patients.coding.build")


def run(*command: str, env: dict[str, str] | None = None) -> None:
    """Run a program, or stop with the command that failed."""
    if subprocess.run(command, env=env, cwd=ROOT, check=False).returncode:
        sys.exit(f"This did not work: {' '.join(command)}")


def say(text: str) -> None:
    """A line for whoever is waiting."""
    print(text, flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["messages"]:
        compile_messages()
    elif sys.argv[1:] in (["run"], ["test"], ["infra"], ["image"]):
        main(sys.argv[1])
    else:
        sys.exit(__doc__)
