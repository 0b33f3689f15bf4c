"""Builds the image with buildah, on a machine that may have no container service at all."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / ".local/image"  # kept, so that only what changed is built again
CONTAINERFILE = ROOT / "infra/container/Containerfile"
DEBIAN, LOCAL_BASE, NAME = "bookworm", "localhost/debian:bookworm", "localhost/medisecure:latest"
# What a company's network may need to reach its package mirrors, while building only.
FROM_THE_HOST = ("/etc/ssl/certs", "/etc/pip.conf")


class ImageError(Exception):
    """The image could not be built or run; the text says at which step."""


@dataclass(frozen=True, slots=True)
class Image:
    """A built image: its id and its size in bytes, as the builder counts it."""

    id: str
    bytes: int


def buildah(*arguments: str, quiet: bool = True) -> str:
    """Run one command of buildah's; what it printed. `ImageError` when it fails."""
    place = ["--root", str(STORE / "store"), "--runroot", str(STORE / "run")]
    done = subprocess.run(
        ["buildah", *place, "--storage-driver", "vfs", *arguments],
        stdout=subprocess.PIPE if quiet else None,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        raise ImageError(f"This did not work: buildah {' '.join(arguments)}")
    return (done.stdout or "").strip()


def build(base: str | None) -> Image:
    """The image on `base`, or on a plain Debian made here from its packages."""
    STORE.mkdir(parents=True, exist_ok=True)
    mounts = [f"--volume={path}:{path}:ro" for path in FROM_THE_HOST if Path(path).exists()]
    buildah(
        "bud", "--isolation", "chroot", "--network", "host", "--format", "docker", "--layers=false",
        "--build-arg", f"BASE={base or local_base()}", *mounts,
        "--file", str(CONTAINERFILE), "--tag", NAME, str(ROOT), quiet=False,
    )  # fmt: skip
    image_id, size = buildah("images", "--format", "{{.ID}} {{.Size}}", NAME).split(" ", 1)
    return Image(id=image_id, bytes=in_bytes(size))


def local_base() -> str:
    """A small Debian from the distribution's own packages, made once."""
    if LOCAL_BASE in buildah("images", "--format", "{{.Name}}:{{.Tag}}").splitlines():
        return LOCAL_BASE
    if not shutil.which("mmdebstrap"):
        raise ImageError("Install mmdebstrap, or name an image to build on: make image BASE=…")
    archive = STORE / "debian.tar"
    command = ["mmdebstrap", "--variant=minbase", "--include=ca-certificates", DEBIAN, str(archive)]
    if subprocess.run(command, check=False, env={**os.environ, "TMPDIR": str(STORE)}).returncode:
        raise ImageError("mmdebstrap could not make a Debian to build on")
    container = buildah("from", "scratch")
    buildah("add", "--quiet", container, str(archive), "/")
    buildah("commit", "--quiet", "--rm", container, LOCAL_BASE)
    archive.unlink()
    return LOCAL_BASE


@contextmanager
def files_of(image: Image) -> Iterator[Path]:
    """The image's files as a folder of this machine, for as long as the block lasts."""
    container = buildah("from", image.id)
    try:
        yield Path(buildah("mount", container))
    finally:
        buildah("umount", container)
        buildah("rm", container)


def in_bytes(size: str) -> int:
    """A size as buildah prints it.

    >>> in_bytes("373 MB"), in_bytes("1.02 GB")
    (373000000, 1020000000)
    """
    number, unit = size.split()
    return round(float(number) * {"KB": 1e3, "MB": 1e6, "GB": 1e9}.get(unit, 1))
