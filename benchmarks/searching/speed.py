"""Time search on made-up lessons: ``python benchmarks/searching/speed.py [--lessons 100000]``.

On SQLite and on PostgreSQL, the whole of ``search_lessons``: visibility, matching, ranking, exact totals and
counts of all filters, snippets. "cold" asks each question for the first time in a process, "warm" once more,
and "after a change" after another lesson has changed, which every process then has to take in.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import made_up
import numpy as np
from sqlmodel import select

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY))

from exchange.lessons.changes import note_lesson_change  # noqa: E402
from exchange.lessons.models import Lesson  # noqa: E402
from exchange.loading import load_folder  # noqa: E402
from exchange.migrations.running import migrate  # noqa: E402
from exchange.people.actor import OPERATOR, VISITOR, Actor, Role  # noqa: E402
from exchange.plumbing.database import make_engine, reading, writing  # noqa: E402
from exchange.search.queries import search_lessons  # noqa: E402
from exchange.search.schemas import LessonsWanted  # noqa: E402
from tests.servers import PostgresqlServer  # noqa: E402


def questions(count, registry):
    """Return made-up questions: words, names, sentences, typing errors; every third with a filter."""
    dice, found = random.Random(2), []
    for _ in range(count):
        form = dice.randrange(6)
        words = {
            0: dice.choice(registry.areas).short_name,
            1: f"{dice.choice(registry.products).name} {dice.choice(made_up.CAME).split()[-1]}",
            2: f"{dice.choice(made_up.WHO)} {dice.choice(made_up.DID)}",
            3: f"how did {dice.choice(made_up.WHO)} cope when {dice.choice(made_up.CAME)} with"
            f" {dice.choice(registry.areas).short_name}",
            4: dice.choice(made_up.CAME),
            5: f"{made_up.place(dice)} {dice.choice(made_up.NEXT)}",
        }[form]
        if len(words) > 3 and dice.random() < 0.1:
            at = dice.randrange(1, len(words) - 1)
            words = words[:at] + words[at + 1 :]
        area = dice.choice(registry.areas).code if dice.random() < 1 / 3 else ""
        found.append(LessonsWanted(words=words[:200], area=area, page=dice.choice((1,) * 9 + (2,))))
    return found


def timed(engine, actor, wanted):
    """Return the milliseconds of every question."""
    took = []
    for each in wanted:
        with reading(engine) as session:
            began = perf_counter()
            search_lessons(session, actor, each)
            took.append(1000 * (perf_counter() - began))
    return took


def after_changes(engine, actor, wanted):
    """Return the milliseconds of questions, each asked after a lesson has changed."""
    took = []
    for each in wanted:
        with writing(engine) as session, session.begin():
            note_lesson_change(session, session.exec(select(Lesson.id).limit(1)).one())
        took += timed(engine, actor, [each])
    return took


def report(name, took):
    """Print one row."""
    shown = [f"{value:.1f}" for value in (*np.percentile(took, (50, 95, 99)), max(took))]
    print(f"| {name} | {' | '.join(shown)} |", flush=True)


def measure(name, url, count, asked):
    """Fill a database and print its rows."""
    engine = make_engine(url)
    migrate(engine)
    with writing(engine) as session, session.begin():
        load_folder(session, OPERATOR, REPOSITORY / "seed_data")
        made_up.fill(session, count)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("vacuum analyze")
    with reading(engine) as session:
        registry = made_up.Registry(session)
        home = next(each.id for each in registry.organisations if each.ods_code == "RAE")
    wanted = questions(asked, registry)
    began = perf_counter()
    timed(engine, VISITOR, [LessonsWanted()])
    print(f"| {name}: first search of a process | {1000 * (perf_counter() - began):.0f} | | | |")
    staff = Actor(frozenset({Role.STAFF}), organisation_id=home)
    report(f"{name}: visitor, cold", timed(engine, VISITOR, wanted))
    report(f"{name}: visitor, warm", timed(engine, VISITOR, wanted))
    report(f"{name}: member of staff", timed(engine, staff, wanted))
    report(f"{name}: list without words", timed(engine, staff, [LessonsWanted(page=n) for n in range(1, 50)]))
    report(f"{name}: after a change", after_changes(engine, staff, wanted[:50]))
    engine.dispose()


def main():
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--databases", default="sqlite,postgresql")
    given = parser.parse_args()
    print(
        f"| {given.lessons:,} lessons, {given.queries} questions | p50, ms | p95, ms | p99, ms | most, ms |"
    )
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        if "sqlite" in given.databases:
            measure("SQLite", f"sqlite:///{folder}/made-up.db", given.lessons, given.queries)
        if "postgresql" in given.databases:
            with PostgresqlServer(Path(folder)) as server:
                measure("PostgreSQL", server.new("made_up"), given.lessons, given.queries)


if __name__ == "__main__":
    main()
