"""What somebody reads whose request never reached the application."""

from http import HTTPStatus

SAID = {
    HTTPStatus.BAD_REQUEST: (
        "This request could not be understood. Go back and try again.",
        "تعذّر فهم هذا الطلب. يُرجى العودة والمحاولة مرة أخرى.",
    ),
    HTTPStatus.REQUEST_TIMEOUT: (
        "The form took too long to arrive and was not saved. Check your connection, go back and "
        "send it again.",
        "استغرق وصول النموذج وقتًا طويلًا ولم يُحفظ. تحقّق من اتصالك ثم عُد وأرسله مرة أخرى.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "That is too much text for one form, and it was not saved. Go back, shorten it and send it "
        "again.",
        "النص أطول مما يتسع له النموذج ولم يُحفظ. يُرجى العودة واختصاره ثم إرساله مرة أخرى.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "Files cannot be sent this way. Use the documents page.",
        "لا يمكن إرسال الملفات بهذه الطريقة. يُرجى استخدام صفحة المستندات.",
    ),
}


def refusal(status: HTTPStatus) -> bytes:
    """A small page in both languages. Nothing of the application has been asked."""
    en, ar = SAID.get(status, SAID[HTTPStatus.BAD_REQUEST])
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>MediSecure</title>'
        f'<p>{en}</p><p lang="ar" dir="rtl">{ar}</p></html>\n'
    ).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(page)}\r\n"
        "Cache-Control: no-store\r\n"
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode("ascii") + page
