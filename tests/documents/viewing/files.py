"""Small files of each kind that a document may be."""

import io
from typing import Any

import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid
from pypdf import PdfWriter

from tools.demo.pdf import Sheet, pdf_bytes


def pdf(*texts: str) -> bytes:
    """A PDF with one page a text."""
    sheets = []
    for text in texts:
        sheet = Sheet()
        sheet.text((50, 700), text)
        sheets.append(sheet)
    writer = PdfWriter()
    for each in sheets:
        writer.append(io.BytesIO(pdf_bytes(each, title="A test")))
    return written(writer)


def locked() -> bytes:
    """A PDF that opens by a password."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf("secret")))
    writer.encrypt("open sesame", algorithm="AES-256")
    return written(writer)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), pages: int = 1) -> bytes:
    """A picture of this size; several pages where the kind has such."""
    out = io.BytesIO()
    more = [Image.new("RGB", size, "white") for _ in range(pages - 1)]
    Image.new("RGB", size, "red").save(out, kind, save_all=bool(more), append_images=more)
    return out.getvalue()


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def dicom(*frames: bytes, **said: Any) -> bytes:
    """A DICOM file of frames of 4 × 2 grey pixels, 8 bits each unless it says otherwise."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = said.pop("syntax", ExplicitVRLittleEndian)
    data = Dataset()
    data.file_meta = meta
    data.SOPClassUID, data.SOPInstanceUID = SecondaryCaptureImageStorage, generate_uid()
    data.Rows, data.Columns, data.SamplesPerPixel = 2, 4, 1
    data.BitsAllocated = data.BitsStored = 8
    data.PixelRepresentation, data.PhotometricInterpretation = 0, "MONOCHROME2"
    data.NumberOfFrames = len(frames)
    for name, value in said.items():
        setattr(data, name, value)
    packed = meta.TransferSyntaxUID.is_compressed
    data.PixelData = encapsulate(list(frames)) if packed else b"".join(frames)
    data["PixelData"].VR = "OB" if packed or data.BitsAllocated == 8 else "OW"
    out = io.BytesIO()
    pydicom.dcmwrite(out, data, enforce_file_format=True)
    return out.getvalue()
