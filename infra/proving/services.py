"""Files, keys, mail, people: what the application may ask of the services beside the table."""

from collections.abc import Callable
from typing import Any

from infra.proving.proof import Proof
from medisecure.resources import KEYSET_CONTEXT, Resources

FILE, ARCHIVE = "documents/proof", "archives/proof"
SIMULATOR = "success@simulator.amazonses.com"  # SES's own: takes mail and sends it nowhere
MESSAGE = {"Subject": {"Data": "proof"}, "Body": {"Text": {"Data": "proof"}}}
Client = Callable[[str], Any]


def service_proofs(client: Client, resources: Resources, pool_id: str) -> list[Proof]:
    return [
        *file_proofs(client("s3"), resources.documents.name),
        *incoming_proofs(client("s3"), resources.incoming.name),
        *export_proofs(client("s3"), resources.exports.name),
        *key_proofs(client("kms"), resources.key.alias),
        *mail_proofs(client("ses"), resources),
        *queue_proofs(client("sqs"), resources.mail_failures.name),
        Proof("people of the pool are listed",
              lambda: client("cognito-idp").list_users(UserPoolId=pool_id, Limit=1), allowed=False),
        Proof("rights are listed", lambda: client("iam").list_users(MaxItems=1), allowed=False),
    ]  # fmt: skip


def file_proofs(s3: Any, bucket: str) -> list[Proof]:
    here = {"Bucket": bucket, "Key": FILE}
    return [
        Proof("a document is put", lambda: s3.put_object(**here, Body=b"proof"), allowed=True),
        Proof("a document is fetched", lambda: s3.get_object(**here), allowed=True),
        Proof("documents are listed", lambda: s3.list_objects_v2(Bucket=bucket), allowed=False),
        Proof("a document is deleted", lambda: s3.delete_object(**here), allowed=False),
        Proof("the bucket's policy is read",
              lambda: s3.get_bucket_policy(Bucket=bucket), allowed=False),
    ]  # fmt: skip


def incoming_proofs(s3: Any, bucket: str) -> list[Proof]:
    """What comes in may be cleared away, and nothing else than in the documents' own store."""
    here = {"Bucket": bucket, "Key": FILE}
    return [
        Proof("a file comes in", lambda: s3.put_object(**here, Body=b"proof"), allowed=True),
        Proof("an incoming file is cleared away", lambda: s3.delete_object(**here), allowed=True),
        Proof("incoming files are listed",
              lambda: s3.list_objects_v2(Bucket=bucket), allowed=False),
    ]  # fmt: skip


def export_proofs(s3: Any, bucket: str) -> list[Proof]:
    """Archives are written in parts and given out; nobody lists them, and they go by themselves."""
    here = {"Bucket": bucket, "Key": ARCHIVE}

    def begun() -> str:
        return str(s3.create_multipart_upload(**here)["UploadId"])

    return [
        Proof("an archive is put", lambda: s3.put_object(**here, Body=b"proof"), allowed=True),
        Proof("an archive is begun in parts and given up",
              lambda: s3.abort_multipart_upload(**here, UploadId=begun()), allowed=True),
        Proof("an archive is fetched", lambda: s3.get_object(**here), allowed=True),
        Proof("archives are listed", lambda: s3.list_objects_v2(Bucket=bucket), allowed=False),
        Proof("an archive is deleted", lambda: s3.delete_object(**here), allowed=False),
    ]  # fmt: skip


def key_proofs(kms: Any, alias: str) -> list[Proof]:
    """That keysets do open is shown by the cipher; here is what must not."""
    return [
        Proof("something is sealed with the master key",
              lambda: kms.encrypt(KeyId=alias, Plaintext=b"proof",
                                  EncryptionContext=KEYSET_CONTEXT), allowed=False),
        Proof("the master key is described", lambda: kms.describe_key(KeyId=alias), allowed=False),
    ]  # fmt: skip


def mail_proofs(ses: Any, resources: Resources) -> list[Proof]:
    foreign = f"director@{resources.mail_domain}"

    def send(source: str) -> Any:
        to = {"ToAddresses": [SIMULATOR]}
        return ses.send_email(Source=source, Destination=to, Message=MESSAGE)

    return [
        Proof(
            "mail goes out in the clinic's name", lambda: send(resources.mail_from), allowed=True
        ),
        Proof("mail goes out in another name", lambda: send(foreign), allowed=False),
    ]


def queue_proofs(sqs: Any, name: str) -> list[Proof]:
    """Mail that came back is read; what is told of it is SES's alone to say."""

    def url() -> str:
        return str(sqs.get_queue_url(QueueName=name)["QueueUrl"])

    return [
        Proof("returned mail is read",
              lambda: sqs.receive_message(QueueUrl=url(), VisibilityTimeout=0), allowed=True),
        Proof("returned mail is made up",
              lambda: sqs.send_message(QueueUrl=url(), MessageBody="proof"), allowed=False),
        Proof("the queue is emptied", lambda: sqs.purge_queue(QueueUrl=url()), allowed=False),
    ]  # fmt: skip
