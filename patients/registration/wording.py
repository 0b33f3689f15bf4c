"""What the registration asks, in words."""

LANGUAGE_NAMES = {"en": "English", "ar": "العربية"}
