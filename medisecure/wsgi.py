"""The application as gunicorn runs it.

What is loaded by now stays for good, so the collector of cycles leaves it alone; and since a page
makes tens of thousands of small things without cycles, it looks for them that much more seldom.
See docs/adr/0090-collecting-seldom.md.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application

OBJECTS, YOUNG, OLD = 50_000, 20, 50  # made before the youngest are looked at; and so on

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medisecure.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()
gc.set_threshold(OBJECTS, YOUNG, OLD)
