"""How a worker gives memory back to the machine; why stands in ADR 132."""

import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # malloc.h
BLOCK = 64 * 1024  # bytes; a larger piece is mapped by itself and goes back whole
FREE_AT_THE_END = 2 * BLOCK  # of a heap: less is kept for the next page


def give_back_early() -> None:
    """Have glibc map what is large, for good.

    By itself it raises the size from which it does so to the largest piece ever freed, up to 32 MB:
    after the first file everything large lies in heaps among what is small, and stays there.
    Where the C library has no `mallopt`, nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, BLOCK)
        mallopt(M_TRIM_THRESHOLD, FREE_AT_THE_END)
