"""Who calls: the address of a request, of which a header counts only from a proxy that is named."""

from collections.abc import MutableMapping, Sequence
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any

Network = IPv4Network | IPv6Network
TELLING = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP",
)  # fmt: skip
FORWARDED_FOR = "HTTP_X_FORWARDED_FOR"


def networks(named: Sequence[str]) -> tuple[Network, ...]:
    """Addresses and networks as they are written in settings; `ValueError` for anything else."""
    return tuple(ip_network(each) for each in named)


def believe_only(named: Sequence[Network], environ: MutableMapping[str, Any]) -> None:
    """Take out what a caller that is none of these proxies says about where a request came from."""
    if not _is_among(named, str(environ.get("REMOTE_ADDR", ""))):
        for header in TELLING:
            environ.pop(header, None)


def caller(named: Sequence[Network], environ: MutableMapping[str, Any]) -> str:
    """The address of whoever is behind the proxies.

    Each proxy adds the address it was called from on the right. From there on the left, the first
    that is none of ours is the caller; whatever stands before it, the caller may have written.
    """
    nearest = str(environ.get("REMOTE_ADDR", ""))
    for said in reversed(str(environ.get(FORWARDED_FOR, "")).split(",")):
        if not _is_among(named, nearest) or not _is_address(said.strip()):
            break
        nearest = said.strip()
    return nearest


def _is_among(named: Sequence[Network], address: str) -> bool:
    read = _read(address) if named else None
    return read is not None and any(read in each for each in named)


def _is_address(text: str) -> bool:
    return _read(text) is not None


@lru_cache(maxsize=256)  # nearly all that is asked about are proxies of ours
def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
