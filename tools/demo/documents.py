"""The files behind the demo's document items: small, real, and the same every time."""

from collections.abc import Callable

from tools.demo.discharge_letter import discharge_letter
from tools.demo.ecg import ecg_report
from tools.demo.lab_report import lab_report
from tools.demo.schema_items import Item
from tools.demo.words.conditions import ECG, LAB, LETTER, XRAY
from tools.demo.xray import xray_image

_MAKERS: dict[str, Callable[[Item], bytes]] = {
    ECG: ecg_report,
    LAB: lab_report,
    LETTER: discharge_letter,
    XRAY: xray_image,
}


def file_bytes(document_item: Item) -> bytes:
    """The PDF or PNG of a document item of the demo, or of the schema's own doc_12345.

    Reads who, when and what, not `fileSize` or `checksum`. Raises ValueError for a kind of
    document the demo has not got. One version of zlib gives one picture; the PDFs need none.
    """
    kind = document_item["documentInfo"]["type"]
    if kind not in _MAKERS:
        raise ValueError(f"no demo file for documents of type {kind}")
    return _MAKERS[kind](document_item)
