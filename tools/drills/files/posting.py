"""Posts a form to the store as a browser does."""

from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import urlsplit

LINE, SECONDS = "line-between-parts", 60


def posted(url: str, fields: Mapping[str, str], content: bytes) -> int:
    """The store's answer."""
    parts = [
        f'--{LINE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    head = f'--{LINE}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    body = b"".join([*parts, head.encode(), content, f"\r\n--{LINE}--\r\n".encode()])
    where = urlsplit(url)
    connection = HTTPConnection(where.netloc, timeout=SECONDS)
    kind = {"Content-Type": f"multipart/form-data; boundary={LINE}"}
    try:
        connection.request("POST", where.path, body, kind)
        return connection.getresponse().status
    finally:
        connection.close()
