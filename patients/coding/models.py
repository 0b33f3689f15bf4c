"""A diagnosis code of the classification in use: ICD-10-CM, by the release that is bundled."""

import re
from dataclasses import dataclass

_FORM = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
_CATEGORY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code: `I25.9`, "Chronic ischemic heart disease, unspecified".

    `is_final` tells that no finer code exists below it; only such codes may be sent to a payer.
    """

    code: str
    title: str
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMatch:
    """One hit of a search: the code, and why it may stand before the others.

    `plain` is the clinic's own wording for patients, in English; empty if there is none.
    """

    code: Code
    is_favourite: bool = False
    is_recent: bool = False
    plain: str = ""


def written(text: str) -> str | None:
    """A code as the classification writes it, from any usual form; None if it has no such form.

    >>> written(" i259 "), written("J45.901"), written("asthma")
    ('I25.9', 'J45.901', None)
    """
    bare = "".join(text.split()).upper()
    if not _FORM.fullmatch(bare):
        return None
    bare = bare.replace(".", "")
    return f"{bare[:_CATEGORY]}.{bare[_CATEGORY:]}" if len(bare) > _CATEGORY else bare
