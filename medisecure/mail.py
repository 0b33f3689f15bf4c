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

# What SES says of this one mail or its address. Whatever else it refuses for (throttled, paused, in
# the sandbox, denied, no credentials) is of the account: it passes or is mended, and we try again.
OF_THE_MAIL = frozenset({"MessageRejected", "InvalidParameterValue", "ValidationError"})
# Words of a MessageRejected that speak of the account (SES developer guide, "Amazon SES sending
# errors", "Moving out of the sandbox", "Pausing email sending").
OF_THE_ACCOUNT = ("not verified", "paused", "sandbox", "suspended", "quota", "rate exceeded")


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
    told = error.response.get("Error", {})
    code, words = str(told.get("Code", "")), str(told.get("Message", "")).lower()
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OutcomeUnknown()
    if code in OF_THE_MAIL and not any(word in words for word in OF_THE_ACCOUNT):
        return Refused(code)
    return NotNow(code or "REFUSED")
