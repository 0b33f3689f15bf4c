"""The application as gunicorn runs it.

What is loaded by now stays for good, so the collector of cycles leaves it alone; and since a page
makes tens of thousands of small things without cycles, it looks for them that much more seldom.
"""

import os

from django.core.wsgi import get_wsgi_application

from medisecure.server.collecting import collect_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medisecure.settings")
application = get_wsgi_application()
collect_seldom()
