"""Which program fetched a calendar, as far as it says so itself."""

import re

LONGEST = 40
# What the usual ones call themselves, and what people call them.
KNOWN = (
    ("google-calendar", "Google Calendar"),
    ("dataaccessd", "Apple Calendar"),
    ("calendaragent", "Apple Calendar"),
    ("exchange", "Outlook"),
    ("outlook", "Outlook"),
    ("thunderbird", "Thunderbird"),
    ("icsx", "ICSx⁵"),
    ("davx", "DAVx⁵"),
)
NAME = re.compile(r"[A-Za-z][A-Za-z0-9 ._+-]*")


def program_of(agent: str) -> str:
    """The name of a calendar program, from what it sends along; "" if it says nothing usable.

    >>> program_of("Google-Calendar-Importer"), program_of("iOS/17.5 (21F79) dataaccessd/1.0")
    ('Google Calendar', 'Apple Calendar')
    >>> program_of("Mozilla/5.0 (X11; rv:115.0) Gecko/20100101 Thunderbird/115.9")
    'Thunderbird'
    >>> program_of("curl/8.5.0"), program_of("<script>"), program_of("")
    ('curl', '', '')
    """
    said = agent.lower()
    for sign, name in KNOWN:
        if sign in said:
            return name
    found = NAME.match(agent)
    return found.group().strip()[:LONGEST] if found else ""
