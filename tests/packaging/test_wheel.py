"""The wheel alone, in an empty environment, without this checkout."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder of programs of an environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("wheel with a space")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(REPOSITORY)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    programs = folder / "venv" / "bin"
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(REPOSITORY / "requirements.txt")], check=True)
    subprocess.run([*pip, "--no-deps", *map(str, folder.glob("*.whl"))], check=True)
    return programs


def run(installed: Path, *arguments: str, folder: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("EXCHANGE_", "PYTHON"))}
    command = [str(installed / "exchange"), *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_it_holds_all_that_a_service_needs(installed, tmp_path):
    assert "organisations.csv" in run(installed, "load", folder=tmp_path)
    assert "Cambridge University Hospitals" in run(installed, "peers", "RGT", folder=tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(installed / "exchange"), "serve", "--port", str(port)]
    service = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = _fetch(f"http://127.0.0.1:{port}/")
        assert "Find the NHS organisations to talk to" in page
        assert _fetch(f"http://127.0.0.1:{port}/static/vendor/nhsuk/nhsuk-frontend.min.css")
    finally:
        service.terminate()
        service.wait(timeout=10)


def _fetch(url: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url) as response:
                return response.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer within 10 seconds")
