"""Commands for the people who run MediSecure: `python manage.py …`."""
