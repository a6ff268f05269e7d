"""What a person meets: a real server with the settings of operation (but for TLS) and Debian's Chromium."""

import fcntl
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    ViewportSize,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
# Root may not use Chromium's sandbox; the rest keeps the browser from talking to anyone but our server.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
# What colours and width decide: all that a second look at the same page can find.
LOOKS = {"type": "rule", "values": ["color-contrast", "target-size"]}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

MAKE_OBJECTS = """
import json
from reporting.services.fixtures import load_demo_year
from tests.contracts.addresses import make_objects
print(json.dumps(make_objects(load_demo_year())))
"""

SignIn = Callable[..., None]
Check = Callable[..., None]
OpenPage = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A page may be looked at in any order; what is done in a file follows on what was done before."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if item.path.stem != "test_pages":
                item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo year, and static files: made once a run, however many processes share it."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    database = shared / "prepared.sqlite3"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            prepare(shared / "preparing.sqlite3").rename(database)
    return database


def prepare(database: Path) -> Path:
    preparing = settings_for(database) | {"DEBUG": "on"}
    manage("migrate", environment=preparing)
    manage("bootstrap", "--demo", environment=preparing)
    # It writes its form below the folder it stands in.
    manage("demo", environment=preparing, folder=database.parent)
    manage("collectstatic", "--no-input", environment=settings_for(database))
    return database


def settings_for(database: Path) -> dict[str, str]:
    """The environment of a server with the settings of operation, but for TLS."""
    operation = {"DEBUG": "off", "SECURE_TLS": "off", "STATIC_MANIFEST": "on"}
    return os.environ | operation | {"DATABASE_URL": f"sqlite:///{database}"}


@pytest.fixture(scope="module")
def server_environment(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment of a server with the demo year, in a database that no other file of tests sees."""
    database = tmp_path_factory.mktemp("server") / "db.sqlite3"
    with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(database)) as copy:
        source.backup(copy)
    return settings_for(database)


def manage(*arguments: str, environment: dict[str, str], folder: Path = ROOT, told: bool = False) -> str:
    """What the command printed, or ``told`` on standard error."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
    return done.stderr if told else done.stdout


@pytest.fixture(scope="module")
def places(server_environment: dict[str, str]) -> dict[str, Any]:
    """What the ``{…}`` of the permission table stand for on the server."""
    made = manage("shell", "--no-imports", "--command", MAKE_OBJECTS, environment=server_environment)
    return dict(json.loads(made))


@pytest.fixture(scope="module")
def server_url(server_environment: dict[str, str]) -> Iterator[str]:
    """Address of the server, without a slash at the end."""
    # The socket listens before the server starts, so the first request waits instead of failing.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, descriptor = listener.getsockname()[1], listener.fileno()
        command = [sys.executable, "-m", "gunicorn", "overenskommelse.wsgi", "--bind", f"fd://{descriptor}"]
        command += ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
        server = subprocess.Popen(command, cwd=ROOT, env=server_environment, pass_fds=[descriptor])
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def watched(page: Page, faults: list[str]) -> Page:
    """``page``, whose script errors, breaches of policy and missing static files are added to ``faults``."""

    def console(message: ConsoleMessage) -> None:
        # An answer of 404 or 403 is an error to the browser, but may be what the test asks for.
        is_answer = message.text.startswith("Failed to load") and "/static/" not in message.location["url"]
        if message.type == "error" and not is_answer:
            faults.append(message.text)

    page.on("console", console)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page


@pytest.fixture
def open_page(browser: Browser, server_url: str) -> Iterator[OpenPage]:
    """Opens pages of 1280 x 800, each a person at a browser of their own.

    A script error, a breach of the content security policy or a missing static file fails the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=server_url, viewport=WIDE, locale="sv-SE", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return watched(context.new_page(), faults)

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def plain_page(open_page: OpenPage) -> Page:
    """A page without JavaScript."""
    return open_page(java_script_enabled=False)


@pytest.fixture(scope="module")
def signed_in() -> dict[str, StorageState]:
    """Cookies per e-mail: signing in once a person keeps below the rate limit."""
    return {}


@pytest.fixture
def sign_in(signed_in: dict[str, StorageState], server_url: str) -> SignIn:
    """Signs a demo user in and goes to an address, at first the person's start page."""

    def sign_in(page: Page, email: str, at: str = "/") -> None:
        if email not in signed_in:
            page.goto(f"{server_url}/accounts/login/")
            page.fill("[name=login]", email)
            page.fill("[name=password]", "demo")
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "/login" not in url)
            signed_in[email] = page.context.storage_state()
        page.context.add_cookies(signed_in[email]["cookies"])  # type: ignore[arg-type]
        page.goto(at)

    return sign_in


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.fixture
def axe() -> Check:
    """Asserts that axe-core finds nothing on the page; or nothing in what its ``looks`` decide."""

    def check(page: Page, *, looks: bool = False) -> None:
        # The bar with the primary action lies over what is below it, except at the end of the page.
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        rules = LOOKS if looks else RULES
        found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check
