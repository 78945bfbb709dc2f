"""Bring files into the database: one at a time or a whole folder, all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from exchange.home import files as home_files
from exchange.lessons import files as lesson_files
from exchange.network import files as network_files
from exchange.organisations import direction_files, vocabulary_files
from exchange.organisations import files as organisation_files
from exchange.people import files as people_files
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing import audit
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.importing import Kind, Tally
from exchange.plumbing.tables import Progress, read_table
from exchange.signing_in import files as signing_in_files
from exchange.technologies import files as technology_files

# In the order in which one file's names are needed by the next.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        *home_files.KINDS,
        *people_files.KINDS,
        *vocabulary_files.KINDS,
        *organisation_files.KINDS,
        *technology_files.KINDS,
        *direction_files.KINDS,
        *network_files.KINDS,
        *signing_in_files.KINDS,
        *lesson_files.KINDS,
    )
}
SUFFIXES = (".csv", ".xlsx")


class NothingToLoad(ExchangeError):
    """The folder or file is not there, or holds nothing that we know."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """One file that was brought in."""

    file: str
    kind: str
    tally: Tally


def import_file(
    session: Session, actor: Actor, kind: Kind, path: Path, *, progress: Progress | None = None
) -> Loaded:
    """Bring one file in.

    Raises:
        NothingToLoad: there is no such file.
        BadTable: something is wrong with it; nothing may be committed then.
    """
    check_may(actor, Permission.CHANGE_REGISTRY)
    if not path.is_file():
        raise NothingToLoad(f"There is no file {path}")
    table = read_table(path, kind.form, progress=progress)
    tally = kind.write(session, table)
    if tally.added or tally.changed:
        note_change(session, REGISTRY)
    audit.record(session, f"{kind.name}.imported", actor=actor, subject=f"file:{path.name}"[:200])
    return Loaded(file=path.name, kind=kind.name, tally=tally)


def files_in(folder: Path) -> list[tuple[Kind, Path]]:
    """Return the files of ``folder`` that we know, in the order in which they must be read.

    Raises:
        NothingToLoad: there is no such folder, or it holds none of them.
    """
    if not folder.is_dir():
        raise NothingToLoad(f"There is no folder {folder}")
    found = [
        (kind, folder / f"{name}{suffix}")
        for name, kind in KINDS.items()
        for suffix in SUFFIXES
        if (folder / f"{name}{suffix}").is_file()
    ]
    if not found:
        known = ", ".join(f"{name}.csv" for name in KINDS)
        raise NothingToLoad(f"{folder} holds none of the files that can be loaded: {known}")
    return found


def load_folder(
    session: Session,
    actor: Actor,
    folder: Path,
    *,
    watch: Callable[[str], Progress] = lambda _file: lambda _done, _total: None,
) -> list[Loaded]:
    """Bring every known file of ``folder`` in; ``watch`` gives the progress callback of each.

    Raises:
        NothingToLoad: the folder holds none of them.
        BadTable: something is wrong with one; nothing may be committed then.
    """
    return [
        import_file(session, actor, kind, path, progress=watch(path.name)) for kind, path in files_in(folder)
    ]
