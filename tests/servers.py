"""The databases that tests run on: a folder of SQLite files, and a PostgreSQL server of our own."""

import getpass
import os
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import LiteralString, Protocol, Self
from urllib.parse import urlsplit

import psycopg

_ROOM_FOR_A_SERVER = 2**30  # of bytes


class Databases(Protocol):
    """Hands out databases by name, empty or cloned."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *problem: object) -> None: ...
    def new(self, name: str) -> str: ...
    def clone(self, name: str) -> str: ...
    def drop(self, url: str) -> None: ...


class SqliteFolder:
    """SQLite files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        pass

    def new(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def clone(self, name: str) -> str:
        copy = self.folder / f"{name}-{next(self.numbers)}.db"
        shutil.copy(self.folder / f"{name}.db", copy)
        return f"sqlite:///{copy}"

    def drop(self, url: str) -> None:
        Path(url.removeprefix("sqlite:///")).unlink()


class PostgresqlServer:
    """A server on a unix socket, without a network port, run by an ordinary user and gone afterwards."""

    def __init__(self, folder: Path) -> None:
        # Socket paths are limited to about 100 characters, so the data does not stay under pytest's folder.
        self.folder = Path(tempfile.mkdtemp(prefix="exchange-pg-", dir=_memory()))
        self.numbers = count()
        self.user = getpass.getuser() if os.geteuid() else "postgres"

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run(
            "initdb", "-D", str(self.data), "-U", "exchange", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        self._run(
            "pg_ctl", "-w", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options, "start"
        )
        return self

    def __exit__(self, *problem: object) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", str(self.data), "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def new(self, name: str) -> str:
        return self._create(name, "template0")

    def clone(self, name: str) -> str:
        return self._create(f"{name}_{next(self.numbers)}", name)

    def drop(self, url: str) -> None:
        self._tell(f'drop database "{urlsplit(url).path.removeprefix("/")}" with (force)')

    def _create(self, name: str, template: str) -> str:
        self._tell(f'create database "{name}" template "{template}" strategy file_copy')
        return f"postgresql://exchange@/{name}?host={self.folder}"

    def _tell(self, statement: LiteralString) -> None:
        with psycopg.connect(
            host=str(self.folder), user="exchange", dbname="postgres", autocommit=True
        ) as admin:
            admin.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        command = [_postgresql_program(program), *arguments]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


def _memory() -> Path | None:
    """Return a folder in memory with room for a server, where copying a database is quicker."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM_FOR_A_SERVER else None


def _postgresql_program(name: str) -> str:
    """Return the newest installed ``name``: Debian keeps PostgreSQL's programs off the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise RuntimeError("PostgreSQL is not installed: run `python3 run.py test`, which sees to it")
    return found
