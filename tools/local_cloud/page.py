"""What the hosted sign-in looks like: one quiet card, nothing fetched from anywhere."""

import base64
import hashlib
from html import escape

STYLE = """
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
background:#eef3f4;color:#1d2b30}
main{width:100%;max-width:25rem;background:#fff;border:1px solid #cbd8db;border-radius:.75rem;
padding:clamp(1.25rem,6vw,2.25rem)}
h1{margin:0 0 1.25rem;font-size:1.375rem;line-height:1.3;font-weight:600}
p{margin:0 0 1.25rem}
label{display:block;margin:0 0 .25rem;font-weight:600}
input{display:block;width:100%;min-height:2.75rem;margin:0 0 1.25rem;padding:.5rem .75rem;
font:inherit;color:inherit;background:#fff;border:1px solid #5f7880;border-radius:.5rem}
button{display:block;width:100%;min-height:2.75rem;margin:0 0 .5rem;padding:.5rem 1rem;border:0;
border-radius:.5rem;font:inherit;font-weight:600;color:#fff;background:#0b5c6b;cursor:pointer}
button:hover{background:#084753}
input:focus-visible,button:focus-visible{outline:3px solid #1a7f94;outline-offset:2px}
.error{margin:0 0 1.25rem;padding:.75rem 1rem;border-inline-start:4px solid #a3261b;
border-radius:.25rem;background:#fcefed;color:#7d1a12}
.note{margin:1.25rem 0 0;font-size:.875rem;color:#4c626a}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# form-action is left open: browsers apply it to the redirect back to the application as well.
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
Response = tuple[int, dict[str, str], bytes]


def answer(page: str, status: int = 200) -> Response:
    """A finished page as the engine's response triple."""
    return status, dict(HEADERS), page.encode()


def shell(title: str, heading: str, body: str) -> str:
    """The card around `body` (HTML); `title` and `heading` are plain text."""
    return f"""<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(heading)}</h1>
{body}
<p class="note">Development sign-in. Not for real patients.</p>
</main>
</body>
</html>"""


def message(heading: str, text: str) -> str:
    """A page that only says something."""
    return shell(heading, heading, f'<p role="alert">{escape(text)}</p>')


def sign_in(hidden: dict[str, str], error: str = "") -> str:
    """User name and password."""
    return shell(
        "Sign in",
        "Sign in",
        _form(
            hidden,
            error,
            _field("username", "User name", "text", "username", focus=True)
            + _field("password", "Password", "password", "current-password"),
            "Sign in",
        ),
    )


def new_password(token: str, error: str = "") -> str:
    """A first sign-in: choose a password of one's own."""
    return shell(
        "Choose a new password",
        "Choose a new password",
        _form(
            {"np_token": token},
            error,
            _field("new_password", "New password", "password", "new-password", focus=True)
            + _field("confirm_password", "New password again", "password", "new-password"),
            "Save and sign in",
        ),
    )


def second_factor(token: str, error: str = "") -> str:
    """The six digits an authenticator app shows."""
    field = _field("code", "Six-digit code", "text", "one-time-code", focus=True, digits=True)
    return shell(
        "Enter your code",
        "Enter the code from your authenticator app",
        _form({"mfa_token": token}, error, field, "Continue"),
    )


def _form(hidden: dict[str, str], error: str, fields: str, button: str) -> str:
    alert = f'<p class="error" id="error" role="alert">{escape(error)}</p>' if error else ""
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    submit = f'<button type="submit">{escape(button)}</button>'
    return f'{alert}<form method="post" action="/login">{kept}{fields}{submit}</form>'


def _field(
    name: str, label: str, kind: str, fill: str, *, focus: bool = False, digits: bool = False
) -> str:
    extra = " autofocus" if focus else ""
    extra += ' inputmode="numeric" maxlength="6"' if digits else ""
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input type="{kind}" id="{name}" name="{name}" autocomplete="{fill}" '
        f'autocapitalize="none" spellcheck="false" required{extra}>'
    )
