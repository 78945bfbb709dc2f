"""By relay: nobody but its author and their lead can find out whose a lesson is, in any byte that is sent."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from sqlmodel import select
from structlog.testing import capture_logs

from exchange.lessons.jobs import ask_keepers
from exchange.lessons.models import Candour, Lesson, LessonState
from exchange.mail.models import OutboxMessage
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.clock import today
from exchange.plumbing.database import writing
from tests import examples
from tests.lessons.stock import add_lesson
from tests.rights.world import ACTORS, build

pytestmark = pytest.mark.slow

TITLE = "Weigh the zanzibarian trolleys before the go-live"
PLACE, CODE = "Quokkaford Trust", "RQQ77"
AUTHOR = "Wilhelmina Wombatson"
MOST_LINKS = 30
# Who may ask for it alone, or what says nothing about lessons and takes long.
LEFT_OUT = {"/api/v1/openapi.json", "/static", "/assets", "/account/data/export.json", "/api/v1/account/data"}


class Origin:
    """A lesson by relay, and the organisation and author about whom nothing else is known."""

    def __init__(self, session):
        self.place = examples.add_organisation(session, CODE, PLACE)
        self.author = examples.add_person(session, AUTHOR, self.place)
        self.lesson_id = None

    def marks(self):
        """All that tells the origin."""
        ids = [self.place.id, self.author.id]
        return [PLACE, CODE, AUTHOR, self.author.email, *map(str, ids), *(id.hex for id in ids)]

    def signs(self, slug):
        """All that tells the lesson."""
        return [TITLE, "zanzibarian", slug, str(self.lesson_id), self.lesson_id.hex]


@pytest.fixture
def world(session):
    made = build(session)
    session.flush()
    return made


@pytest.fixture
def origin(session, world):
    found = Origin(session)
    note_change(session, REGISTRY)
    session.commit()
    return found


def share(origin, session, app, world):
    """Write it by relay, submit and publish it, and have it used, as people do."""
    lesson = add_lesson(
        session,
        origin.place,
        origin.author,
        title=TITLE,
        state=LessonState.DRAFT,
        candour=Candour.RELAY,
        areas=("epma",),
    )
    lesson.slug, origin.lesson_id = lesson.id.hex, lesson.id
    author = examples.start_session(session, origin.author)
    session.commit()
    with examples.browser(app, author) as browser:
        assert browser.post(f"/lessons/{lesson.id.hex}/submit").status_code == 303
    with browser_of(app, world, "administrator") as browser:
        edited = {"version": "1", "context": "A ward of forty beds", "press": "publish"}
        assert browser.post(f"/lessons/{lesson.id.hex}/review", data=edited).status_code == 303
    with browser_of(app, world, "staff") as browser:
        used = {"kind": "used", "what_was_different": "Nothing"}
        assert browser.post(f"/lessons/{lesson.id.hex}/use", data=used).status_code == 303
    return lesson.id


def browser_of(app, world, name):
    known = world.actors.get(name)
    return examples.browser(app, world.belongings[known.id].token if known else "")


def paths(app, world, actor, slug):
    """Every address that is read, about the lesson, its organisation and everything else."""
    own = world.parts(actor, "own", "others")
    variants = [
        own | {"slug": slug, "ods_code": CODE, "asked_for": CODE},
        own | {"slug": own["product"]},
        own | {"slug": own["supplier"]},
    ]
    for context in iter_route_contexts(app.routes):
        if "GET" not in (getattr(context, "methods", None) or ()) or context.path in LEFT_OUT:
            continue
        for parts in variants:
            yield re.sub(
                r"\{(\w+)(?::\w+)?\}", lambda name, parts=parts: parts.get(name[1], "x"), context.path
            )
    yield from (f"/lessons?q=zanzibarian&region={CODE}", f"/organisations?q={CODE}", f"/peers?org={CODE}")
    yield from (
        f"/lessons?organisation={CODE}",
        "/lessons?q=zanzibarian",
        f"/api/v1/lessons?organisation={CODE}",
    )


def read_all(app, world, actor, slug):
    """Yield address and text of every answer to somebody, and of the pages that those link to."""
    with browser_of(app, world, actor) as browser:
        seen, links = set(), set()
        for path in dict.fromkeys(paths(app, world, actor, slug)):
            answer = browser.get(path)
            seen.add(path)
            links |= set(re.findall(r'href="(/(?!static|assets|sign-out)[^"#]*)', answer.text))
            yield path, answer.text
        wanted = sorted(links - seen, key=lambda link: (CODE not in link and "lesson" not in link, link))
        for link in wanted[:MOST_LINKS]:
            url = link.replace("&amp;", "&")
            yield url, browser.get(url).text


ORIGIN_PAGES = (
    f"/organisations/{CODE}",
    f"/api/v1/organisations/{CODE}",
    f"/peers?org={CODE}",
    f"/api/v1/peers?org={CODE}",
    f"/people?organisation={CODE}",
    f"/api/v1/people?organisation={CODE}",
)


def about_origin(app, world, origin):
    """What everybody is answered about the organisation and the author."""
    pages = (*ORIGIN_PAGES, f"/people/{origin.author.id}", f"/api/v1/people/{origin.author.id}")
    found = {}
    for actor in ACTORS[:-1]:
        with browser_of(app, world, actor) as browser:
            found |= {(actor, path): browser.get(path).content for path in pages}
    return found


def test_no_answer_to_anybody_tells_whose_it_is(origin, session, app, world, database_kind):
    if database_kind != "sqlite":
        pytest.skip("what is told does not depend on the database, and this takes a minute")
    before = about_origin(app, world, origin)
    with capture_logs() as lines:
        lesson_id = share(origin, session, app, world)
        with writing(app.state.engine) as own:
            lesson = own.get_one(Lesson, lesson_id)
            slug = lesson.slug
            assert (lesson.state, lesson.published_at.day) == (LessonState.PUBLISHED, 1)
        marks, signs = origin.marks(), origin.signs(slug)
        telling, count, seen = [], 0, 0
        for actor in ACTORS[:-1]:
            for path, text in read_all(app, world, actor, slug):
                count += 1
                about = any(sign in text for sign in signs if sign not in path)
                seen += about
                if about and any(mark in text for mark in marks if mark not in path):
                    telling.append((actor, path, [mark for mark in marks if mark in text]))
    assert telling == []
    assert count > 500 and seen > 20, (count, seen)
    assert about_origin(app, world, origin) == before, "whoever looks at them sees what they saw before"
    told = [repr(line) for line in lines]
    assert [line for line in told if any(s in line for s in signs) and any(m in line for m in marks)] == []


def test_neither_mail_nor_trail_tells_whose_it_is(origin, session, app, world):
    lesson_id = share(origin, session, app, world)
    with writing(app.state.engine) as own, own.begin():
        lesson = own.get_one(Lesson, lesson_id)
        lesson.state, lesson.check_reason = LessonState.NEEDS_CHECKING, "age"
        own.flush()
        assert ask_keepers(own, today()) >= 1
        marks, signs = origin.marks(), origin.signs(lesson.slug)
        rows = [repr(row.model_dump()) for row in own.exec(select(OutboxMessage))]
        entries = own.exec(select(AuditEntry).where(AuditEntry.event.like("lesson%")))
        trail = [repr(row.model_dump()) for row in entries]
    assert sum(origin.author.email in row for row in rows) >= 3
    assert [row for row in rows if any(s in row for s in signs) and any(m in row for m in marks)] == []
    assert len(trail) >= 4
    assert [row for row in trail if any(each in row for each in (*signs, *marks))] == []


def test_the_moments_of_a_lesson_by_relay_are_those_of_its_month(origin, session, app, world):
    lesson_id = share(origin, session, app, world)
    with browser_of(app, world, "staff") as browser:
        told = browser.get(f"/api/v1/lessons/{lesson_id.hex}").json()
    exact = re.compile(r"\d{4}-\d\d-\d\d(?!-01)|\b\d{1,2} (?:January|November|December) ")
    assert told["publisher"] is None and told["contact"]["kind"] == "relay"
    assert exact.findall(str({name: told[name] for name in ("published", "checked", "state_note")})) == []
