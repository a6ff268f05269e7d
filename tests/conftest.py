"""The environment of the tests, the same on every machine whatever `.env` holds."""

import os
from pathlib import Path

from django.conf import settings

# Before pytest-django reads the settings. DATABASE_URL alone may come from outside: it chooses the database.
os.environ["DJANGO_SETTINGS_MODULE"] = "overenskommelse.settings"
os.environ["SECRET_KEY"] = "only-for-tests-and-long-enough-for-the-checks-of-django"
# Static files as they stand, no redirect to HTTPS. While tests run, settings.DEBUG is False all the same.
os.environ["DEBUG"] = "on"
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")


def pytest_configure() -> None:
    # A real hash takes a third of a second, for every user of every test.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # WhiteNoise warns, and a warning is an error, when nothing has been collected yet.
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
