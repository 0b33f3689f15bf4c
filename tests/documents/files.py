"""Files for tests: real ones of every kind, made here, and ways to send them as a browser does."""

import hashlib
import io
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pillow_heif
import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset

pillow_heif.register_heif_opener()
LINE = "line-between-parts"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"


def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 240), **told: Any) -> bytes:
    """A picture of that kind, as a phone or a scanner makes it."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **told)
    return out.getvalue()


def located_photo() -> bytes:
    """A JPEG that lies on its side and says where it was taken, and by which camera."""
    exif = Image.Exif()
    exif[0x0110] = "Secret Camera"  # Model
    exif[0x0112] = 6  # Orientation: to be turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"  # GPSLatitudeRef
    return photo(exif=exif.tobytes(), size=(320, 200))


def paper(pages: int = 1, **root: Any) -> bytes:
    """A PDF with so many empty pages; `root` are entries of its catalogue."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        for name, value in root.items():
            pdf.Root[f"/{name}"] = value
        return saved(pdf)


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **how)
    return out.getvalue()


def locked_paper(opens_with: str = "secret") -> bytes:
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="owner", user=opens_with))


def scan_of_device(preamble: bytes = bytes(128)) -> bytes:
    """A DICOM file of four pixels."""
    data = Dataset()
    data.SOPClassUID, data.SOPInstanceUID = SECONDARY_CAPTURE, "1.2.3"
    data.Rows = data.Columns = 2
    data.PatientName = "Doe^John"
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = SECONDARY_CAPTURE, "1.2.3"
    data.file_meta = meta
    out = io.BytesIO()
    pydicom.dcmwrite(out, data, enforce_file_format=True)
    return preamble.ljust(128, b"\0") + out.getvalue()[128:]


def announced(content: bytes, number: int = 1, mime: str = "image/jpeg") -> dict[str, Any]:
    """What the page's script says of a file."""
    told = hashlib.sha256(content).hexdigest()
    return {"number": number, "size": len(content), "mime": mime, "sha256": told}


def posted(
    url: str, fields: Mapping[str, str], content: bytes, name: str = "photo.jpg"
) -> tuple[int, str]:
    """Post a form to the store as a browser does: the status, and where it leads or its words."""
    parts = [
        f'--{LINE}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{text}\r\n'.encode()
        for field, text in fields.items()
    ]
    head = f'--{LINE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join([*parts, head.encode(), content, f"\r\n--{LINE}--\r\n".encode()])
    where = urlsplit(url)
    connection = HTTPConnection(where.netloc, timeout=30)
    connection.request(
        "POST", where.path, body, {"Content-Type": f"multipart/form-data; boundary={LINE}"}
    )
    answer = connection.getresponse()
    said = answer.headers.get("Location") or answer.read().decode()
    connection.close()
    return answer.status, said
