"""The application with the world of the table in its database, and a way back to it after every change."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import SQLModel, col, select

from exchange.app import create_app
from exchange.migrations.running import ensure_schema
from exchange.people.actor import OPERATOR
from exchange.plumbing import audit
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.database import make_engine, reading, writing
from exchange.plumbing.limits import RateCount
from exchange.plumbing.settings import OpenIdProvider, Settings
from tests import examples
from tests.rights.belongings import ISSUER
from tests.rights.world import World, build

LETTER = UUID(int=1)


@dataclass
class Stage:
    """Two applications on one database: a service of real people, and one with a demonstration."""

    world: World
    folder: Path
    apps: dict[bool, FastAPI] = field(default_factory=dict)
    browsers: dict[bool, TestClient] = field(default_factory=dict)
    before: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    @property
    def app(self) -> FastAPI:
        """The service of real people."""
        return self.apps[False]

    def ask(
        self, method: str, path: str, *, token: str, verifier: str, is_demonstration: bool, **sent: Any
    ) -> Response:
        """Send a request with the two cookies of the service, and forget the ones that it answers with."""
        browser = self.browsers[is_demonstration]
        cookies = {"__Host-exchange": token, "__Host-exchange-browser": verifier}
        header = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
        answer = browser.request(method, path, headers={"Cookie": header}, **sent)
        browser.cookies.clear()
        return answer

    def events(self) -> list[str]:
        """What the audit trail got since the world was made."""
        later = col(AuditEntry.number) > 1
        with reading(self.app.state.engine) as session:
            return list(session.exec(select(AuditEntry.event).where(later).order_by(col(AuditEntry.number))))

    def contents(self) -> dict[str, list[tuple[str, ...]]]:
        """All that is in the database, but for what every request may note: that it came."""
        with reading(self.app.state.engine) as session:
            return {
                table.name: sorted(
                    tuple(map(str, row))
                    for row in session.execute(
                        sqlalchemy.select(*(each for each in table.columns if each.name != "seen_at"))
                    )
                )
                for table in SQLModel.metadata.sorted_tables
                if table.name != RateCount.__tablename__
            }

    def go_back(self) -> None:
        """Put the database back as it was; connections to the one before are closed first."""
        for app in self.apps.values():
            app.state.engine.dispose()
        for suffix in ("-wal", "-shm"):
            (self.folder / f"exchange.db{suffix}").unlink(missing_ok=True)
        shutil.copy(self.folder / "before.db", self.folder / "exchange.db")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The world of the table, on SQLite: rights do not depend on the database."""
    folder = tmp_path_factory.mktemp("rights")
    url = f"sqlite:///{folder / 'exchange.db'}"
    engine = make_engine(url)
    ensure_schema(engine)
    with writing(engine) as session:
        session.expire_on_commit = False
        world = build(session)
        audit.record(session, "world.made", actor=OPERATOR, subject="world:1")
        session.commit()
    engine.dispose()
    shutil.copy(folder / "exchange.db", folder / "before.db")
    _write_letter(folder / "mail")
    stage = Stage(world, folder)
    for demo in (False, True):
        stage.apps[demo] = create_app(_settings(url, folder, demo=demo))
        stage.browsers[demo] = examples.browser(stage.apps[demo]).__enter__()
    stage.before = stage.contents()
    yield stage
    for demo in (False, True):
        stage.browsers[demo].__exit__()
        stage.apps[demo].state.engine.dispose()


def _settings(url: str, folder: Path, *, demo: bool) -> Settings:
    provider = OpenIdProvider(
        name="nowhere", label="Nowhere", issuer=ISSUER, client_id="exchange", client_secret="secret"
    )
    return Settings(
        database_url=url,
        base_url=examples.ADDRESS,
        mail_folder=str(folder / "mail"),
        openid_providers=(provider,),
        demo=demo,
    )


def _write_letter(folder: Path) -> None:
    folder.mkdir()
    lines = ("To: zoe@example.org", "Subject: A letter", "Date: Mon, 05 Jan 2026 10:00:00 +0000", "", "Words")
    (folder / f"{LETTER}.eml").write_text("\r\n".join(lines), encoding="utf-8")
