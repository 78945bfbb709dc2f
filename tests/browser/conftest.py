"""A real service on the shipped data, and a real Chromium that reports everything it dislikes."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from exchange.loading import load_folder
from exchange.migrations.running import ensure_schema
from exchange.people.actor import OPERATOR
from exchange.plumbing.database import make_engine, writing

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORT_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (e) =>
  window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
"""


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, seed_folder: Path) -> Iterator[str]:
    """The address of a service of its own process on the shipped data."""
    url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'exchange.db'}"
    engine = make_engine(url)
    ensure_schema(engine)
    with writing(engine) as session, session.begin():
        load_folder(session, OPERATOR, seed_folder)
    engine.dispose()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from exchange.cli import main; main()"]
    arguments = ["serve", "--database", url, "--port", str(port)]
    process = subprocess.Popen([*command, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/health/ready", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, service: str) -> Iterator[BrowserContext]:
    """A browser profile without a past."""
    context = chromium.new_context(base_url=service)
    yield context
    context.close()


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on any script error, console warning or policy violation."""
    page = context.new_page()
    seen: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        is_refused_page = "Failed to load resource" in message.text and message.location["url"] == page.url
        if message.type in {"error", "warning"} and not is_refused_page:
            seen.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: seen.append(f"script: {error}"))
    page.add_init_script(REPORT_VIOLATIONS)
    yield page
    assert seen == []
    assert page.evaluate("window.violations") == []


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"The service stopped with {process.returncode}")
        try:
            urllib.request.urlopen(url).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The service did not answer within 20 seconds")
