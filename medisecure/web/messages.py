"""One-time notices in a signed cookie; they never hold patient data and cost no write."""

from django.contrib.messages.storage.cookie import CookieStorage


class NoticeStorage(CookieStorage):
    """Django's cookie storage under a name only this host can set."""

    cookie_name = "__Host-notices"
