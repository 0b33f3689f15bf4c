"""Shows the code an authenticator app would show: `make code SECRET="ABCD EFGH …"`.

For the demo people of `make run SECOND_FACTOR=1`, who have no phone.
"""

import os
import sys
import time

import pyotp

STEP_SECONDS = 30


def code_of(secret: str, at: float) -> tuple[str, int]:
    """The six digits of that moment, and for how many seconds they last (RFC 6238).

    >>> code_of("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", 59)
    ('287082', 1)
    """
    shown = pyotp.TOTP("".join(secret.split())).at(int(at))
    return shown, STEP_SECONDS - int(at) % STEP_SECONDS


def main() -> None:
    """Print the code of now."""
    secret = os.environ.get("SECRET", "")
    try:
        code, seconds = code_of(secret, time.time())
    except ValueError:
        sys.exit("SECRET is what the page 'Second factor' shows, such as ABCD EFGH IJKL MNOP.")
    if not secret.strip():
        sys.exit('Say which: make code SECRET="ABCD EFGH IJKL MNOP"')
    sys.stdout.write(f"{code}  (for {seconds} more seconds)\n")


if __name__ == "__main__":
    main()
