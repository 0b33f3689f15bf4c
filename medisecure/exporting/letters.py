"""Letters in a patient's archive: each as it was issued, as PDF and as a FHIR resource."""

from documents.letters.models import Letter, LetterKind
from documents.letters.numbers import spoken
from documents.letters.paper import page_of
from documents.letters.printing import printed
from documents.letters.wording import KINDS
from medisecure.exporting.elements import LOINC, Json, at, concept, reference, resource
from medisecure.exporting.readable import PATIENCE

LOINC_OF = {LetterKind.PRESCRIPTION: "57833-6", LetterKind.REFERRAL: "57133-1"}


def archive_path(letter: Letter) -> str:
    """The path of its PDF in the archive."""
    return f"letters/{letter.letter_id}.pdf"


def pdf_of(letter: Letter) -> bytes:
    """Its paper; `Unavailable` if the press cannot set it."""
    return printed(page_of(letter), PATIENCE)


def letter_resource(letter: Letter) -> Json:
    """FHIR R4 DocumentReference; one that was withdrawn is superseded."""
    number = spoken(letter.number)
    return resource(
        "DocumentReference", letter.letter_id,
        masterIdentifier={"value": number},
        status="current" if letter.holds else "superseded", docStatus="final",
        type=concept(str(KINDS[letter.kind]), LOINC_OF.get(letter.kind), LOINC),
        subject=reference("Patient", letter.patient_id), date=at(letter.issued_at),
        author=[reference("Practitioner", letter.provider_id)],
        content=[{"attachment": {"contentType": "application/pdf", "language": letter.language,
                                 "url": archive_path(letter), "title": number}}],
    )  # fmt: skip
