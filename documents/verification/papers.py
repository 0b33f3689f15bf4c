"""PDF, in the inspector's process: opened whole, freed of what acts by itself, and written anew.

What a reader would run or start is taken out: scripts, programs, forms that send, files within the
file, sound and film. What is left is written as a new file, so that nothing before, between or
behind its objects comes along.
"""

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from documents.verification import limits
from documents.verification.findings import FileFinding
from documents.verification.kinds import FileKind
from documents.verification.outcome import Inspected, Refused

# PDF 32000-1:2008: what acts (12.6), and where files, scripts, films are hidden (7.11, 12.7, 13).
ACTING = ("/OpenAction", "/AA", "/JS", "/EF", "/XFA", "/RichMediaContent", "/Launch", "/AF")
OF_NAMES = ("/JavaScript", "/EmbeddedFiles", "/Renditions")
ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE",
    "/Sound", "/Movie", "/Rendition", "/GoTo3DView", "/RichMediaExecute", "/Hide", "/SetOCGState",
    "/Thread", "/Trans",
})  # fmt: skip
ANNOTATIONS = frozenset({
    "/FileAttachment", "/Sound", "/Movie", "/Screen", "/3D", "/RichMedia",
})  # fmt: skip


def inspected(content: bytes) -> Inspected:
    """The paper without what acts; `Refused` with the reason."""
    with open_paper(content) as pdf:
        pages = check_pages(pdf)
        freed(pdf)
        return Inspected(FileKind.PDF, written(pdf), pages=pages)


def open_paper(content: bytes) -> Pdf:
    """The paper; one without a password for readers opens, whatever else it forbids."""
    try:
        return pikepdf.open(io.BytesIO(content), attempt_recovery=False)
    except pikepdf.PasswordError as error:
        raise Refused(FileFinding.ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise Refused(FileFinding.DAMAGED) from error


def check_pages(pdf: Pdf) -> int:
    """How many pages it has, each of which can be unpacked; `Refused` for none or too many."""
    count = len(pdf.pages)
    if not count:
        raise Refused(FileFinding.DAMAGED)
    if count > limits.PAGES:
        raise Refused(FileFinding.TOO_MANY_PAGES)
    for page in pdf.pages:
        for each in _contents(page):
            _check_stream(each)
    return count


def _contents(page: pikepdf.Page) -> Iterator[Any]:
    found = page.obj.get("/Contents")
    if isinstance(found, pikepdf.Stream):
        yield found
    elif isinstance(found, Array):
        yield from (each for each in found if isinstance(each, pikepdf.Stream))


def _check_stream(stream: Any) -> None:
    """`Refused` for a page whose instructions unpack to more than any page has."""
    if stream.get("/Filter") == Name.FlateDecode:
        unpacking = zlib.decompressobj()
        unpacking.decompress(stream.read_raw_bytes(), limits.CONTENT)
        if unpacking.unconsumed_tail:
            raise Refused(FileFinding.TOO_HEAVY)
    elif len(stream.read_bytes()) > limits.CONTENT:
        raise Refused(FileFinding.TOO_HEAVY)


def freed(pdf: Pdf) -> None:
    """Take out of every object what acts, and what could hold another file."""
    for each in pdf.objects:
        _free(each, depth=0)
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary):
        _drop(names, OF_NAMES)
    for page in pdf.pages:
        _free_annotations(page)
    for stream in [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]:
        if stream.get("/Type") == Name.EmbeddedFile:
            stream.write(b"")


def _free(thing: Any, depth: int) -> None:
    """Of one object, and of what stands within it without being an object of its own."""
    if depth > limits.PARTS or not isinstance(thing, Dictionary | Array | pikepdf.Stream):
        return
    if isinstance(thing, Array):
        for each in thing:
            if not getattr(each, "is_indirect", False):
                _free(each, depth + 1)
        return
    _drop(thing, ACTING)
    if str(thing.get("/S", "")) in ACTIONS and "/URI" not in thing:
        _drop(thing, tuple(name for name in map(str, thing) if name not in ("/Type", "/S")))
        thing["/S"] = Name("/Named")
        thing["/N"] = Name("/NextPage")
    for name in list(thing.keys()):
        value = thing.get(name)
        if not getattr(value, "is_indirect", False):
            _free(value, depth + 1)


def _drop(thing: Any, names: tuple[str, ...]) -> None:
    for name in names:
        if name in thing:
            del thing[name]


def _free_annotations(page: pikepdf.Page) -> None:
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, Array):
        return
    kept = [
        each
        for each in annotations
        if isinstance(each, Dictionary) and str(each.get("/Subtype", "")) not in ANNOTATIONS
    ]
    page.obj["/Annots"] = Array(kept)


def written(pdf: Pdf) -> bytes:
    """The paper as a new file, the same bytes for the same paper."""
    out = io.BytesIO()
    pdf.save(out, encryption=False, deterministic_id=True)
    return out.getvalue()


def joined(parts: list[bytes]) -> Inspected:
    """One paper of several, in their order: photos and papers that were each inspected before."""
    with Pdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as paper:
                if len(whole.pages) + len(paper.pages) > limits.PAGES:
                    raise Refused(FileFinding.TOO_MANY_PAGES)
                whole.pages.extend(paper.pages)
        return Inspected(FileKind.PDF, written(whole), pages=len(whole.pages))
