"""E-mail through SES, each message tried once: SES cannot be asked to send the same one twice."""

from http import HTTPStatus

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ParamValidationError,
)
from django.conf import settings

from medisecure.aws import client
from medisecure.messages import Message, NotNow, OutcomeUnknown, Refused

# AWS's word for a passing lack of capacity, before anything was accepted.
BUSY = frozenset({"Throttling", "ThrottlingException", "TooManyRequestsException"})


class Mail:
    """The carrier of the channel `email`: plain text, in UTF-8."""

    def send(self, message: Message) -> str:
        """Hand it to SES and return SES's id; `Refused`, `NotNow` or `OutcomeUnknown` otherwise."""
        try:
            answer = client("ses").send_email(
                Source=settings.MAIL_FROM,
                Destination={"ToAddresses": [message.to]},
                Message={
                    "Subject": {"Data": message.subject, "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": message.text, "Charset": "UTF-8"}},
                },
            )
        except ClientError as error:
            raise _told(error) from error
        except ParamValidationError as error:
            raise Refused("NOT_A_MAIL") from error
        except (ConnectTimeoutError, EndpointConnectionError) as error:
            raise NotNow from error
        except BotoCoreError as error:  # the answer was lost; the mail perhaps was not
            raise OutcomeUnknown from error
        return str(answer["MessageId"])


def _told(error: ClientError) -> Exception:
    """What SES's refusal means for the message."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in BUSY:
        return NotNow()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OutcomeUnknown()
    return Refused(code or "REFUSED")
