"""Which values of the environment are safe to start with; `settings.py` refuses all others."""

from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
KEY_LENGTH = 50
KEY_LETTERS = 20  # 50 random characters of base64 hold fewer than that once in a billion times


def is_strong(key: str) -> bool:
    """Whether a key looks as if it was drawn by chance.

    >>> is_strong("x" * 60), is_strong("django-insecure-abcdefghijklmnopqrstuvwxyz0123456789ABCDEF")
    (False, False)
    >>> is_strong("q8Zr2vLx0Wn5TgKe7BdYu1HsCf9PjMa4RiOkXbQw6EyVtIzNlDpGh3SU")
    True
    """
    long_enough = len(key) >= KEY_LENGTH and len(set(key)) >= KEY_LETTERS
    return long_enough and not key.startswith("django-insecure-")


def is_safe_address(url: str, *, local: bool) -> bool:
    """Whether what we say to `url` stays secret: by TLS, or as the site is on this machine too.

    >>> is_safe_address("https://id.example/", local=False)
    True
    >>> is_safe_address("http://127.0.0.1:4566/", local=True)
    True
    >>> is_safe_address("http://127.0.0.1:4566/", local=False)
    False
    >>> is_safe_address("http://id.example/", local=True)
    False
    """
    place = urlsplit(url)
    if place.scheme == "https":
        return bool(place.hostname)
    return place.scheme == "http" and local and place.hostname in LOOPBACK
