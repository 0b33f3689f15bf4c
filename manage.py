#!/usr/bin/env python
"""Django's command line for MediSecure."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

READ_FILES_ALONE = {"cost"}  # these run in a fresh clone, before anything is set up

if __name__ == "__main__":
    if READ_FILES_ALONE & set(sys.argv[1:2]):
        settings.configure(
            BASE_DIR=Path(__file__).resolve().parent, INSTALLED_APPS=["medisecure"], USE_I18N=False
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medisecure.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        sys.exit(f"{fault}. (`make run` writes .env for this machine; .env.example explains each.)")
