"""Keysets wrapped under a KMS key."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from medisecure.encryption.cipher import Tampered
from medisecure.errors import Unavailable
from medisecure.resources import KEYSET_CONTEXT

NOT_OURS = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})


class KmsWrapper:
    """Wraps keysets under a KMS key; the encryption context names what is wrapped."""

    def __init__(self, kms: Any, key_id: str) -> None:
        self._kms, self._key_id = kms, key_id

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        answer = self._call("encrypt", associated_data, Plaintext=plaintext)
        return bytes(answer["CiphertextBlob"])

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        answer = self._call("decrypt", associated_data, CiphertextBlob=ciphertext)
        return bytes(answer["Plaintext"])

    def _call(self, operation: str, name: bytes, **what: bytes) -> dict[str, Any]:
        """One KMS call; `Tampered` for a blob that is not this key's, else `Unavailable`."""
        context = KEYSET_CONTEXT | {"name": name.decode()}
        try:
            answer: dict[str, Any] = getattr(self._kms, operation)(
                KeyId=self._key_id, EncryptionContext=context, **what
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_OURS:
                raise Tampered("a keyset is not wrapped by this key") from error
            raise Unavailable("the key service refused") from error
        except BotoCoreError as error:
            raise Unavailable("the key service did not answer") from error
        return answer
