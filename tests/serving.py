"""A service in a process of its own, on a free port of this machine."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def serving(
    database_url: str,
    *,
    host: str = "127.0.0.1",
    output: IO[bytes] | int = subprocess.DEVNULL,
    **settings: str,
) -> Iterator[str]:
    """Serve a database, yield the address; ``settings`` are the environment's, ``output`` gets the log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://{host}:{port}"
    command = [sys.executable, "-c", "from exchange.cli import main; main()", "serve"]
    process = subprocess.Popen(
        [*command, "--database", database_url, "--port", str(port)],
        env={**os.environ, "EXCHANGE_BASE_URL": address, **settings},
        stdout=output,
        stderr=output,
    )
    try:
        _wait_for(f"{address}/health/ready", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"The service stopped with {process.returncode}")
        try:
            urllib.request.urlopen(url).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The service did not answer within 30 seconds")
