"""The letters a person got: the sender is let run, and the cloud's mail read."""

from tests.journeys.site import Site, ahead
from tools.local_cloud import mail
from tools.run_local import manage

AFTER = 2  # minutes: a sender takes up what has settled


def letters_to(site: Site, user_id: str) -> list[tuple[str, str]]:
    """Subject and text of every message to this person once the sender has come by."""
    manage({**site.environ, **ahead(minutes=AFTER)}, "send_reminders")
    address = site.people[user_id][0]
    return [(each["Subject"], each["BodyText"]) for each in mail.sent(site.state)
            if address in each["To"] and "BodyText" in each]  # fmt: skip
