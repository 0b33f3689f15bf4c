"""Mail stays on this machine, and what was confirmed is in the file whatever happens next."""

from pathlib import Path

from tests.tools.local_cloud.callers import Caller
from tools.local_cloud import mail, supervisor

SENDER = "clinic@medisecure.example"
MAIL = {
    "Source": f"The clinic <{SENDER}>",
    "Destination": {"ToAddresses": ["noor@example.com"]},
    "Message": {"Subject": {"Data": "موعدك"}, "Body": {"Text": {"Data": "الأحد 09:00"}}},
}


def test_a_confirmed_mail_is_in_the_file_after_the_plug_was_pulled(state_dir: Path) -> None:
    cloud = supervisor.start(state_dir)
    ses = Caller(cloud.endpoint).client("ses")
    ses.verify_email_identity(EmailAddress=SENDER)
    sent = ses.send_email(**MAIL)
    cloud.kill()
    [kept] = mail.sent(state_dir)
    assert (kept["MessageId"], kept["Subject"]) == (sent["MessageId"], "موعدك")
    assert kept["BodyText"] == "الأحد 09:00"
    assert (state_dir / mail.OUTBOX).stat().st_mode & 0o077 == 0


def test_a_verified_sender_is_still_one_after_the_plug_was_pulled(state_dir: Path) -> None:
    with supervisor.start(state_dir) as cloud:
        Caller(cloud.endpoint).client("ses").verify_email_identity(EmailAddress=SENDER)
        cloud.kill()
    with supervisor.start(state_dir) as cloud:
        assert Caller(cloud.endpoint).client("ses").send_email(**MAIL)["MessageId"]
    assert len(mail.sent(state_dir)) == 1
