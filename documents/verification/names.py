"""The name under which a file is saved: from its title, and safe on every system."""

import unicodedata

LONGEST = 120
# Not a part of a name anywhere, or a path; and what turns the direction of writing.
FORBIDDEN = frozenset('/\\:*?"<>|')


def file_name(title: str, suffix: str) -> str:
    """The title as a file name.

    >>> file_name("../../etc/passwd", ".pdf"), file_name("CON\\u202egpj.exe", ".pdf")
    ('etc passwd.pdf', 'CONgpj.exe.pdf')
    >>> len(file_name("x" * 300, ".pdf")), file_name("...", ".jpg")
    (124, 'document.jpg')
    """
    shown = (c if c not in FORBIDDEN else " " for c in unicodedata.normalize("NFC", title))
    bare = "".join(c for c in shown if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    words = " ".join(filter(None, (word.strip(".") for word in bare.split())))
    return (words[:LONGEST].strip(". ") or "document") + suffix
