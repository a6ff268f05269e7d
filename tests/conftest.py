"""The environment of the tests, the same on every machine whatever `.env` holds."""

import os

# Before pytest-django reads the settings. DATABASE_URL alone may come from outside: it chooses the database.
os.environ["DJANGO_SETTINGS_MODULE"] = "overenskommelse.settings"
os.environ["SECRET_KEY"] = "only-for-tests-and-long-enough-for-the-checks-of-django"
os.environ["DEBUG"] = "off"
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
