"""The environment of the tests, the same on every machine whatever `.env` holds.

A plugin (`-p` in pyproject.toml), since pytest-django reads the settings before any conftest.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["SECRET_KEY"] = "only-for-tests-and-long-enough-for-the-checks-of-django"
os.environ["OPENPYXL_LXML"] = "False"  # as settings.py says, also for what is read before it
os.environ["DEBUG"] = os.environ["SECURE_TLS"] = os.environ["STATIC_MANIFEST"] = "off"
# DATABASE_URL alone may come from outside: it chooses the database.
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
FOLDER = TemporaryDirectory()


def pytest_configure() -> None:
    from django.conf import settings
    from hypothesis import settings as hypothesis

    # In a file, as in operation: in memory a second writer is refused instead of waiting for the first.
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(Path(FOLDER.name) / "test.sqlite3")
    # A real hash takes a third of a second, for every user of every test.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The same cases every time, and none judged by the clock: a failure means a fault, not a busy machine.
    hypothesis.register_profile("steady", deadline=None, derandomize=True)
    hypothesis.load_profile("steady")
    # WhiteNoise warns, and a warning is an error, when nothing has been collected yet.
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
